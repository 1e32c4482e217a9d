"""Printed forms of applicants, and packs of forms and papers; each full number on them is a journalled view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Invalid, NotFound
from exam_app.journal import Tag
from exam_app.models import Enrolment, Registration
from exam_app.operations import operation
from exam_app.operations.full_views import FullNumbers, numbers_for_forms
from exam_app.operations.person_papers import OpenedPaper, open_paper
from exam_app.queries.application_forms import MOST_PEOPLE, FormValues, forms_of_people
from exam_app.terms import N_
from exam_app.work import Work


@dataclass(frozen=True)
class PrintedForm:
    """What one person's forms state, and the papers bound behind them; none for a form alone."""

    values: FormValues
    numbers: FullNumbers
    papers: Sequence[OpenedPaper] = ()


@operation(Permission.REGISTER, Permission.REVIEW, Permission.APPROVE)
def print_form(work: Work, person_id: UUID) -> PrintedForm:
    """The form of somebody whom the unit trains, or who applied at the desk; :class:`NotFound` for anybody else."""
    _require_own(work, [person_id])
    numbers = numbers_for_forms(work, [person_id])
    (values,) = forms_of_people(work, [person_id])
    return PrintedForm(values, numbers[person_id])


@operation(Permission.REGISTER, Permission.REVIEW)
def bind_pack(work: Work, person_ids: Sequence[UUID]) -> Sequence[PrintedForm]:
    """Forms and newest papers of these people in the order of their names, the papers in that of Order 112 art. 20.

    Every paper is opened, which is recorded. Raises :class:`Invalid` when they are none or too many.
    """
    if not person_ids:
        raise Invalid("Nobody is ticked. Tick the people of the pack first.")
    if len(person_ids) > MOST_PEOPLE:
        raise Invalid("A pack holds at most %(most)s people. Tick fewer and bind a second one.", most=MOST_PEOPLE)
    _require_own(work, person_ids)
    numbers = numbers_for_forms(work, person_ids)
    found = forms_of_people(work, person_ids)
    work.record(Tag.PACK_BOUND, "site", None, people=len(found))
    return [_bound(work, values, numbers) for values in found]


def _bound(work: Work, values: FormValues, numbers: Mapping[UUID, FullNumbers]) -> PrintedForm:
    papers = [open_paper(work, shelf.newest.id) for shelf in values.shelves if shelf.newest is not None]
    return PrintedForm(values, numbers[values.person_id], papers)


def _require_own(work: Work, person_ids: Sequence[UUID]) -> None:
    """The scope holds colleagues and guards too; forms are printed for trainees and applicants only."""
    model = Enrolment if work.actor.training_unit_id is not None else Registration
    query = select(model.person_id).where(model.city_id == work.city_id, model.person_id.in_(person_ids)).distinct()
    if set(work.all(query)) != set(person_ids):
        raise NotFound(N_("This does not exist, or not for you."))
