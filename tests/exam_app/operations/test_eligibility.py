"""What applicants, counties and the city may rely on when somebody is barred."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, select

from exam_app.eligibility import Background, RuleCode
from exam_app.eligibility.contents import RecordedFact
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound
from exam_app.journal import JournalEntry, JournalText, Tag
from exam_app.models import (
    BackgroundFact,
    EligibilityFinding,
    EligibilityOverride,
    Person,
    Registration,
    RequirementCheck,
)
from exam_app.operations import certificates, eligibility, registrations, scheduling, walk_ins
from exam_app.queries.eligibility import barred_candidates, judged, newest_finding
from exam_app.terms import Answer, BackgroundKind, CertificateStatus, Requirement
from exam_app.work import Site, Work
from tests.builders.certificates import passed_results
from tests.builders.eligibility import CRIME, REVOKED, override_proposed, override_signed, recorded
from tests.builders.registrations import approved, passed_at_county, registered, trainees
from tests.builders.scheduling import booked, planned, supervised
from tests.cast import NOON, Cast

AFTER = datetime(2027, 3, 2, 1, 0, tzinfo=UTC)
"""The first day after three years from the revocation of the builders, 9:00 in Shanghai."""


def one_registered(site: Site, cast: Cast):  # type: ignore[no-untyped-def]
    (registration_id,) = registered(site, cast, trainees(site, cast))
    return registration_id


def certified(site: Site, cast: Cast):  # type: ignore[no-untyped-def]
    """The registration and the certificate of one person."""
    passed = passed_results(site, cast)
    with Work.open(site, cast["sun"], NOON) as work:
        report = certificates.issue(work, passed.results)
    return passed.registrations[0], report.certificate_ids[0]


def standing(site: Site, cast: Cast, registration_id, day: date = date(2026, 11, 24)):  # type: ignore[no-untyped-def]
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        return judged(work, [registration_id], day)[registration_id]


# -- the county ---------------------------------------------------------------------------------------------------


def test_whoever_is_barred_is_not_passed_on_and_the_reason_says_until_when(site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    recorded(site, cast, registration_id)
    with Work.open(site, cast["zhou"], NOON) as work, pytest.raises(Conflict) as refused:
        registrations.pass_at_county(work, registration_id)
    said = str(refused.value)
    assert "Regulation art. 17(3)" in said and "2027-03-01" in said and "2027-03-02" in said


def test_the_day_after_the_last_barred_day_the_application_passes(site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    recorded(site, cast, registration_id)
    with Work.open(site, cast["zhou"], AFTER - timedelta(days=1)) as work, pytest.raises(Conflict):
        registrations.pass_at_county(work, registration_id)
    with Work.open(site, cast["zhou"], AFTER) as work:
        registrations.pass_at_county(work, registration_id)


def test_what_nobody_looked_at_bars_nobody_and_what_fails_does(site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    assert standing(site, cast, registration_id).is_eligible
    for answer, eligible in ((Answer.NOT_FULFILLED, False), (Answer.FULFILLED, True)):
        with Work.open(site, cast["zhou"], NOON) as work:
            eligibility.check_requirements(work, registration_id, {Requirement.SCHOOLING: answer})
        assert standing(site, cast, registration_id).is_eligible is eligible


def test_a_fact_that_was_struck_no_longer_counts_and_stays_readable(site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    fact_id = recorded(site, cast, registration_id, CRIME)
    with Work.open(site, cast["zhou"], NOON) as work:
        eligibility.correct_background(work, registration_id, fact_id, RecordedFact(None, "", "同名同姓，另有其人。"))
    assert standing(site, cast, registration_id).is_eligible
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        assert len(work.all(select(BackgroundFact))) == 2


def test_a_correction_replaces_the_day_and_is_made_once(site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    fact_id = recorded(site, cast, registration_id)
    earlier = RecordedFact(Background(date(2022, 3, 1), BackgroundKind.CERTIFICATE_REVOKED), "", "文书日期录错。")
    with Work.open(site, cast["zhou"], NOON) as work:
        eligibility.correct_background(work, registration_id, fact_id, earlier)
    assert standing(site, cast, registration_id).is_eligible
    with Work.open(site, cast["zhou"], NOON) as work, pytest.raises(Conflict, match="meanwhile"):
        eligibility.correct_background(work, registration_id, fact_id, earlier)


@pytest.mark.parametrize(
    ("found", "field"),
    [
        (RecordedFact(Background(date(2026, 11, 25), BackgroundKind.DETENTION), ""), "on"),
        (RecordedFact(Background(date(1970, 1, 1), BackgroundKind.DETENTION), ""), "on"),
        (RecordedFact(Background(date(2020, 1, 1), BackgroundKind.CUSTODY_FOR_EDUCATION), ""), "on"),
        (RecordedFact(Background(date(2014, 1, 1), BackgroundKind.LABOUR_RE_EDUCATION), ""), "on"),
        (RecordedFact(Background(date(2020, 1, 1), BackgroundKind.DETENTION), "号" * 81), "document"),
        (REVOKED, "on"),
    ],
    ids=["tomorrow", "before the birth", "custody abolished", "labour abolished", "long number", "twice"],
)
def test_a_fact_that_cannot_be_right_is_refused_at_its_field(
    site: Site, cast: Cast, found: RecordedFact, field: str, sqlite_only: None
) -> None:
    registration_id = one_registered(site, cast)
    recorded(site, cast, registration_id)
    with Work.open(site, cast["zhou"], NOON) as work, pytest.raises(Invalid) as refused:
        eligibility.record_background(work, registration_id, found)
    assert list(refused.value.fields) == [field]


def test_a_correction_needs_its_reason(site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    fact_id = recorded(site, cast, registration_id)
    with Work.open(site, cast["zhou"], NOON) as work, pytest.raises(Invalid, match="Say why"):
        eligibility.correct_background(work, registration_id, fact_id, RecordedFact(None, ""))


def test_what_was_found_is_sealed_and_the_journal_does_not_tell_it(site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    recorded(site, cast, registration_id, CRIME)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (fact,) = work.all(select(BackgroundFact))
        entries = work.all(select(JournalEntry).where(JournalEntry.tag == Tag.BACKGROUND_RECORDED))
        texts = work.all(select(JournalText.text))
    assert b"crime" not in fact.content_sealed and [entry.facts for entry in entries] == [{}]
    assert not [said for said in texts if "crime" in said]


# -- who may know -------------------------------------------------------------------------------------------------


def test_no_unit_and_no_stranger_reads_why(site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    with Work.open(site, cast["zhou"], NOON) as work:
        eligibility.check_requirements(work, registration_id, {Requirement.HEALTH: Answer.NOT_FULFILLED})
    recorded(site, cast, registration_id)
    override_proposed(site, cast, registration_id)
    why = (BackgroundFact, RequirementCheck, EligibilityOverride)
    for who in ("li", "gao", "ye", "shi", "zhao", "qin", "wu"):
        with Work.open(site, cast[who], NOON, read_only=True) as work:
            assert [(who, work.all(select(model))) for model in why] == [(who, [])] * 3


def test_the_training_unit_learns_until_when_and_never_why(site: Site, cast: Cast) -> None:
    (person_id,) = trainees(site, cast)
    (registration_id,) = registered(site, cast, [person_id])
    recorded(site, cast, registration_id)
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        finding = newest_finding(work, person_id)
    assert finding is not None and finding.bars_on(date(2027, 3, 1)) and not finding.bars_on(date(2027, 3, 2))
    with Work.open(site, cast["gao"], NOON, read_only=True) as work:
        assert newest_finding(work, person_id) is None


def test_another_countys_reviewer_can_do_nothing_here(site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    with Work.open(site, cast["shi"], NOON) as work, pytest.raises(NotFound):
        eligibility.record_background(work, registration_id, CRIME)
    with Work.open(site, cast["he"], NOON) as work, pytest.raises(NotAllowed):
        eligibility.record_background(work, registration_id, CRIME)


# -- two people ---------------------------------------------------------------------------------------------------


def test_a_bar_that_two_people_lift_bars_no_more(site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    recorded(site, cast, registration_id)
    override_proposed(site, cast, registration_id)
    assert not standing(site, cast, registration_id).is_eligible
    override_signed(site, cast, registration_id)
    found = standing(site, cast, registration_id)
    assert found.is_eligible and [bar.rule.code for bar in found.lifted] == [RuleCode.REVOKED]
    passed_at_county(site, cast, [registration_id])
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        query = select(EligibilityFinding.is_barred).order_by(EligibilityFinding.number)
        assert work.all(query) == [True, False]


def test_what_is_found_afterwards_is_not_lifted(site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    recorded(site, cast, registration_id)
    override_proposed(site, cast, registration_id)
    override_signed(site, cast, registration_id)
    again = RecordedFact(Background(date(2025, 1, 1), BackgroundKind.CERTIFICATE_REVOKED), "")
    recorded(site, cast, registration_id, again)
    assert {bar.rule.code for bar in standing(site, cast, registration_id).bars} == {
        RuleCode.REVOKED,
        RuleCode.REVOKED_TWICE,
    }


def test_nobody_signs_the_own_proposal_and_nobody_signs_twice(site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    recorded(site, cast, registration_id)
    override_id = override_proposed(site, cast, registration_id)
    with Work.open(site, cast["zhou"], NOON) as work, pytest.raises(NotAllowed):
        eligibility.sign_override(work, override_id)
    override_signed(site, cast, registration_id)
    for act in (eligibility.sign_override, eligibility.drop_override):
        with Work.open(site, cast["lin"], NOON) as work, pytest.raises(Conflict):
            act(work, override_id)


def test_a_dropped_proposal_lifts_nothing_and_another_may_follow(site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    recorded(site, cast, registration_id)
    first = override_proposed(site, cast, registration_id)
    with pytest.raises(Conflict, match="waits"):
        override_proposed(site, cast, registration_id)
    with Work.open(site, cast["he"], NOON) as work:
        eligibility.drop_override(work, first)
    assert not standing(site, cast, registration_id).is_eligible
    override_proposed(site, cast, registration_id)


@pytest.mark.parametrize(("bars", "reason"), [([], "由"), ([(RuleCode.REVOKED, date(2024, 3, 1))], " ")])
def test_lifting_names_its_bars_and_its_reason(site: Site, cast: Cast, bars, reason: str, sqlite_only) -> None:  # type: ignore[no-untyped-def]
    registration_id = one_registered(site, cast)
    recorded(site, cast, registration_id)
    with Work.open(site, cast["zhou"], NOON) as work, pytest.raises(Invalid):
        eligibility.propose_override(work, registration_id, bars, reason)


def test_only_a_bar_that_stands_can_be_lifted(site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    with Work.open(site, cast["zhou"], NOON) as work, pytest.raises(Conflict, match="no longer stands"):
        eligibility.propose_override(work, registration_id, [(RuleCode.REVOKED, date(2024, 3, 1))], "由")


# -- the city, the ticket, the certificate ------------------------------------------------------------------------


def test_the_city_approves_nobody_of_whom_something_was_found_meanwhile(site: Site, cast: Cast) -> None:
    ids = passed_at_county(site, cast, registered(site, cast, trainees(site, cast, 2)))
    recorded(site, cast, ids[1], CRIME)
    with Work.open(site, cast["he"], NOON) as work, pytest.raises(Conflict, match=r"张伟.*17\(2\)"):
        registrations.approve(work, ids)
    with Work.open(site, cast["he"], NOON) as work:
        assert registrations.approve(work, ids[:1]) == 1


def test_nobody_is_booked_who_is_barred_on_the_day_of_the_examination(site: Site, cast: Cast) -> None:
    (registration_id,) = approved(site, cast)
    recorded(site, cast, registration_id)
    before = planned(site, cast, starts_at=AFTER - timedelta(days=1), name="早一天")
    after = planned(site, cast, starts_at=AFTER, name="晚一天")
    with Work.open(site, cast["he"], NOON) as work, pytest.raises(Conflict, match="2027-03-01"):
        scheduling.book(work, before, [registration_id])
    with Work.open(site, cast["he"], NOON) as work:
        assert scheduling.book(work, after, [registration_id]) == 1


def test_no_ticket_goes_out_while_a_candidate_is_barred(site: Site, cast: Cast) -> None:
    ids = approved(site, cast, 2)
    session = supervised(site, cast, ids)
    recorded(site, cast, ids[0], CRIME)
    with Work.open(site, cast["he"], NOON) as work, pytest.raises(Conflict, match="so no ticket"):
        scheduling.publish(work, session)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        (each,) = barred_candidates(work, session).values()
    assert each.name == "李秀英"


def test_judging_a_whole_examination_takes_a_fixed_number_of_statements(site: Site, cast: Cast) -> None:
    session = booked(site, cast, approved(site, cast, 4))
    statements: list[str] = []
    bind = site.sessions.kw["bind"]

    def note(connection, cursor, statement, *more) -> None:  # type: ignore[no-untyped-def]
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(bind, "before_cursor_execute", note)
    try:
        with Work.open(site, cast["he"], NOON, read_only=True) as work:
            assert barred_candidates(work, session) == {}
    finally:
        event.remove(bind, "before_cursor_execute", note)
    assert len(statements) <= 8


def test_a_certificate_is_not_issued_to_somebody_barred_on_that_day(site: Site, cast: Cast) -> None:
    passed = passed_results(site, cast)
    recorded(site, cast, passed.registrations[0], CRIME)
    with Work.open(site, cast["sun"], NOON) as work:
        report = certificates.issue(work, passed.results)
    assert report.certificate_ids == ()
    assert ["Not eligible today" in str(why) for why in report.not_issued[0].reasons] == [True]


@pytest.mark.parametrize(
    ("status", "by_deceit", "rule"),
    [
        (CertificateStatus.REVOKED, False, RuleCode.REVOKED),
        (CertificateStatus.WITHDRAWN, True, RuleCode.DECEIT),
        (CertificateStatus.WITHDRAWN, False, None),
        (CertificateStatus.CANCELLED, False, None),
    ],
)
def test_the_end_of_a_certificate_bars_by_itself_once_two_have_signed(
    site: Site, cast: Cast, status: CertificateStatus, by_deceit: bool, rule: RuleCode | None, sqlite_only: None
) -> None:
    registration_id, certificate_id = certified(site, cast)
    with Work.open(site, cast["tang"], NOON) as work:
        change = certificates.propose_end(
            work, certificate_id, status, legal_basis="法", reason="由", by_deceit=by_deceit
        )
    assert standing(site, cast, registration_id).is_eligible
    with Work.open(site, cast["he"], NOON) as work:
        certificates.confirm_end(work, change)
    assert [bar.rule.code for bar in standing(site, cast, registration_id).bars] == ([rule] if rule else [])


def test_an_end_that_counts_by_itself_cannot_be_entered_again(site: Site, cast: Cast) -> None:
    registration_id, certificate_id = certified(site, cast)
    with Work.open(site, cast["tang"], NOON) as work:
        change = certificates.propose_end(
            work, certificate_id, CertificateStatus.REVOKED, legal_basis="法", reason="由"
        )
    with Work.open(site, cast["he"], NOON) as work:
        certificates.confirm_end(work, change)
    same = RecordedFact(Background(date(2026, 11, 24), BackgroundKind.CERTIFICATE_REVOKED), "")
    with Work.open(site, cast["zhou"], NOON) as work, pytest.raises(Conflict, match="belongs to the next one"):
        eligibility.record_background(work, registration_id, same)
    with Work.open(site, cast["zhou"], NOON + timedelta(days=1)) as work:
        person = work.get(Person, work.get(Registration, registration_id).person_id)
        number = site.vault.open(person.id_number_sealed, "person", person.id)
        next_id = walk_ins.register_in_person(work, name=person.name, id_number=number)
    with Work.open(site, cast["zhou"], NOON + timedelta(days=1)) as work, pytest.raises(Invalid, match="by itself"):
        eligibility.record_background(work, next_id, same)


def test_only_a_withdrawal_can_be_for_deceit(site: Site, cast: Cast) -> None:
    _, certificate_id = certified(site, cast)
    with Work.open(site, cast["tang"], NOON) as work, pytest.raises(Invalid):
        certificates.propose_end(
            work, certificate_id, CertificateStatus.REVOKED, legal_basis="法", reason="由", by_deceit=True
        )


# -- the training unit --------------------------------------------------------------------------------------------


def test_somebody_too_young_is_not_registered_and_the_day_is_said(site: Site, cast: Cast) -> None:
    young = trainees(site, cast, born="20081125")
    with Work.open(site, cast["li"], NOON) as work, pytest.raises(Invalid, match="2026-11-24") as refused:
        registrations.register(work, young)
    assert "李秀英" in str(refused.value) and "art. 16" in str(refused.value)
    with Work.open(site, cast["li"], NOON + timedelta(days=1)) as work:
        assert registrations.register(work, young) == 1
