"""Rosters enrol once and only what was confirmed."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from exam_app.actors import Actor, the_system
from exam_app.errors import Conflict, Invalid, NotFound, TooLate
from exam_app.models import Course, Enrolment, IdentityQuestion, Person, Photo, RosterDraft
from exam_app.operations import courses, photos, registrations, roster_import
from exam_app.operations.roster_import import Confirmed
from exam_app.queries import registrations as looks
from exam_app.queries.rosters import roster_page
from exam_app.queries.training import person_page
from exam_app.rosters import Column, FindingKind, Outcome
from exam_app.terms import PhotoRemark, RegistrationState, SubjectArea
from exam_app.work import Site, Work
from tests.builders.lessons import a_lesson, confirmed
from tests.builders.training import (
    FIRST_DAY,
    LAST_DAY,
    a_course,
    a_portrait,
    a_roster,
    a_spoilt_portrait,
    an_xlsx,
    number_of,
    previewed,
    trained,
)
from tests.cast import CITY, Cast
from tests.conftest import NOON


def confirm(site: Site, cast: Cast, draft_id: UUID, clerk: str = "li", now=NOON) -> Confirmed:
    with Work.open(site, cast[clerk], now) as work:
        return roster_import.confirm_roster(work, draft_id)


def outcomes(site: Site, actor: Actor, draft_id: UUID) -> dict[Outcome, int]:
    with Work.open(site, actor, NOON, read_only=True) as work:
        counts = roster_page(work, draft_id, shown=None, page=1, row_number=None).counts
    return {outcome: count for outcome, count in counts.items() if count}


def count_of(site: Site, actor: Actor, model: type) -> int:
    with Work.open(site, actor, NOON, read_only=True) as work:
        return work.count(select(func.count()).select_from(model))


# -- courses ------------------------------------------------------------------------------------------------------


def test_a_course_name_is_taken_within_its_unit_only(site: Site, cast: Cast) -> None:
    a_course(site, cast, "li")
    a_course(site, cast, "gao")
    with pytest.raises(Invalid, match="this name already"):
        a_course(site, cast, "li")


def test_a_course_does_not_end_before_it_begins(site: Site, cast: Cast, sqlite_only: None) -> None:
    with pytest.raises(Invalid) as refused, Work.open(site, cast["li"], NOON) as work:
        courses.open_course(work, name="第7期", starts_on=LAST_DAY, ends_on=FIRST_DAY)
    assert "before the first" in str(refused.value.fields["ends_on"])


# -- rosters ------------------------------------------------------------------------------------------------------


def test_nobody_is_written_before_the_roster_is_confirmed(site: Site, cast: Cast) -> None:
    course_id = a_course(site, cast)
    before = count_of(site, cast["ma"], Person)
    draft_id = previewed(site, cast, course_id, a_roster(3))
    assert count_of(site, cast["ma"], Person) == before
    assert confirm(site, cast, draft_id) == Confirmed(3)
    assert count_of(site, cast["ma"], Person) == before + 3
    assert count_of(site, cast["li"], Enrolment) == 3


def test_confirming_twice_writes_once_and_says_the_same_figure(site: Site, cast: Cast) -> None:
    draft_id = previewed(site, cast, a_course(site, cast), a_roster(3))
    assert confirm(site, cast, draft_id).written == confirm(site, cast, draft_id).written == 3
    assert count_of(site, cast["li"], Enrolment) == 3


def test_a_draft_is_unreadable_without_the_keys(site: Site, cast: Cast, sqlite_only: None) -> None:
    draft_id = previewed(site, cast, a_course(site, cast), a_roster(1))
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        sealed = work.get(RosterDraft, draft_id).content_sealed
    assert sealed is not None
    assert number_of(1).encode() not in sealed
    assert "张建国".encode() not in sealed


def test_a_draft_is_gone_after_24_hours_and_says_so(site: Site, cast: Cast) -> None:
    draft_id = previewed(site, cast, a_course(site, cast), a_roster(2))
    later = NOON + timedelta(hours=24)
    for _ in range(2):
        with pytest.raises(TooLate, match="Upload the file again"):
            confirm(site, cast, draft_id, now=later)
        with pytest.raises(TooLate), Work.open(site, cast["li"], later, read_only=True) as work:
            roster_page(work, draft_id, shown=None, page=1, row_number=None)
        with Work.open(site, the_system(CITY), later) as work:
            roster_import.expire_rosters(work)
    with Work.open(site, cast["li"], later, read_only=True) as work:
        assert work.get(RosterDraft, draft_id).content_sealed is None
    assert count_of(site, cast["li"], Enrolment) == 0


def test_a_draft_lives_until_its_last_minute(site: Site, cast: Cast, sqlite_only: None) -> None:
    draft_id = previewed(site, cast, a_course(site, cast), a_roster(2))
    with Work.open(site, the_system(CITY), NOON + timedelta(hours=23, minutes=59)) as work:
        assert roster_import.expire_rosters(work) == 0
    assert confirm(site, cast, draft_id, now=NOON + timedelta(hours=23, minutes=59)).written == 2


def test_another_units_draft_does_not_exist(site: Site, cast: Cast, sqlite_only: None) -> None:
    draft_id = previewed(site, cast, a_course(site, cast), a_roster(1))
    with pytest.raises(NotFound):
        confirm(site, cast, draft_id, "gao")
    with pytest.raises(NotFound), Work.open(site, cast["gao"], NOON) as work:
        roster_import.repair_row(work, draft_id, 4, {Column.NAME: "某某", Column.ID_NUMBER: number_of(7)})


def test_a_row_is_repaired_in_place_and_the_others_stay(site: Site, cast: Cast) -> None:
    rows = [(1, "张建国", number_of(1)), (2, "李娜", 339901198207152312), (3, "王强", number_of(3))]
    draft_id = previewed(site, cast, a_course(site, cast), an_xlsx(rows))
    assert outcomes(site, cast["li"], draft_id) == {Outcome.ACCEPTED: 2, Outcome.REFUSED: 1}
    with Work.open(site, cast["li"], NOON) as work:
        still_wrong = roster_import.repair_row(
            work, draft_id, 5, {Column.NAME: "李娜", Column.ID_NUMBER: number_of(2)[:17]}
        )
    assert [found.kind for found in still_wrong.findings] == [FindingKind.ID_LENGTH]
    with Work.open(site, cast["li"], NOON) as work:
        roster_import.repair_row(work, draft_id, 5, {Column.NAME: "李娜", Column.ID_NUMBER: number_of(2)})
    assert confirm(site, cast, draft_id) == Confirmed(3)


def test_rows_still_to_repair_outlive_the_confirmation_and_nothing_is_sent_again(site: Site, cast: Cast) -> None:
    rows = [(1, "张建国", number_of(1)), (2, "李娜", number_of(2)[:17])]
    draft_id = previewed(site, cast, a_course(site, cast), an_xlsx(rows))
    first = confirm(site, cast, draft_id)
    assert first.written == 1
    assert first.rest_id is not None
    with Work.open(site, cast["li"], NOON) as work:
        assert work.get(RosterDraft, first.rest_id).expires_at == NOON + timedelta(hours=24)
        row = roster_import.repair_row(work, first.rest_id, 5, {Column.NAME: "李娜", Column.ID_NUMBER: number_of(2)})
    assert row.outcome == Outcome.ACCEPTED
    assert confirm(site, cast, first.rest_id) == Confirmed(1)
    assert count_of(site, cast["li"], Enrolment) == 2


def test_a_row_left_out_is_not_enrolled(site: Site, cast: Cast, sqlite_only: None) -> None:
    draft_id = previewed(site, cast, a_course(site, cast), a_roster(2))
    with Work.open(site, cast["li"], NOON) as work:
        roster_import.leave_out_row(work, draft_id, 4)
    assert confirm(site, cast, draft_id) == Confirmed(1)


def test_two_people_with_one_number_enrol_nobody_until_one_is_put_right(
    site: Site, cast: Cast, sqlite_only: None
) -> None:
    rows = [(1, "张建国", number_of(1)), (2, "李娜", number_of(1))]
    draft_id = previewed(site, cast, a_course(site, cast), an_xlsx(rows))
    assert outcomes(site, cast["li"], draft_id) == {Outcome.REFUSED: 2}
    with pytest.raises(Conflict, match="Repair at least one"):
        confirm(site, cast, draft_id)
    with Work.open(site, cast["li"], NOON) as work:
        roster_import.repair_row(work, draft_id, 5, {Column.NAME: "李娜", Column.ID_NUMBER: number_of(2)})
    assert outcomes(site, cast["li"], draft_id) == {Outcome.ACCEPTED: 2}


def test_a_person_another_unit_knows_is_linked_when_the_name_agrees(site: Site, cast: Cast) -> None:
    theirs = trained(site, cast, 1, clerk="gao")
    draft_id = previewed(site, cast, a_course(site, cast), a_roster(1))
    assert outcomes(site, cast["li"], draft_id) == {Outcome.ACCEPTED: 1}
    assert confirm(site, cast, draft_id) == Confirmed(1)
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        assert work.all(select(Enrolment.person_id)) == theirs.people


def test_a_number_known_with_another_name_goes_to_the_county_and_shows_nothing(site: Site, cast: Cast) -> None:
    theirs = trained(site, cast, 1, clerk="gao")
    draft_id = previewed(site, cast, a_course(site, cast), an_xlsx([(1, "李冒名", number_of(1))]))
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        page = roster_page(work, draft_id, shown=None, page=1, row_number=None)
        said = str(page.listing.rows[0].findings[0].sentence)
    assert page.counts[Outcome.COUNTY] == 1
    assert "张建国" not in said
    assert "磐山" not in said
    assert confirm(site, cast, draft_id) == Confirmed(0)
    with pytest.raises(NotFound), Work.open(site, cast["li"], NOON, read_only=True) as work:
        work.get(Person, theirs.people[0])
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        question = work.all(select(IdentityQuestion))[0]
        assert question.person_id == theirs.people[0]
        assert site.vault.open(question.stated_name_sealed, "identity_question", question.id) == "李冒名"
    assert count_of(site, cast["shi"], IdentityQuestion) == 0


def test_the_county_is_asked_once_however_often_the_row_is_sent(site: Site, cast: Cast) -> None:
    trained(site, cast, 1, clerk="gao")
    course_id = a_course(site, cast)
    for _ in range(2):
        confirm(site, cast, previewed(site, cast, course_id, an_xlsx([(1, "李冒名", number_of(1))])))
    assert count_of(site, cast["li"], IdentityQuestion) == 1


def test_who_became_known_after_the_preview_is_found_at_the_confirmation(site: Site, cast: Cast) -> None:
    draft_id = previewed(site, cast, a_course(site, cast), an_xlsx([(1, "李冒名", number_of(1))]))
    assert outcomes(site, cast["li"], draft_id) == {Outcome.ACCEPTED: 1}
    trained(site, cast, 1, clerk="gao")
    assert confirm(site, cast, draft_id) == Confirmed(0)
    assert count_of(site, cast["li"], IdentityQuestion) == 1


def test_who_is_in_the_course_already_is_refused(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 2)
    draft_id = previewed(site, cast, course.course_id, a_roster(3))
    assert outcomes(site, cast["li"], draft_id) == {Outcome.ACCEPTED: 1, Outcome.REFUSED: 2}


def test_a_discarded_roster_cannot_be_confirmed(site: Site, cast: Cast, sqlite_only: None) -> None:
    draft_id = previewed(site, cast, a_course(site, cast), a_roster(1))
    with Work.open(site, cast["li"], NOON) as work:
        roster_import.discard_roster(work, draft_id)
    with pytest.raises(TooLate):
        confirm(site, cast, draft_id)


def test_a_confirmed_draft_holds_no_rows_any_more(site: Site, cast: Cast) -> None:
    draft_id = previewed(site, cast, a_course(site, cast), a_roster(1))
    confirm(site, cast, draft_id)
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        assert work.get(RosterDraft, draft_id).content_sealed is None
    with pytest.raises(Conflict, match="confirmed already"), Work.open(site, cast["li"], NOON) as work:
        roster_import.leave_out_row(work, draft_id, 4)


def test_more_people_than_a_slice_are_all_enrolled(site: Site, cast: Cast) -> None:
    draft_id = previewed(site, cast, a_course(site, cast), a_roster(600, first=1))
    assert confirm(site, cast, draft_id) == Confirmed(600)
    assert count_of(site, cast["li"], Enrolment) == 600


# -- photos -------------------------------------------------------------------------------------------------------


def test_a_photo_is_kept_once_however_many_have_it(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 2)
    for person_id in course.people:
        with Work.open(site, cast["li"], NOON) as work:
            photos.give_photo(work, person_id, a_portrait())
    assert count_of(site, cast["ma"], Photo) == 1


def test_photos_named_by_id_number_find_their_people_and_the_rest_is_told(
    site: Site, cast: Cast, sqlite_only: None
) -> None:
    course = trained(site, cast, 2)
    files = [
        (f"{number_of(1)}.jpg", a_portrait()),
        ("scan0001.jpg", a_portrait()),
        (f"{number_of(9)}.jpg", a_portrait()),
        (f"{number_of(2)}.jpg", b"no picture"),
    ]
    with Work.open(site, cast["li"], NOON) as work:
        told = photos.give_photos(work, course.course_id, files)
    assert [outcome.person_name for outcome in told] == ["张建国", None, None, "李娜"]
    assert [outcome.fault is None for outcome in told] == [True, False, False, False]


def test_a_photo_in_which_nobody_could_be_recognised_is_refused_in_words(
    site: Site, cast: Cast, sqlite_only: None
) -> None:
    course = trained(site, cast, 1)
    with pytest.raises(Invalid) as refused, Work.open(site, cast["li"], NOON) as work:
        photos.give_photo(work, course.people[0], a_spoilt_portrait(blur=12))
    assert "far too blurred" in str(refused.value.fields["photo"].text)
    assert count_of(site, cast["ma"], Photo) == 0


def test_advice_is_given_with_a_photo_that_is_kept_and_the_county_reads_it(
    site: Site, cast: Cast, sqlite_only: None
) -> None:
    course = trained(site, cast, 1)
    with Work.open(site, cast["li"], NOON) as work:
        told = photos.give_photos(work, course.course_id, [(f"{number_of(1)}.jpg", a_spoilt_portrait(blur=4))])
        registrations.register(work, course.people)
    assert [(outcome.fault, outcome.remarks) for outcome in told] == [(None, (PhotoRemark.BLURRED,))]
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        (waiting,) = looks.queue(work, RegistrationState.SUBMITTED).rows
        assert looks.application(work, waiting.id).photo_remarks == [PhotoRemark.BLURRED]


def test_another_units_person_gets_no_photo_from_here(site: Site, cast: Cast, sqlite_only: None) -> None:
    theirs = trained(site, cast, 1, clerk="gao")
    with pytest.raises(NotFound), Work.open(site, cast["li"], NOON) as work:
        photos.give_photo(work, theirs.people[0], a_portrait())


# -- what pages show ----------------------------------------------------------------------------------------------


def test_a_persons_page_is_the_units_own(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    confirmed(site, cast, a_lesson(site, cast, course.course_id, hours=4), course.people)
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        page = person_page(work, course.people[0])
    assert page.hours[SubjectArea.LAW] == 4
    assert number_of(1) not in page.id_number
    with pytest.raises(NotFound), Work.open(site, cast["gao"], NOON, read_only=True) as work:
        person_page(work, course.people[0])


def test_a_course_of_another_unit_does_not_exist(site: Site, cast: Cast, sqlite_only: None) -> None:
    course_id = a_course(site, cast)
    with pytest.raises(NotFound), Work.open(site, cast["gao"], NOON) as work:
        roster_import.preview_roster(work, course_id, file_name="x.xlsx", data=a_roster(1))
    assert count_of(site, cast["gao"], Course) == 0
