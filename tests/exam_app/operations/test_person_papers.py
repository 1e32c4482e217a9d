"""Papers of applicants: handed in by their unit, read by those who judge, never lost, never anybody else's."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError

from exam_app.errors import Invalid, NotFound
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Person, PersonPaper
from exam_app.operations import courses, person_papers
from exam_app.queries.person_papers import application_papers, course_papers, gaps_of
from exam_app.queries.person_papers import person_papers as papers_of_person
from exam_app.terms import Gap, PaperKind, PaperRemark, ReturnReason
from exam_app.work import Site, Work
from tests.builders.papers import a_pdf, a_sheet, handed_in
from tests.builders.registrations import enrol, passed_at_county, registered, trainees
from tests.builders.training import number_of, trained
from tests.cast import Cast
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)


def opened(site: Site, cast: Cast, who: str, paper_id: UUID) -> bytes:
    with Work.open(site, cast[who], NOON) as work:
        return person_papers.open_paper(work, paper_id).content


def readers(site: Site, cast: Cast, paper_id: UUID) -> set[str]:
    """Who of the cast finds the paper."""
    found = set()
    for who in ("li", "gao", "ye", "zhou", "shi", "he", "sun", "ma", "wu", "feng", "qin"):
        with Work.open(site, cast[who], NOON, read_only=True) as work:
            if work.one(select(PersonPaper.id).where(PersonPaper.id == paper_id)):
                found.add(who)
    return found


def test_a_newer_version_stands_beside_the_older_and_nothing_can_be_changed(site: Site, cast: Cast) -> None:
    (person,) = trainees(site, cast)
    old = handed_in(site, cast, person)
    new = handed_in(site, cast, person, content=a_pdf(), at=NOON + MINUTE)
    assert handed_in(site, cast, person, content=a_pdf(), at=NOON + 2 * MINUTE) == new
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        medical = papers_of_person(work, person).shelves[1]
        assert a_pdf() not in work.get(PersonPaper, new).content_sealed
    assert [version.id for version in medical.versions] == [new, old] and medical.versions[0].pages == 2
    for statement in (update(PersonPaper).values(pages=9), delete(PersonPaper)):
        with pytest.raises(DatabaseError, match="append only"), Work.open(site, cast["li"], NOON) as work:
            work.change(statement)


def test_a_paper_is_for_its_unit_then_for_the_county_then_for_the_city_and_nobody_else(site: Site, cast: Cast) -> None:
    (person,) = trainees(site, cast)
    paper = handed_in(site, cast, person)
    assert readers(site, cast, paper) == {"li"}
    (application,) = registered(site, cast, [person])
    assert readers(site, cast, paper) == {"li", "zhou"}
    passed_at_county(site, cast, [application])
    assert readers(site, cast, paper) == {"li", "zhou", "he"}


def test_no_unit_sees_what_another_handed_in_unless_the_registration_is_its_own(site: Site, cast: Cast) -> None:
    (person,) = trainees(site, cast)
    with Work.open(site, cast["gao"], NOON) as work:
        course = courses.open_course(work, name="第二期", starts_on=work.today, ends_on=work.today)
        enrol(work, course, person)
    paper = handed_in(site, cast, person, clerk="gao")
    assert readers(site, cast, paper) == {"gao"}
    with pytest.raises(NotFound):
        opened(site, cast, "li", paper)
    registered(site, cast, [person])
    assert readers(site, cast, paper) == {"li", "gao", "zhou"}


def test_every_opening_is_recorded_with_whose_paper_it_is(site: Site, cast: Cast) -> None:
    (person,) = trainees(site, cast)
    paper = handed_in(site, cast, person, content=a_pdf())
    registered(site, cast, [person])
    for who in ("li", "zhou"):
        assert opened(site, cast, who, paper) == a_pdf()
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        read = work.rows(
            select(JournalEntry.actor_id, JournalEntry.about_person_id)
            .where(JournalEntry.tag == Tag.PAPER_READ)
            .order_by(JournalEntry.leaf_index)
        )
    assert [tuple(row) for row in read] == [(cast[who].person_id, person) for who in ("li", "zhou")]


def test_papers_of_staff_are_not_taken(site: Site, cast: Cast) -> None:
    with pytest.raises(NotFound):
        handed_in(site, cast, cast["li"].person_id)  # type: ignore[arg-type]  # the cast's staff are persons


def test_the_reasons_to_return_follow_from_what_is_missing(site: Site, cast: Cast) -> None:
    (person,) = trainees(site, cast)
    handed_in(site, cast, person, PaperKind.MEDICAL)
    (application,) = registered(site, cast, [person])
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        papers = application_papers(work, application)
    assert papers.reasons == [
        ReturnReason.PHOTO_MISSING,
        ReturnReason.IDENTITY_MISSING,
        ReturnReason.SCHOOLING_MISSING,
        ReturnReason.FORM_MISSING,
        ReturnReason.BIOMETRICS_MISSING,
    ]


# -- many at once -------------------------------------------------------------------------------------------------


def sent(site: Site, cast: Cast, course_id: UUID, files: Sequence[tuple[str, bytes]]) -> Sequence[object]:
    with Work.open(site, cast["li"], NOON) as work:
        return person_papers.hand_in_papers(work, course_id, PaperKind.SCHOOLING, files)


def test_files_named_by_number_or_name_find_their_people_and_the_good_ones_are_kept(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 6)  # the sixth has the name of the first
    files = [
        (f"{number_of(1)}.jpg", a_sheet()),
        ("李娜-毕业证.pdf", a_pdf()),
        ("买买提·艾力.jpg", a_sheet(width=500)),
        ("张建国.jpg", a_sheet()),
        ("马六.jpg", a_sheet()),
        ("王强.jpg", b"MZ"),
    ]
    told = sent(site, cast, course.course_id, files)
    assert [outcome.person_name for outcome in told] == ["张建国", "李娜", "买买提·艾力", None, None, "王强"]  # type: ignore[attr-defined]
    assert [outcome.fault is None for outcome in told] == [True, True, True, False, False, False]  # type: ignore[attr-defined]
    assert told[2].remarks == (PaperRemark.SMALL,)  # type: ignore[attr-defined]
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        assert work.count(select(func.count(PersonPaper.id))) == 3
        page = course_papers(work, course.course_id)
    assert page.lacking(Gap.SCHOOLING) == 3 and page.complete == 0
    assert [len(person.gaps) for person in page.people] == sorted((len(p.gaps) for p in page.people), reverse=True)


@pytest.mark.usefixtures("sqlite_only")
def test_too_many_files_at_once_are_refused_before_any_is_read(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    with pytest.raises(Invalid) as refused:
        sent(site, cast, course.course_id, [("x.jpg", b"")] * 41)
    assert set(refused.value.fields) == {"files"}
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        (person,) = work.all(select(Person).where(Person.id.in_(course.people)))
        assert Gap.SCHOOLING in gaps_of(work, [person])[person.id]
