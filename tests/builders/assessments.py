"""Guards at a post whose assessments are planned, with study cards; and assessments as they take them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from exam_app.actors import Actor, Role
from exam_app.models import Assessment
from exam_app.operations import assessments
from exam_app.queries.assessments import BLUEPRINT
from exam_app.queries.papers import paper_of
from exam_app.work import Site, Work
from question_bank import shipped_blueprint
from tests.builders.bank import approved_for
from tests.builders.employment import employed
from tests.builders.people import newcomers
from tests.builders.sittings import chained, printed_key
from tests.cast import CITY, NOON, Cast

HIRED = date(2024, 3, 1)
TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Squad:
    """People on duty at one planned post."""

    plan_id: UUID
    people: list[UUID]
    stays: list[UUID]

    @property
    def guards(self) -> list[Actor]:
        return [as_guard(person) for person in self.people]

    @property
    def wang(self) -> Actor:
        return self.guards[0]


def as_guard(person_id: UUID) -> Actor:
    """Somebody who signed in with a study card; the card itself is not needed here."""
    return Actor(Role.GUARD, "保安员", city_id=CITY, person_id=person_id)


def planned(
    site: Site,
    cast: Cast,
    *,
    clerk: str = "ye",
    post_id: UUID | None = None,
    first_due_on: date = TODAY,
    every_months: int = 12,
    needs_training: bool = False,
    now: datetime = NOON,
) -> UUID:
    with Work.open(site, cast[clerk], now) as work:
        return assessments.plan_assessments(
            work,
            post_id or cast.post,
            first_due_on=first_due_on,
            every_months=every_months,
            needs_training=needs_training,
        )


def a_squad(site: Site, cast: Cast, count: int = 1, *, bank: bool = True, **changes: object) -> Squad:
    """So many guards at the cast's post since 2024, due today; there are questions, unless ``bank`` is False."""
    if bank:
        approved_for(site, cast, shipped_blueprint(BLUEPRINT))
    people = newcomers(site, cast, count)
    stays = employed(site, cast, people, post_id=cast.post)
    return Squad(planned(site, cast, **changes), people, stays)  # type: ignore[arg-type]  # the plan's own keywords


def begun(site: Site, guard: Actor, plan_id: UUID, now: datetime = NOON) -> UUID:
    with Work.open(site, guard, now) as work:
        return assessments.start_assessment(work, plan_id)


def taken(site: Site, guard: Actor, plan_id: UUID, right: int, now: datetime = NOON) -> UUID:
    """A whole assessment with so many right answers, the others open."""
    assessment_id = begun(site, guard, plan_id, now)
    with Work.open(site, guard, now) as work:
        slots = list(paper_of(work, work.get(Assessment, assessment_id)).slots.values())[:right]
        assessments.save_assessment_answers(
            work, assessment_id, chained(*[(slot.number, printed_key(slot)) for slot in slots])
        )
        assessments.hand_in_assessment(work, assessment_id)
    return assessment_id
