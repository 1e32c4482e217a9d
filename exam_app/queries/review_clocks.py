"""How the legal clocks of applications stand today; one statement for a whole page of a queue."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.models import Registration, ReviewExtension
from exam_app.review_clocks import Progress, Standing, standing
from exam_app.work import Work


def day_of(work: Work, moment: datetime) -> date:
    """The legal day of a moment at this site."""
    return moment.astimezone(work.site.settings.zone).date()


def extensions_of(work: Work, registrations: Collection[Registration]) -> Mapping[UUID, ReviewExtension]:
    """The extension of each application that has one since it was last submitted."""
    submitted = {registration.id: registration.submitted_at for registration in registrations}
    query = (
        select(ReviewExtension)
        .where(ReviewExtension.city_id == work.city_id, ReviewExtension.registration_id.in_(submitted))
        .order_by(ReviewExtension.at)
    )
    return {each.registration_id: each for each in work.all(query) if each.at >= submitted[each.registration_id]}


def standings(work: Work, registrations: Collection[Registration]) -> Mapping[UUID, Standing]:
    """Holder, legal day and state of each application up to the decision."""
    extended = extensions_of(work, registrations)
    return {
        each.id: standing(Progress(each.state, day_of(work, each.submitted_at), each.id in extended), work.today)
        for each in registrations
    }


def standing_of(work: Work, registration_id: UUID) -> Standing:
    """The clock of one application, in two statements."""
    return standings(work, [work.get(Registration, registration_id)])[registration_id]


def standings_of(work: Work, registration_ids: Collection[UUID]) -> Mapping[UUID, Standing]:
    """The clocks of the applications of a list, in two statements however many there are."""
    query = select(Registration).where(Registration.city_id == work.city_id, Registration.id.in_(registration_ids))
    return standings(work, work.all(query.order_by(Registration.id)))


def newest_standing(work: Work, person_id: UUID) -> Standing | None:
    """The clock of a person's newest application, as far as the viewer may see it; None without one."""
    query = (
        select(Registration)
        .where(Registration.city_id == work.city_id, Registration.person_id == person_id)
        .order_by(Registration.submitted_at.desc(), Registration.id.desc())
        .limit(1)
    )
    newest = work.one(query)
    return standings(work, [newest])[newest.id] if newest else None
