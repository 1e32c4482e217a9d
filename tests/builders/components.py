"""An examination with a physical test, its examiners, and marks as a test needs them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from exam_app.actors import Actor, Role
from exam_app.models import Account, Booking, ComponentExaminer, ExamComponent
from exam_app.operations import accounts, components
from exam_app.operations.components import Mark
from exam_app.terms import ComponentKind
from exam_app.work import Site, Work
from tests.builders.sittings import Hall
from tests.cast import CITY, NOON, Cast, id_number

MARKED = NOON + timedelta(hours=2)


def examiners(site: Site, cast: Cast, count: int = 2) -> list[Actor]:
    """Invigilators of the cast's centre besides Zhao."""
    found = []
    for order in range(count):
        with Work.open(site, cast["wu"], NOON) as work:
            account_id, _ = accounts.open_account(
                work, name=f"考官{order + 1}", id_number=id_number("19820202", 31 + order), login=f"examiner{order}"
            )
            accounts.grant_role(
                work, account_id, Role.INVIGILATOR, place_id=cast.centre, starts_on=work.today, ends_on=None
            )
            person_id = work.get(Account, account_id).person_id
        found.append(
            Actor(
                Role.INVIGILATOR,
                f"考官{order + 1}",
                city_id=CITY,
                person_id=person_id,
                account_id=account_id,
                centre_id=cast.centre,
            )
        )
    return found


def physical_test(site: Site, cast: Cast, hall: Hall, people: Sequence[Actor]) -> UUID:
    """A physical test in a hall that is published already: 100 points, 60 to pass, asked of everybody."""
    with Work.open(site, cast["he"], NOON) as work:
        part = work.add(
            ExamComponent(
                city_id=CITY,
                id=work.new_id(),
                exam_session_id=hall.exam_session_id,
                kind=ComponentKind.PHYSICAL,
                full_mark=100,
                pass_mark=60,
                limit_percent=10,
                is_required=True,
            )
        )
        for place, person in enumerate(people, start=1):
            work.add(
                ComponentExaminer(
                    city_id=CITY,
                    id=work.new_id(),
                    component_id=part.id,
                    exam_session_id=hall.exam_session_id,
                    person_id=person.person_id,
                    place=place,
                    assigned_at=work.now,
                )
            )
        work.change(
            update(Booking)
            .where(Booking.exam_session_id == hall.exam_session_id)
            .values(components=["theory", "physical"])
        )
    return part.id


def mark(site: Site, examiner: Actor, component_id: UUID, points: Mapping[UUID, int], now: datetime = MARKED) -> int:
    with Work.open(site, examiner, now) as work:
        return components.give_marks(work, component_id, {key: Mark(given) for key, given in points.items()})
