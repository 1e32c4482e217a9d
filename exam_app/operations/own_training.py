"""A guard unit puts its guards into its own in-service training (Regulation art. 18 and 19)."""

from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import NotFound
from exam_app.journal import Tag
from exam_app.models import Course, Employment, Enrolment, Post
from exam_app.operations import operation
from exam_app.work import Work


@operation(Permission.EMPLOY)
def enrol_guards(work: Work, course_id: UUID, post_id: UUID | None = None) -> int:
    """Enrol whoever is on duty at the own unit today, or at one of its posts; returns how many were not in it yet.

    Whoever attends already stays; nobody is taken out. Raises :class:`NotFound` for a course or a post of another unit.
    """
    course = work.lock(Course, course_id)
    unit_id = work.found(work.actor.guard_unit_id)
    on_duty = select(Employment.person_id).where(
        Employment.city_id == work.city_id, Employment.guard_unit_id == unit_id, Employment.lasts_on(work.today)
    )
    if post_id is not None:
        if work.get(Post, post_id).guard_unit_id != unit_id:
            raise NotFound("This does not exist, or not for you.")
        on_duty = on_duty.where(Employment.post_id == post_id)
    inside = set(
        work.all(select(Enrolment.person_id).where(Enrolment.city_id == work.city_id, Enrolment.course_id == course.id))
    )
    new = sorted(set(work.all(on_duty)) - inside)
    work.add_all(
        [
            Enrolment(
                city_id=work.city_id,
                id=work.new_id(),
                **course.unit_keys,
                course_id=course.id,
                person_id=person_id,
                enrolled_at=work.now,
            )
            for person_id in new
        ]
    )
    if new:
        work.record(Tag.GUARDS_ENROLLED, "course", course.id, people=len(new))
    return len(new)
