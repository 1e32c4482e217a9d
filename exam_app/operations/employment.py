"""Employment at a guard unit: hired, moved to another post, left. Nothing is deleted: a past stay keeps its row."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid
from exam_app.journal import Tag
from exam_app.models import Employment, GuardUnit, Person, Post
from exam_app.operations import operation
from exam_app.terms import N_
from exam_app.work import Work

NOT_YET = N_("This day has not come yet. Enter it on the day.")


@operation(Permission.EMPLOY)
def hire(work: Work, person_id: UUID, *, hired_on: date, post_id: UUID | None = None) -> UUID:
    """Take somebody whom the unit knows from before on its roster again; newcomers come by the roster import.

    Raises :class:`Conflict` when the person is on duty here, :class:`Invalid` for days that cannot be.
    """
    if hired_on > work.today:
        raise Invalid.in_field("hired_on", NOT_YET)
    unit = work.lock(GuardUnit, work.found(work.actor.guard_unit_id))
    person = work.get(Person, person_id)
    stays = work.all(
        select(Employment).where(
            Employment.city_id == work.city_id,
            Employment.guard_unit_id == unit.id,
            Employment.person_id == person.id,
        )
    )
    if any(stay.left_on is None for stay in stays):
        raise Conflict("This person is on duty here already. Nothing was changed.")
    if any(stay.overlaps(hired_on, None) for stay in stays):
        raise Invalid.in_field("hired_on", N_("On this day the person still worked here. Enter a later day."))
    employment = work.add(
        Employment(
            city_id=work.city_id,
            id=work.new_id(),
            person_id=person.id,
            guard_unit_id=unit.id,
            post_id=_own_post(work, post_id),
            hired_on=hired_on,
            recorded_by_id=work.actor.person_id,
            recorded_at=work.now,
        )
    )
    work.record(
        Tag.EMPLOYMENT_HIRED, "employment", employment.id, about=person.id, hired_on=employment.hired_on.isoformat()
    )
    return employment.id


@operation(Permission.EMPLOY)
def leave(work: Work, employment_id: UUID, left_on: date) -> None:
    """Note the last day of somebody at the unit; the row stays. Raises :class:`Conflict` when it is noted already."""
    employment = _on_duty(work, employment_id)
    if left_on > work.today:
        raise Invalid.in_field("left_on", NOT_YET)
    if left_on < employment.hired_on:
        raise Invalid.in_field(
            "left_on",
            N_("The person was hired on %(hired_on)s. Enter that day or a later one."),
            hired_on=employment.hired_on.isoformat(),
        )
    employment.left_on = left_on
    work.record(
        Tag.EMPLOYMENT_LEFT, "employment", employment.id, about=employment.person_id, left_on=left_on.isoformat()
    )


@operation(Permission.EMPLOY)
def move(work: Work, employment_id: UUID, post_id: UUID | None) -> None:
    """Move somebody to another post of the unit, or to the reserve; the same post again changes nothing."""
    employment = _on_duty(work, employment_id)
    post_id = _own_post(work, post_id)
    if employment.post_id == post_id:
        return
    before, employment.post_id = employment.post_id, post_id
    work.record(
        Tag.EMPLOYMENT_MOVED,
        "employment",
        employment.id,
        about=employment.person_id,
        before=str(before) if before else None,
        after=str(post_id) if post_id else None,
    )


def _on_duty(work: Work, employment_id: UUID) -> Employment:
    employment = work.lock(Employment, employment_id)
    if employment.left_on is not None:
        raise Conflict("This person left on %(left_on)s. Nothing was changed.", left_on=employment.left_on.isoformat())
    return employment


def _own_post(work: Work, post_id: UUID | None) -> UUID | None:
    """A post of another unit does not exist for this actor."""
    return None if post_id is None else work.get(Post, post_id).id
