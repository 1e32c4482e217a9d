"""What issuers, holders and officers are promised about certificates."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from certificates import StatusAge, StatusValue, VerdictKind, check, number_is_well_formed
from certificates.photo import photo_digest
from exam_app.actors import Actor, the_system
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound
from exam_app.journal import JournalEntry, Tag
from exam_app.keyring import keyring_of
from exam_app.models import Certificate, CertificateSeries, Person, PublishedList, Registration, Sitting
from exam_app.operations import certificates
from exam_app.operations.certificates import IssueReport
from exam_app.queries.certificates import claims_of, lists_in_force, newest_list
from exam_app.terms import CertificateStatus, RegistrationState
from exam_app.work import Site, Work
from tests.builders.certificates import a_mark, a_photo, issued, passed_results
from tests.cast import CITY, Cast
from tests.conftest import NOON, with_settings

REVOKED = CertificateStatus.REVOKED
BASIS, REASON = "《保安服务管理条例》第四十五条", "执勤时殴打他人"


def issue(site: Site, signer: Actor, results: list, now=NOON) -> IssueReport:
    with Work.open(site, signer, now) as work:
        return certificates.issue(work, results)


def reasons(report: IssueReport) -> list[str]:
    return [str(reason) for left_out in report.not_issued for reason in left_out.reasons]


def propose(site: Site, actor: Actor, certificate_id, status=REVOKED, now=NOON):
    with Work.open(site, actor, now) as work:
        return certificates.propose_end(work, certificate_id, status, legal_basis=BASIS, reason=REASON)


def confirm(site: Site, actor: Actor, change_id, now=NOON) -> None:
    with Work.open(site, actor, now) as work:
        certificates.confirm_end(work, change_id)


def verdict_of(site: Site, cast: Cast, certificate_id, now=NOON):
    with Work.open(site, cast["ma"], now, read_only=True) as work:
        lists = lists_in_force(work)
        assert lists.trust is not None
        return check(work.get(Certificate, certificate_id).token, lists.trust, lists.status, now)


# -- issuing --------------------------------------------------------------------------------------------------------


def test_a_passed_and_released_result_becomes_a_genuine_certificate(site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    verdict = verdict_of(site, cast, certificate_id)
    assert (verdict.kind, verdict.status, verdict.reason) == (VerdictKind.GENUINE, StatusAge.FRESH, "listed")
    assert verdict.claims is not None
    assert (verdict.claims.name, verdict.claims.issuer) == ("张建国", CITY)
    assert verdict.claims.number.startswith("3303002600") and number_is_well_formed(verdict.claims.number)
    assert verdict.claims.photo == photo_digest(a_photo())


def test_numbers_and_places_run_on_without_a_gap(site: Site, cast: Cast) -> None:
    issued(site, cast, 3)
    issued(site, cast, 2, first=50)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        rows = work.rows(select(Certificate.number, Certificate.status_index).order_by(Certificate.number))
    assert [int(number[8:14]) for number, _ in rows] == [1, 2, 3, 4, 5]
    assert [index for _, index in rows] == [0, 1, 2, 3, 4]


def test_places_run_on_over_the_new_year_while_numbers_begin_again(site: Site, cast: Cast) -> None:
    issued(site, cast, 2)
    made = passed_results(site, cast, 1, first=70)
    next_year = NOON + timedelta(days=40)
    issue(site, cast["sun"], made.results, next_year)
    with Work.open(site, cast["ma"], next_year, read_only=True) as work:
        last = work.all(select(Certificate).order_by(Certificate.status_index.desc()).limit(1))[0]
    assert (last.number[6:14], last.status_index) == ("27000001", 2)


def test_the_signer_is_not_the_approver(site: Site, cast: Cast) -> None:
    made = passed_results(site, cast, 2, approver=cast["sun"])
    refused = issue(site, cast["sun"], made.results)
    assert not refused.certificate_ids
    assert reasons(refused) == ["You approved this registration. Another issuer has to sign."] * 2
    assert len(issue(site, cast["tang"], made.results).certificate_ids) == 2


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ({"passed": False}, "The examination was not passed."),
        ({"released": False}, "The results are not released yet."),
        ({"with_photo": False}, "There is no photo. Ask the county or the training unit for one."),
        ({"name": "张\ue000国"}, "A character of the name cannot be sealed. Correct the name by the ID card."),
    ],
)
def test_what_stands_in_the_way_is_said(sqlite_only: None, site: Site, cast: Cast, broken: dict, sentence: str) -> None:
    report = issue(site, cast["sun"], passed_results(site, cast, **broken).results)
    assert not report.certificate_ids
    assert sentence in reasons(report)


def test_all_reasons_are_listed_at_once(sqlite_only: None, site: Site, cast: Cast) -> None:
    made = passed_results(site, cast, approver=cast["sun"], passed=False, released=False, with_photo=False)
    assert len(reasons(issue(site, cast["sun"], made.results))) == 4


def test_an_unapproved_registration_gets_no_certificate(sqlite_only: None, site: Site, cast: Cast) -> None:
    made = passed_results(site, cast)
    with Work.open(site, cast["he"], NOON) as work:
        registration = work.lock(Registration, made.registrations[0])
        registration.state, registration.approved_by_id = RegistrationState.REFUSED, None
    assert "The city has not approved the registration." in reasons(issue(site, cast["sun"], made.results))


def test_whoever_is_in_order_is_issued_and_the_others_are_listed(site: Site, cast: Cast) -> None:
    good, bad = passed_results(site, cast, 2), passed_results(site, cast, 1, passed=False, first=60)
    report = issue(site, cast["sun"], [*good.results, *bad.results])
    assert len(report.certificate_ids) == 2
    assert [left_out.result_id for left_out in report.not_issued] == bad.results


def test_a_second_certificate_of_the_same_person_is_refused(site: Site, cast: Cast) -> None:
    made = passed_results(site, cast)
    issue(site, cast["sun"], made.results)
    assert "This person has a certificate in force." in reasons(issue(site, cast["tang"], made.results))


def test_an_older_mark_is_no_ground_for_a_certificate(site: Site, cast: Cast) -> None:
    made = passed_results(site, cast)
    with Work.open(site, cast["he"], NOON) as work:
        sitting = work.one(select(Sitting).where(Sitting.person_id == made.people[0]))
        newer = a_mark(work, sitting, raw=82, number=2)
        work.add(newer)
    assert reasons(issue(site, cast["sun"], made.results)) == [
        "The paper was marked again. The newer mark counts.",
    ]
    assert len(issue(site, cast["sun"], [newer.id]).certificate_ids) == 1


def test_an_unknown_result_issues_nothing_at_all(site: Site, cast: Cast) -> None:
    made = passed_results(site, cast)
    with pytest.raises(NotFound):
        issue(site, cast["sun"], [*made.results, uuid4()])
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert work.count(select(func.count()).select_from(Certificate)) == 0


def test_a_batch_that_is_undone_uses_no_number(site: Site, cast: Cast) -> None:
    made = passed_results(site, cast)
    with pytest.raises(ZeroDivisionError), Work.open(site, cast["sun"], NOON) as work:
        certificates.issue(work, made.results)
        raise ZeroDivisionError
    [certificate_id] = issue(site, cast["sun"], made.results).certificate_ids
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert work.get(Certificate, certificate_id).number[6:14] == "26000001"


@pytest.mark.parametrize("who", ["zhou", "he", "li", "qin", "ma", "wu"])
def test_only_issuers_issue(sqlite_only: None, site: Site, cast: Cast, who: str) -> None:
    made = passed_results(site, cast)
    with pytest.raises(NotAllowed):
        issue(site, cast[who], made.results)


def test_the_id_mark_ties_the_certificate_to_the_id_card(sqlite_only: None, site: Site, cast: Cast) -> None:
    from certificates import IdCheck, compare_id

    made = passed_results(site, cast)
    [certificate_id] = issue(site, cast["sun"], made.results).certificate_ids
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        claims = claims_of(work.get(Certificate, certificate_id).token)
        person = work.get(Person, made.people[0])
        number = site.vault.open(person.id_number_sealed, "person", person.id)
    secret = keyring_of(site.settings).id_mark_secret(CITY)
    assert compare_id(claims.id_mark, secret, claims.number, number) == IdCheck.ID_MATCH


def test_no_private_key_is_in_the_database(sqlite_only: None, site: Site, cast: Cast) -> None:
    issued(site, cast)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        stored = b"".join(work.all(select(PublishedList.cwt)))
    for path in site.settings.key_folder.rglob("*.pem"):
        assert path.read_bytes() not in stored
    assert len(list(site.settings.key_folder.rglob("*.pem"))) == 3


# -- keys and lists -------------------------------------------------------------------------------------------------


def prepare(site: Site, actor: Actor, now=NOON):
    with Work.open(site, actor, now) as work:
        return certificates.prepare_keys(work)


def test_preparing_keys_twice_does_nothing_the_second_time(site: Site, cast: Cast) -> None:
    first, second = prepare(site, cast["sun"]), prepare(site, cast["he"])
    assert first.trust_published and first.added == ("cert", "status")
    assert not second.trust_published and second.added == ()


def test_a_key_gets_its_successor_a_month_before_it_ends_and_old_certificates_stay_good(site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    assert not prepare(site, cast["sun"], NOON + timedelta(days=334)).added
    late = NOON + timedelta(days=340)
    renewed = prepare(site, cast["sun"], late)
    assert renewed.added == ("cert", "status")
    assert verdict_of(site, cast, certificate_id, late).kind == VerdictKind.GENUINE
    with Work.open(site, cast["sun"], late, read_only=True) as work:
        trust = lists_in_force(work).trust
    assert trust is not None
    assert (trust.seq, len(trust.entries)) == (2, 4)


def test_a_trust_list_needs_the_root_key_at_hand(sqlite_only: None, site: Site, cast: Cast) -> None:
    prepare(site, cast["sun"])
    (site.settings.key_folder / "root" / "root.pem").unlink()
    assert not prepare(site, cast["sun"]).added
    with pytest.raises(Conflict) as refused:
        prepare(site, cast["sun"], NOON + timedelta(days=350))
    assert refused.value.code == "root_missing"


def test_a_list_signed_by_a_root_that_is_not_pinned_is_not_believed(sqlite_only: None, site: Site, cast: Cast) -> None:
    from certificates import RootKey
    from exam_app.keyring import pin_of

    prepare(site, cast["sun"])
    elsewhere = with_settings(site, root_keys=(pin_of(RootKey.generate("another").public),))
    with Work.open(elsewhere, cast["sun"], NOON, read_only=True) as work:
        assert lists_in_force(work).trust is None
    with pytest.raises(Conflict) as refused:
        prepare(elsewhere, cast["sun"], NOON + timedelta(days=350))
    assert refused.value.code == "root_not_pinned"


def test_the_site_publishes_the_list_again_after_a_day(site: Site, cast: Cast) -> None:
    issued(site, cast)

    def due(hours: int) -> bool:
        with Work.open(site, the_system(CITY), NOON + timedelta(hours=hours)) as work:
            return certificates.publish_due_lists(work)

    assert [due(23), due(24), due(25)] == [False, True, False]
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        newest = newest_list(work, "status", CITY)
    assert newest is not None and newest.issued_at == NOON + timedelta(hours=24)


def test_a_city_that_never_prepared_keys_is_left_alone(sqlite_only: None, site: Site, cast: Cast) -> None:
    with Work.open(site, the_system(CITY), NOON) as work:
        assert not certificates.publish_due_lists(work)
        assert work.count(select(func.count()).select_from(PublishedList)) == 0


def test_a_list_is_never_older_than_the_one_before_it(sqlite_only: None, site: Site, cast: Cast) -> None:
    issued(site, cast)
    with Work.open(site, cast["sun"], NOON - timedelta(hours=1)) as work:
        certificates.publish_status_list(work)
        newest = newest_list(work, "status", CITY)
    assert newest is not None and newest.issued_at == NOON


# -- ends -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [status for status in CertificateStatus if status != CertificateStatus.VALID])
def test_an_end_is_published_with_its_confirmation(
    sqlite_only: None, site: Site, cast: Cast, status: CertificateStatus
) -> None:
    [certificate_id] = issued(site, cast)
    change = propose(site, cast["sun"], certificate_id, status)
    assert verdict_of(site, cast, certificate_id).kind == VerdictKind.GENUINE
    confirm(site, cast["he"], change)
    assert verdict_of(site, cast, certificate_id).kind == VerdictKind[status.name]


def test_an_end_touches_its_own_place_only(site: Site, cast: Cast) -> None:
    ids = issued(site, cast, 4)
    confirm(site, cast["he"], propose(site, cast["sun"], ids[2]))
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        listed = lists_in_force(work).status[CITY]
    valid, given_out = StatusValue.VALID, StatusValue.NEVER_GIVEN_OUT
    assert [listed.value(index) for index in range(5)] == [valid, valid, StatusValue.REVOKED, valid, given_out]


def test_whoever_proposed_an_end_cannot_confirm_it(site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    change = propose(site, cast["sun"], certificate_id)
    with pytest.raises(Conflict, match="second person"):
        confirm(site, cast["sun"], change)
    assert verdict_of(site, cast, certificate_id).kind == VerdictKind.GENUINE


def test_an_end_is_final(site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    change = propose(site, cast["sun"], certificate_id)
    with pytest.raises(Conflict, match="proposal waits"):
        propose(site, cast["he"], certificate_id)
    confirm(site, cast["he"], change)
    with pytest.raises(Conflict, match="final"):
        propose(site, cast["he"], certificate_id)
    with pytest.raises(Conflict, match="in force"):
        confirm(site, cast["lin"], change)


def test_a_dropped_proposal_changes_nothing_and_leaves_room_for_another(site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    change = propose(site, cast["sun"], certificate_id)
    with Work.open(site, cast["he"], NOON) as work:
        certificates.drop_proposal(work, change)
    with pytest.raises(Conflict, match="dropped"):
        confirm(site, cast["he"], change)
    propose(site, cast["he"], certificate_id, CertificateStatus.CANCELLED)
    assert verdict_of(site, cast, certificate_id).kind == VerdictKind.GENUINE


def test_an_end_needs_law_and_reason(sqlite_only: None, site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    with pytest.raises(Invalid) as refused, Work.open(site, cast["sun"], NOON) as work:
        certificates.propose_end(work, certificate_id, CertificateStatus.VALID, legal_basis=" ", reason="x" * 301)
    assert set(refused.value.fields) == {"new_status", "legal_basis", "reason"}


@pytest.mark.parametrize("who", ["zhou", "shi", "li", "qin", "ma"])
def test_others_neither_propose_nor_confirm_an_end(sqlite_only: None, site: Site, cast: Cast, who: str) -> None:
    [certificate_id] = issued(site, cast)
    with pytest.raises(NotAllowed):
        propose(site, cast[who], certificate_id)
    change = propose(site, cast["sun"], certificate_id)
    with pytest.raises(NotAllowed):
        confirm(site, cast[who], change)


def test_after_an_end_only_another_examination_leads_to_a_certificate(site: Site, cast: Cast) -> None:
    made = passed_results(site, cast)
    [certificate_id] = issue(site, cast["sun"], made.results).certificate_ids
    confirm(site, cast["he"], propose(site, cast["sun"], certificate_id, CertificateStatus.CANCELLED))
    assert reasons(issue(site, cast["sun"], made.results)) == [
        "This result became a certificate already. It takes a new examination."
    ]


def test_every_act_is_in_the_journal_with_its_number(site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    confirm(site, cast["he"], propose(site, cast["sun"], certificate_id))
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        number = work.get(Certificate, certificate_id).number
        entries = work.all(
            select(JournalEntry).where(JournalEntry.subject_id == certificate_id).order_by(JournalEntry.leaf_index)
        )
    assert [entry.tag for entry in entries] == [Tag.CERTIFICATE_ISSUED, Tag.STATUS_PROPOSED, Tag.STATUS_CHANGED]
    assert {entry.facts["number"] for entry in entries} == {number}
    assert REASON not in str([entry.facts for entry in entries])


def test_the_number_series_is_locked_by_year_and_places_for_ever(sqlite_only: None, site: Site, cast: Cast) -> None:
    issued(site, cast, 2)
    with Work.open(site, cast["sun"], NOON, read_only=True) as work:
        rows = work.rows(select(CertificateSeries.year, CertificateSeries.last_serial).order_by(CertificateSeries.year))
    assert [tuple(row) for row in rows] == [(0, 2), (2026, 2)]
