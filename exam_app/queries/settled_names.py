"""Names that a county has settled: under which other names a unit means a person of the site."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from exam_app.models import IdentityQuestion
from exam_app.work import Work


def settled_names(work: Work, column: str, unit_id: UUID) -> Mapping[UUID, set[str]]:
    """By person: other names under which the county has found them to be the person this unit means.

    ``column`` names the unit's column, ``training_unit_id`` or ``guard_unit_id``. One statement.
    """
    settled = select(IdentityQuestion).where(
        IdentityQuestion.city_id == work.city_id,
        getattr(IdentityQuestion, column) == unit_id,
        IdentityQuestion.same_person.is_(True),
    )
    names: dict[UUID, set[str]] = defaultdict(set)
    for question in work.all(settled):
        names[question.person_id].add(
            work.site.vault.open(question.stated_name_sealed, "identity_question", question.id)
        )
    return names
