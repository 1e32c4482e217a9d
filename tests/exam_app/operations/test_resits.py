"""Who may sit again, what it costs, and what two people make up for."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooEarly
from exam_app.journal import JournalEntry, Tag
from exam_app.models import MakeUp, Registration
from exam_app.operations import certificates, courses, registrations, resits, scheduling
from exam_app.operations.resits import Grounds, Whom
from exam_app.queries.resits import standings
from exam_app.queries.scheduling import bookable
from exam_app.resits import Turn
from exam_app.resits.rules import OwnRule
from exam_app.terms import CertificateStatus, MakeUpGround, RegistrationState
from exam_app.work import Site, Work
from tests.builders.certificates import issued, passed_results
from tests.builders.registrations import enrol
from tests.builders.resits import AFTER, POWER_CUT, granted, next_examination, over, own_rule, registrations_of
from tests.builders.scheduling import MORNING, bookings
from tests.builders.sittings import a_closed_hall
from tests.cast import NOON, Cast


def book(site: Site, cast: Cast, exam_session_id, registration_ids) -> int:  # type: ignore[no-untyped-def]
    with Work.open(site, cast["he"], AFTER) as work:
        return scheduling.book(work, exam_session_id, registration_ids)


# -- booking again ------------------------------------------------------------------------------------------------


def test_who_failed_and_who_stayed_away_sit_again_for_nothing(site: Site, cast: Cast) -> None:
    hall = over(site, cast)
    passed, failed, absent = registrations_of(site, cast, hall)
    exam_session_id = next_examination(site, cast, hall)
    with Work.open(site, cast["he"], AFTER, read_only=True) as work:
        waiting = {person.registration_id: person.standing for person in bookable(work, MORNING)}
    assert waiting.keys() == {failed, absent}
    assert {standing.turn for standing in waiting.values()} == {Turn.FREE}
    assert book(site, cast, exam_session_id, [failed, absent]) == 2
    with pytest.raises(Conflict, match="Everything is passed already"):
        book(site, cast, exam_session_id, [passed])


def test_nobody_sits_again_before_the_result_is_out(site: Site, cast: Cast) -> None:
    hall = a_closed_hall(site, cast)
    passed, failed, absent = registrations_of(site, cast, hall)
    exam_session_id = next_examination(site, cast, hall)
    with Work.open(site, cast["he"], AFTER, read_only=True) as work:
        assert [person.registration_id for person in bookable(work, MORNING)] == [absent]
    for registration_id in (passed, failed):
        with pytest.raises(Conflict, match="not released yet"):
            book(site, cast, exam_session_id, [registration_id])


def test_a_blocked_resit_states_rule_and_date(site: Site, cast: Cast) -> None:
    own_rule(site, cast, waiting_days=14)
    hall = over(site, cast)
    _, failed, _ = registrations_of(site, cast, hall)
    exam_session_id = next_examination(site, cast, hall)
    with pytest.raises(Conflict) as refused:
        book(site, cast, exam_session_id, [failed])
    assert "Again from 2026-12-08: 14 days" in str(refused.value)
    assert "云公治〔2026〕3号" in str(refused.value)
    assert bookings(site, cast, exam_session_id) == []
    later = next_examination(site, cast, hall, MORNING + timedelta(days=7))
    assert book(site, cast, later, [failed]) == 1


def test_an_office_sets_its_rules_for_days_to_come(sqlite_only: None, site: Site, cast: Cast) -> None:
    wrong = (
        OwnRule(date(2026, 11, 23), "文号"),
        OwnRule(date(2026, 12, 1), " "),
        OwnRule(date(2026, 12, 1), "文号", waiting_days=0),
        OwnRule(date(2026, 12, 1), "文号", most_attempts=100),
    )
    for own in wrong:
        with pytest.raises(Invalid), Work.open(site, cast["he"], NOON) as work:
            resits.set_own_rule(work, own)
    own_rule(site, cast, most_attempts=3)
    with pytest.raises(Invalid, match="already"):
        own_rule(site, cast)
    with pytest.raises(NotAllowed), Work.open(site, cast["zhou"], NOON) as work:
        resits.set_own_rule(work, OwnRule(date(2027, 1, 1), "文号"))


# -- make-ups -----------------------------------------------------------------------------------------------------


def test_after_an_outage_nothing_is_counted_once_two_have_signed(site: Site, cast: Cast) -> None:
    hall = over(site, cast)
    passed, failed, absent = registrations_of(site, cast, hall)
    with Work.open(site, cast["he"], AFTER) as work:
        (make_up_id,) = resits.propose_make_up(work, hall.exam_session_id, Whom(hall.room_id), POWER_CUT)
        assert standings(work, [failed], MORNING)[failed].turn is Turn.FREE
        with pytest.raises(Conflict, match="second person"):
            resits.sign_make_up(work, make_up_id)
    with Work.open(site, cast["lin"], AFTER) as work:
        resits.sign_make_up(work, make_up_id)
    with Work.open(site, cast["he"], AFTER, read_only=True) as work:
        found = standings(work, [passed, failed, absent], MORNING)
        assert found[passed].has_passed
        assert {(found[key].number, found[key].turn) for key in (failed, absent)} == {(1, Turn.MAKE_UP)}


def test_who_is_made_up_for_is_offered_a_place_first(site: Site, cast: Cast) -> None:
    hall = over(site, cast, right=(2, 1, 0))
    *_, third, absent = registrations_of(site, cast, hall)
    booking_id = hall.candidates[2].booking_id
    assert booking_id is not None
    granted(site, cast, hall, Whom(booking_ids=(booking_id,)))
    with Work.open(site, cast["he"], AFTER, read_only=True) as work:
        assert next(person.registration_id for person in bookable(work, MORNING)) == third
    excuse = Grounds(MakeUpGround.EXCUSED, "住院。", document="医院证明 2026-11-24")
    booking_id = hall.candidates[3].booking_id
    assert booking_id is not None
    granted(site, cast, hall, Whom(booking_ids=(booking_id,)), excuse)
    with Work.open(site, cast["he"], AFTER, read_only=True) as work:
        assert {each.registration_id for each in bookable(work, MORNING)[:2]} == {third, absent}


def test_a_make_up_fits_what_happened(sqlite_only: None, site: Site, cast: Cast) -> None:
    hall = over(site, cast)
    sat, absent = hall.candidates[1].booking_id, hall.candidates[2].booking_id
    assert sat is not None and absent is not None
    excuse = Grounds(MakeUpGround.EXCUSED, "住院。", document="证明")
    wrong = (
        (Whom(), excuse),
        (Whom(booking_ids=(sat,)), excuse),
        (Whom(booking_ids=(sat,)), Grounds(MakeUpGround.ANNULLED, "泄题。", document="决定")),
        (Whom(), Grounds(MakeUpGround.OUTAGE, " ", document="记录")),
        (Whom(), Grounds(MakeUpGround.OUTAGE, "停电")),
    )
    for whom, grounds in wrong:
        with pytest.raises(Invalid), Work.open(site, cast["he"], AFTER) as work:
            resits.propose_make_up(work, hall.exam_session_id, whom, grounds)
    with pytest.raises(NotFound), Work.open(site, cast["he"], AFTER) as work:
        resits.propose_make_up(work, hall.exam_session_id, Whom(booking_ids=(hall.exam_session_id,)), POWER_CUT)
    to_come = next_examination(site, cast, hall)
    with pytest.raises(TooEarly), Work.open(site, cast["he"], AFTER) as work:
        resits.propose_make_up(work, to_come, Whom(), POWER_CUT)


def test_a_make_up_is_settled_once_and_journalled(site: Site, cast: Cast) -> None:
    hall = over(site, cast)
    (make_up_id,) = granted(site, cast, hall, Whom())
    for act in (resits.sign_make_up, resits.drop_make_up):
        with pytest.raises(Conflict, match="already"), Work.open(site, cast["lin"], AFTER) as work:
            act(work, make_up_id)
    with pytest.raises(Conflict, match="same make-up"), Work.open(site, cast["he"], AFTER) as work:
        resits.propose_make_up(work, hall.exam_session_id, Whom(), POWER_CUT)
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        tags = work.all(select(JournalEntry.tag).where(JournalEntry.subject_kind == "make_up"))
    assert set(tags) == {Tag.MAKE_UP_PROPOSED, Tag.MAKE_UP_GRANTED}


def test_only_the_city_and_its_auditor_know_of_make_ups(sqlite_only: None, site: Site, cast: Cast) -> None:
    hall = over(site, cast)
    granted(site, cast, hall, Whom())
    seen = {}
    for name in ("he", "sun", "ma"):
        with Work.open(site, cast[name], AFTER, read_only=True) as work:
            seen[name] = len(work.all(select(MakeUp)))
    assert seen == {"he": 1, "sun": 1, "ma": 1}
    for name in ("li", "zhou", "zhao"):
        with Work.open(site, cast[name], AFTER, read_only=True) as work:
            assert work.all(select(MakeUp)) == []
        with pytest.raises(NotAllowed), Work.open(site, cast[name], AFTER) as work:
            resits.propose_make_up(work, hall.exam_session_id, Whom(), POWER_CUT)


# -- the end of an application ------------------------------------------------------------------------------------


def test_an_application_is_completed_by_the_certificate_and_ends_with_it(site: Site, cast: Cast) -> None:
    made = passed_results(site, cast)
    with Work.open(site, cast["sun"], NOON) as work:
        (certificate_id,) = certificates.issue(work, made.results).certificate_ids
        assert work.get(Registration, made.registrations[0]).state is RegistrationState.COMPLETED
    registering(site, cast, made.people[0], expected=0)
    ended(site, cast, certificate_id, CertificateStatus.CANCELLED)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert work.get(Registration, made.registrations[0]).state is RegistrationState.ENDED
    registering(site, cast, made.people[0], expected=1)


def test_an_application_stays_completed_while_a_new_certificate_is_to_take_the_place(site: Site, cast: Cast) -> None:
    made = passed_results(site, cast)
    with Work.open(site, cast["sun"], NOON) as work:
        (certificate_id,) = certificates.issue(work, made.results).certificate_ids
    ended(site, cast, certificate_id, CertificateStatus.REPLACED)
    with Work.open(site, cast["sun"], NOON, read_only=True) as work:
        assert work.get(Registration, made.registrations[0]).state is RegistrationState.COMPLETED


def test_nobody_is_booked_by_a_completed_application(sqlite_only: None, site: Site, cast: Cast) -> None:
    issued(site, cast)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert bookable(work, MORNING) == []


def registering(site: Site, cast: Cast, person_id, *, expected: int) -> None:  # type: ignore[no-untyped-def]
    """The person comes to Anwei again."""
    with Work.open(site, cast["li"], NOON) as work:
        course_id = courses.open_course(work, name=f"again {expected}", starts_on=work.today, ends_on=work.today)
        enrol(work, course_id, person_id)
    with Work.open(site, cast["li"], NOON) as work:
        assert registrations.register(work, [person_id]) == expected


def ended(site: Site, cast: Cast, certificate_id, status: CertificateStatus) -> None:  # type: ignore[no-untyped-def]
    with Work.open(site, cast["sun"], NOON) as work:
        change = certificates.propose_end(
            work, certificate_id, status, legal_basis="《中华人民共和国行政许可法》第七十条", reason="本人交回。"
        )
    with Work.open(site, cast["he"], NOON) as work:
        certificates.confirm_end(work, change)
