"""Refusals: the errors that become sentences for a person.

A sentence says what happened, what is kept and what to do now. It is an English source string with ``%(name)s``
places; ``web`` and ``cli`` translate it. Everything that is not a Refusal becomes a numbered apology.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Self


@dataclass(frozen=True)
class Sentence:
    """An English source sentence and the values of its places."""

    text: str
    places: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.places if self.places else self.text


def sentence(text: str, /, **places: object) -> Sentence:
    """Shorthand for :class:`Sentence`.

    >>> str(sentence("%(n)s rows", n=3))
    '3 rows'
    """
    return Sentence(text, places)


class Refusal(Exception):
    """An act that the house does not carry out, with the sentence that explains it.

    ``code`` is for programs (JSON answers, tests); ``fields`` ties sentences to form fields.
    """

    code = "refused"
    status = HTTPStatus.CONFLICT

    def __init__(
        self, text: str, /, *, code: str | None = None, fields: Mapping[str, Sentence] | None = None, **places: object
    ) -> None:
        super().__init__(text)
        self.sentence = Sentence(text, places)
        self.fields = dict(fields or {})
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return str(self.sentence)


class Invalid(Refusal):
    """What was entered cannot be right; the form comes back filled."""

    code = "invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    @classmethod
    def in_field(cls, field: str, text: str, **places: object) -> Self:
        """A refusal that belongs to one field of the form."""
        return cls(text, fields={field: Sentence(text, places)}, **places)  # type: ignore[arg-type]  # none is "code"


class NotFound(Refusal):
    """Not there, or not visible to this actor: the two are told apart by nobody (architecture B4)."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND


class NotAllowed(Refusal):
    """This actor may not do this act."""

    code = "not_allowed"
    status = HTTPStatus.FORBIDDEN


class Conflict(Refusal):
    """Somebody or something changed in between; nothing was overwritten."""

    code = "conflict"


class TooEarly(Refusal):
    code = "too_early"


class TooLate(Refusal):
    code = "too_late"
