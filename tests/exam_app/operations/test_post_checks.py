"""What an officer is promised about a check, and what is kept of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from certificates import StatusAge, VerdictKind, certificate_number
from exam_app.actors import VISITOR, Actor
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Certificate, PostCheck
from exam_app.operations import certificates, post_checks
from exam_app.operations.post_checks import CHECK_CHARACTERS, NO_TRUST_LIST, NOT_IN_REGISTER, Scan
from exam_app.operations.public_checks import FREE_MISSES_OF_A_NUMBER, Confirmed, NotConfirmed, look_up
from exam_app.queries.post_checks import KeptCheck, kept_check, own_checks_today, photo_after_check, posts_here
from exam_app.terms import CertificateStatus, VerdictName
from exam_app.work import Site, Work
from tests.builders.certificates import a_photo, issued
from tests.cast import Cast
from tests.conftest import NOON

WELL_FORMED_BUT_UNKNOWN = certificate_number("330300", 26_000_009)


def scan(site: Site, officer: Actor, now=NOON, **given) -> KeptCheck:
    given.setdefault("nonce", site.random_bytes(16))
    given.setdefault("at", now)
    with Work.open(site, officer, now) as work:
        return post_checks.check(work, Scan(**given))


def stored(site: Site, cast: Cast) -> list[PostCheck]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return list(work.all(select(PostCheck).order_by(PostCheck.id)))


def token_and_number(site: Site, cast: Cast, certificate_id) -> tuple[str, str]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        certificate = work.get(Certificate, certificate_id)
    return certificate.token, certificate.number


def revoke(site: Site, cast: Cast, certificate_id, now=NOON) -> None:
    with Work.open(site, cast["sun"], now) as work:
        change = certificates.propose_end(
            work, certificate_id, CertificateStatus.REVOKED, legal_basis="条例第四十五条", reason="殴打他人"
        )
    with Work.open(site, cast["he"], now) as work:
        certificates.confirm_end(work, change)


def changed_digit(text: str) -> str:
    return text[:-1] + str((int(text[-1]) + 1) % 10)


# -- verdicts -------------------------------------------------------------------------------------------------------


def test_a_genuine_code_is_kept_with_name_and_number(site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    text, number = token_and_number(site, cast, certificate_id)
    answer = scan(site, cast["qin"], text=text, post_id=cast.post, shown=VerdictKind.GENUINE)
    assert (answer.kind, answer.status, answer.reason) == (VerdictKind.GENUINE, StatusAge.FRESH, "listed")
    assert answer.holder is not None
    assert (answer.holder.name, answer.holder.number, answer.holder.certificate_id) == (
        "张建国",
        number,
        certificate_id,
    )
    [row] = stored(site, cast)
    assert (row.certificate_id, row.post_id, row.county_id, row.typed) == (
        certificate_id,
        cast.post,
        cast.qingxi,
        False,
    )


def test_a_typed_number_gets_the_verdict_of_the_text_in_the_register(site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    _, number = token_and_number(site, cast, certificate_id)
    answer = scan(site, cast["fang"], number=f"{number[:4]} {number[4:8]}-{number[8:12]} {number[12:]}")
    assert (answer.kind, answer.typed) == (VerdictKind.GENUINE, True)
    assert answer.holder is not None and answer.holder.name == "张建国"


def test_a_revoked_certificate_is_red_with_its_day_and_basis(site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    text, number = token_and_number(site, cast, certificate_id)
    revoke(site, cast, certificate_id)
    for given in ({"text": text}, {"number": number}):
        answer = scan(site, cast["qin"], **given)
        assert (answer.kind, answer.reason) == (VerdictKind.REVOKED, "ended")
        assert answer.end is not None
        assert (answer.end.since.isoformat(), answer.end.legal_basis) == ("2026-11-24", "条例第四十五条")


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("https://example.com/menu", VerdictKind.UNREADABLE, "not_ours"),
        ("", VerdictKind.UNREADABLE, "not_ours"),
        ("\ud800 half a character", VerdictKind.UNREADABLE, "not_ours"),
        ("x" * 100_000, VerdictKind.UNREADABLE, "not_ours"),
        ("https://verify.watchword.example/v/123", VerdictKind.UNREADABLE, "digits"),
    ],
)
def test_what_cannot_be_read_is_kept_like_a_good_scan(
    sqlite_only: None, site: Site, cast: Cast, text: str, kind: VerdictKind, reason: str
) -> None:
    issued(site, cast)
    answer = scan(site, cast["qin"], text=text)
    assert (answer.kind, answer.reason, answer.holder) == (kind, reason, None)
    [row] = stored(site, cast)
    assert (row.verdict, row.certificate_id) == (kind.value, None)


def test_a_forgery_is_kept_and_shows_no_name(site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    forged = changed_digit(token_and_number(site, cast, certificate_id)[0])
    answer = scan(site, cast["qin"], text=forged)
    assert answer.kind == VerdictKind.FORGED and answer.holder is None
    [row] = stored(site, cast)
    assert site.vault.open(row.text_sealed, "post_check", row.id) == forged


def test_the_scanned_text_is_sealed_in_the_database(sqlite_only: None, site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    text, _ = token_and_number(site, cast, certificate_id)
    scan(site, cast["qin"], text=text)
    [row] = stored(site, cast)
    assert text.encode() not in row.text_sealed and "张建国".encode() not in row.text_sealed


def test_wrong_check_characters_are_refused_without_a_look_up_and_kept(site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    _, number = token_and_number(site, cast, certificate_id)
    answer = scan(site, cast["qin"], number=changed_digit(number))
    assert (answer.kind, answer.reason) == (VerdictKind.UNREADABLE, CHECK_CHARACTERS)
    [row] = stored(site, cast)
    assert row.typed
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        looked = work.all(select(JournalEntry).where(JournalEntry.tag == Tag.SCOPE_OPENED))
        assert not [entry for entry in looked if "number checked" in str(entry.facts)]


def test_a_number_that_is_not_in_the_register_is_amber_not_red(sqlite_only: None, site: Site, cast: Cast) -> None:
    issued(site, cast)
    answer = scan(site, cast["qin"], number=WELL_FORMED_BUT_UNKNOWN)
    assert (answer.kind, answer.reason) == (VerdictKind.UNKNOWN_ISSUER, NOT_IN_REGISTER)


def test_without_a_trust_list_nothing_is_vouched_for(sqlite_only: None, site: Site, cast: Cast) -> None:
    answer = scan(site, cast["qin"], text="https://verify.watchword.example/v/1")
    assert (answer.kind, answer.reason) == (VerdictKind.UNKNOWN_ISSUER, NO_TRUST_LIST)
    assert len(stored(site, cast)) == 1


@pytest.mark.parametrize(("hours", "status"), [(23, StatusAge.FRESH), (26, StatusAge.STALE), (170, StatusAge.UNKNOWN)])
def test_the_age_of_the_list_is_part_of_the_answer(
    sqlite_only: None, site: Site, cast: Cast, hours: int, status: StatusAge
) -> None:
    [certificate_id] = issued(site, cast)
    text, _ = token_and_number(site, cast, certificate_id)
    answer = scan(site, cast["qin"], NOON + timedelta(hours=hours), text=text)
    assert (answer.kind, answer.status, answer.list_age) == (VerdictKind.GENUINE, status, timedelta(hours=hours))


# -- once, and by whom ----------------------------------------------------------------------------------------------


def test_the_same_nonce_gets_the_same_answer_and_one_row(site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    text, _ = token_and_number(site, cast, certificate_id)
    nonce = site.random_bytes(16)
    first = scan(site, cast["qin"], nonce=nonce, text=text)
    revoke(site, cast, certificate_id, NOON + timedelta(hours=1))
    again = scan(site, cast["qin"], NOON + timedelta(hours=2), nonce=nonce, text=text)
    assert again == first
    assert len(stored(site, cast)) == 1


def test_a_nonce_of_another_officer_is_refused(site: Site, cast: Cast) -> None:
    nonce = site.random_bytes(16)
    scan(site, cast["qin"], nonce=nonce, text="something")
    with pytest.raises(Conflict, match="somebody else"):
        scan(site, cast["fang"], nonce=nonce, text="something")
    assert len(stored(site, cast)) == 1


def test_a_disagreement_between_phone_and_server_is_recorded(sqlite_only: None, site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    text, _ = token_and_number(site, cast, certificate_id)
    scan(site, cast["qin"], text=text, shown=VerdictKind.GENUINE)
    revoke(site, cast, certificate_id)
    scan(site, cast["qin"], text=text, shown=VerdictKind.GENUINE)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        [entry] = work.all(select(JournalEntry).where(JournalEntry.tag == Tag.POST_DISAGREED))
        kept = work.all(select(JournalEntry.tag).where(JournalEntry.tag == Tag.POST_CHECKED))
    assert entry.facts == {"shown": "GENUINE", "verdict": "REVOKED"}
    assert len(kept) == 2


def test_an_officer_of_another_county_sees_none_of_these_checks(site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    text, _ = token_and_number(site, cast, certificate_id)
    mine = scan(site, cast["qin"], text=text, post_id=cast.post)
    with Work.open(site, cast["fang"], NOON, read_only=True) as work:
        assert not own_checks_today(work) and not posts_here(work)
        with pytest.raises(NotFound):
            kept_check(work, mine.check_id)
        with pytest.raises(NotFound):
            photo_after_check(work, certificate_id)
    with pytest.raises(NotFound):
        scan(site, cast["fang"], text=text, post_id=cast.post)


def test_the_photo_opens_for_twelve_hours_after_an_authentic_check_only(
    sqlite_only: None, site: Site, cast: Cast
) -> None:
    [certificate_id] = issued(site, cast)
    text, _ = token_and_number(site, cast, certificate_id)

    def photo(hours: float) -> bytes:
        with Work.open(site, cast["qin"], NOON + timedelta(hours=hours)) as work:
            return photo_after_check(work, certificate_id)

    scan(site, cast["qin"], text=changed_digit(text))
    with pytest.raises(NotFound):
        photo(0)
    scan(site, cast["qin"], text=text)
    assert photo(11.9) == a_photo()
    with pytest.raises(NotFound):
        photo(12.1)


@pytest.mark.parametrize("who", ["zhou", "sun", "he", "li", "zhao", "ma", "wu"])
def test_only_patrol_officers_check(sqlite_only: None, site: Site, cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        scan(site, cast[who], text="something")


@pytest.mark.parametrize("given", [{}, {"text": "a", "number": "1"}, {"text": "a", "nonce": b"short"}])
def test_an_incomplete_check_is_refused(sqlite_only: None, site: Site, cast: Cast, given: dict) -> None:
    with pytest.raises(Invalid):
        scan(site, cast["qin"], **given)


def test_a_post_that_does_not_exist_is_not_found(sqlite_only: None, site: Site, cast: Cast) -> None:
    with pytest.raises(NotFound):
        scan(site, cast["qin"], text="something", post_id=uuid4())
    assert not stored(site, cast)


@pytest.mark.parametrize(("hours", "believed"), [(-48, True), (-24 * 40, False), (5, False), (0.1, True)])
def test_a_plainly_wrong_clock_of_the_phone_is_not_believed(
    sqlite_only: None, site: Site, cast: Cast, hours: float, believed: bool
) -> None:
    at = NOON + timedelta(hours=hours)
    scan(site, cast["qin"], text="something", at=at)
    [row] = stored(site, cast)
    assert row.scanned_at == (at if believed else NOON)
    assert row.received_at == NOON


# -- visitors -------------------------------------------------------------------------------------------------------


def ask(site: Site, number: str, name: str, now=NOON, address: str = "192.0.2.9") -> Confirmed | NotConfirmed:
    with Work.open(site, VISITOR, now) as work:
        return look_up(work, number=number, name=name, address=address)


def test_a_visitor_with_number_and_name_learns_how_it_stands(site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    _, number = token_and_number(site, cast, certificate_id)
    found = ask(site, number, "张建国")
    assert isinstance(found, Confirmed) and found.status == CertificateStatus.VALID
    revoke(site, cast, certificate_id)
    found = ask(site, number, "张建国")
    assert isinstance(found, Confirmed)
    assert (found.status, found.ended_on) == (CertificateStatus.REVOKED, NOON.date())


def test_a_wrong_name_and_an_unknown_number_get_the_same_answer(sqlite_only: None, site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    _, number = token_and_number(site, cast, certificate_id)
    assert ask(site, number, "李娜") == ask(site, WELL_FORMED_BUT_UNKNOWN, "张建国")


def test_guessing_names_for_a_number_is_stopped_for_an_hour(site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    _, number = token_and_number(site, cast, certificate_id)
    for guess in range(FREE_MISSES_OF_A_NUMBER):
        ask(site, number, f"王{guess}", address=f"192.0.2.{guess}")
    refused = ask(site, number, "张建国")
    assert isinstance(refused, NotConfirmed) and refused.must_wait
    assert isinstance(ask(site, number, "张建国", NOON + timedelta(minutes=61)), Confirmed)


def test_one_address_cannot_try_numbers_without_end(sqlite_only: None, site: Site, cast: Cast) -> None:
    issued(site, cast)
    answers = [ask(site, certificate_number("330300", 26_000_100 + n), "张建国") for n in range(25)]
    assert sum(isinstance(answer, NotConfirmed) and answer.must_wait for answer in answers) == 5


def test_checks_that_fit_are_never_counted(sqlite_only: None, site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    _, number = token_and_number(site, cast, certificate_id)
    assert all(isinstance(ask(site, number, "张建国"), Confirmed) for _ in range(30))


# -- the holder's journal --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["scanned", "typed"])
def test_a_check_stands_in_the_journal_of_the_holder(sqlite_only: None, site: Site, cast: Cast, how: str) -> None:
    [certificate_id] = issued(site, cast)
    text, number = token_and_number(site, cast, certificate_id)
    scan(site, cast["qin"], **({"text": text} if how == "scanned" else {"number": number}))
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        holder = work.get(Certificate, certificate_id).person_id
        about = work.all(select(JournalEntry.about_person_id).where(JournalEntry.tag == Tag.POST_CHECKED))
    assert about == [holder]


def test_a_forged_text_stands_in_nobodys_journal(sqlite_only: None, site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    text, _ = token_and_number(site, cast, certificate_id)
    scan(site, cast["qin"], text=changed_digit(text))
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        about = work.all(select(JournalEntry.about_person_id).where(JournalEntry.tag == Tag.POST_CHECKED))
    assert about == [None]


def test_every_verdict_has_a_name_for_the_journal() -> None:
    assert {name.value for name in VerdictName} == {kind.value for kind in VerdictKind}
