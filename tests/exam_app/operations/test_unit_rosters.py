"""A guard unit reads of everybody on duty what is lacking, and what to do about it first."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, select

from exam_app.errors import NotAllowed
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Certificate
from exam_app.operations import training_plans
from exam_app.operations.unit_rosters import write_duty_roster
from exam_app.queries.employment import Standing
from exam_app.queries.unit_rosters import Gap, Roster, Shown, roster_of_unit
from exam_app.terms import SubjectArea
from exam_app.work import Site, Work
from tests.builders.assessments import planned as assessed_by
from tests.builders.certificates import issued
from tests.builders.employment import employed, guards
from tests.builders.payrolls import signed
from tests.builders.people import newcomers
from tests.builders.registry import handed_in
from tests.cast import Cast, id_number
from tests.conftest import NOON

WANG = ("王建国", id_number("19810312", 1))
EVERYTHING = [Gap.CERTIFICATE, Gap.LABOUR_CONTRACT, Gap.TRAINING, Gap.ASSESSMENT]
DAY = timedelta(days=1)


def roster(
    site: Site, cast: Cast, shown: Shown | None = None, *, who: str = "ye", later: timedelta = DAY * 0
) -> Roster:
    with Work.open(site, cast[who], NOON + later, read_only=True) as work:
        return roster_of_unit(work, shown or Shown())


def training_planned(site: Site, cast: Cast, starts_on: date) -> None:
    hours = {SubjectArea.LAW: 4, SubjectArea.KNOWLEDGE: 0, SubjectArea.SKILLS: 0}
    with Work.open(site, cast["ye"], NOON) as work:
        training_plans.plan_training(work, cast.post, hours=hours, starts_on=starts_on, every_months=12)


def at_the_post(site: Site, cast: Cast, count: int = 1, born: str = "19820715") -> list[UUID]:
    people = newcomers(site, cast, count, born=born)
    employed(site, cast, people, post_id=cast.post)
    return people


def a_holder(site: Site, cast: Cast) -> UUID:
    (certificate_id,) = issued(site, cast)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return work.get(Certificate, certificate_id).person_id


def test_whoever_lacks_most_stands_first_and_the_week_is_ordered_by_the_law(site: Site, cast: Cast) -> None:
    holder = a_holder(site, cast)
    employed(site, cast, [holder])
    (newcomer,) = guards(site, cast)
    (at_post,) = at_the_post(site, cast)
    found = roster(site, cast)
    assert [line.person_id for line in found.people.rows] == [at_post, newcomer, holder]
    assert [line.gaps for line in found.people.rows] == [EVERYTHING, EVERYTHING[:2], [Gap.LABOUR_CONTRACT]]
    assert [(each.gap, each.people) for each in found.to_do] == [
        (Gap.CERTIFICATE, 2),
        (Gap.LABOUR_CONTRACT, 3),
        (Gap.TRAINING, 1),
        (Gap.ASSESSMENT, 1),
        (Gap.INSURANCE, 3),
    ]
    assert found.people.rows[2].standing is Standing.CERTIFIED and (found.on_duty, found.with_gaps) == (3, 3)


def test_a_labour_contract_holds_until_its_last_day_and_the_newest_counts(site: Site, cast: Cast) -> None:
    guards(site, cast)
    signed(site, cast, (*WANG, "2024-03-01", "2026-11-24"))
    (line,) = roster(site, cast).people.rows
    assert line.contract and line.contract.is_in_force and Gap.LABOUR_CONTRACT not in line.gaps
    (line,) = roster(site, cast, later=DAY).people.rows
    assert line.contract and not line.contract.is_in_force and Gap.LABOUR_CONTRACT in line.gaps
    signed(site, cast, (*WANG, "2026-11-01", "2028-10-31"))
    (line,) = roster(site, cast, later=DAY).people.rows
    assert line.contract and line.contract.ends_on == date(2028, 10, 31) and Gap.LABOUR_CONTRACT not in line.gaps


def test_insurance_is_asked_of_the_unit_until_a_document_is_in_force(site: Site, cast: Cast) -> None:
    guards(site, cast, 2)
    assert Gap.INSURANCE in [each.gap for each in roster(site, cast).to_do]
    handed_in(site, cast, review_due_on=NOON.date() + DAY)
    assert Gap.INSURANCE not in [each.gap for each in roster(site, cast).to_do]
    assert Gap.INSURANCE in [each.gap for each in roster(site, cast, later=2 * DAY).to_do]


def test_a_plan_gives_time_and_then_what_it_asks_is_lacking(site: Site, cast: Cast) -> None:
    (guard,) = guards(site, cast, born="19820715")
    other = a_holder(site, cast)
    employed(site, cast, [other], post_id=cast.post)
    training_planned(site, cast, NOON.date())
    assessed_by(site, cast, first_due_on=NOON.date() + 10 * DAY)
    found = roster(site, cast, Shown(post_id=cast.post))
    (line,) = found.people.rows
    assert line.person_id == other and line.gaps == [Gap.LABOUR_CONTRACT] and found.due_soon == 1
    assert [(post.id, post.people) for post in found.posts] == [(cast.post, 1)] and found.post == "青溪医院东门"
    (line,) = roster(site, cast, Shown(post_id=cast.post), later=400 * DAY).people.rows
    assert {Gap.TRAINING, Gap.ASSESSMENT} <= set(line.gaps)
    assert guard not in [each.person_id for each in found.people.rows]


def test_who_has_left_or_comes_later_or_works_elsewhere_is_not_on_duty(site: Site, cast: Cast) -> None:
    (guard,) = guards(site, cast)
    guards(site, cast, clerk="jiang", born="19830101")
    elsewhere = guards(site, cast, clerk="jiang", born="19840101")
    employed(site, cast, elsewhere, left_on=NOON.date() - DAY)
    assert [line.person_id for line in roster(site, cast).people.rows] == [guard]
    assert guard not in [line.person_id for line in roster(site, cast, who="jiang").people.rows]


def test_a_written_roster_is_recorded_with_its_number_of_people_and_shows_no_full_number(
    site: Site, cast: Cast
) -> None:
    guards(site, cast, 2)
    with Work.open(site, cast["ye"], NOON) as work:
        found = write_duty_roster(work, Shown(gap=Gap.CERTIFICATE))
    assert len(found.people.rows) == 2
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (entry,) = work.all(select(JournalEntry).where(JournalEntry.tag == Tag.DUTY_ROSTER_WRITTEN))
        assert entry.actor_id == cast["ye"].person_id
    with pytest.raises(NotAllowed), Work.open(site, cast["zhou"], NOON) as work:
        write_duty_roster(work, Shown())


@pytest.mark.usefixtures("sqlite_only")
def test_thirty_guards_take_as_many_statements_as_three(site: Site, cast: Cast) -> None:
    training_planned(site, cast, NOON.date())
    assessed_by(site, cast)
    counts = []
    for people, born in ((3, "19810312"), (27, "19820312")):
        at_the_post(site, cast, people, born)
        statements: list[str] = []
        listen = lambda *args, kept=statements: kept.append(args[2])  # noqa: E731
        event.listen(site.engine, "before_cursor_execute", listen)
        found = roster(site, cast)
        event.remove(site.engine, "before_cursor_execute", listen)
        counts.append((found.on_duty, len(statements)))
    assert [people for people, _ in counts] == [3, 30]
    assert counts[0][1] == counts[1][1] <= 15
