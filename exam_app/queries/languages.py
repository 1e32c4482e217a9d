"""In which language a person is written to and greeted: the one place that answers it.

What the person stated counts. Where nobody stated anything it is the language of the city's rules for notices. It is
never guessed from a name or a nationality.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select

from exam_app.models import Person
from exam_app.queries.notice_rules import rules_in_force
from exam_app.terms import Language
from exam_app.work import Work

LOOK_UP_AT_ONCE = 500


def languages_of(work: Work, person_ids: Collection[UUID]) -> Mapping[UUID, Language]:
    """The language of each of these people; a few statements, however many they are."""
    default = rules_in_force(work).language
    found: dict[UUID, Language] = dict.fromkeys(person_ids, default)
    wanted = list(found)
    for start in range(0, len(wanted), LOOK_UP_AT_ONCE):
        query = select(Person.id, Person.language).where(
            Person.city_id == work.city_id,
            Person.id.in_(wanted[start : start + LOOK_UP_AT_ONCE]),
            Person.language.is_not(None),
        )
        found |= {row.id: row.language for row in work.rows(query) if row.language is not None}
    return found


def stated_language(work: Work, person_id: UUID) -> Language | None:
    """What was stated for one person; None where nobody stated anything."""
    return work.get(Person, person_id).language
