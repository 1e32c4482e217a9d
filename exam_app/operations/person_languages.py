"""A person's language: stated by the person, or by a desk on the person's word."""

from uuid import UUID

from exam_app.actors import Permission
from exam_app.errors import NotFound
from exam_app.journal import Tag
from exam_app.models import Person
from exam_app.operations import operation
from exam_app.terms import Language
from exam_app.work import Work


@operation(Permission.REVIEW, Permission.REGISTER)
def state_language(work: Work, person_id: UUID, language: Language) -> None:
    """State in which language a person of this desk wants to be written to; notices written before stay as they are."""
    _state(work, person_id, language)


@operation(Permission.APPLY, Permission.SIT)
def choose_language(work: Work, language: Language) -> None:
    """State one's own language."""
    if work.actor.person_id is None:
        raise NotFound("This does not exist, or not for you.")
    _state(work, work.actor.person_id, language)


def _state(work: Work, person_id: UUID, language: Language) -> None:
    person = work.lock(Person, person_id)
    if person.language is language:
        return
    person.language = language
    work.record(Tag.LANGUAGE_STATED, "person", person.id, about=person.id, language=language)
