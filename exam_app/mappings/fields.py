"""What a mapping can speak of: the fields of each subject, as this system means them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from exam_app.terms import Direction, TableSubject


class Kind(Enum):
    """What stands in a field."""

    TEXT = auto()
    NUMBER = auto()
    DAY = auto()
    WORD = auto()
    """One of the field's words; a mapping translates each into the words of the other system."""


@dataclass(frozen=True)
class Field:
    """A field: ``needed`` ones must have a column where the table is read."""

    name: str
    kind: Kind = Kind.TEXT
    needed: bool = False
    words: tuple[str, ...] = ()


SEX = Field("sex", Kind.WORD, words=("male", "female"))
PERSON = (Field("name", needed=True), Field("id_number", needed=True), SEX)
DIRECTIONS: Mapping[TableSubject, Direction] = {
    TableSubject.PEOPLE: Direction.READ,
    TableSubject.UNITS: Direction.READ,
    TableSubject.GATEWAY_ANSWERS: Direction.READ,
    TableSubject.REGISTRATIONS: Direction.WRITE,
    TableSubject.RESULTS: Direction.WRITE,
    TableSubject.CERTIFICATES: Direction.WRITE,
}
FIELDS: Mapping[TableSubject, tuple[Field, ...]] = {
    TableSubject.PEOPLE: (
        *PERSON,
        Field("order"),
        Field("phone"),
        Field("post"),
        Field("hired_on", Kind.DAY),
        Field("left_on", Kind.DAY),
    ),
    TableSubject.UNITS: (
        Field("name", needed=True),
        Field("kind", Kind.WORD, needed=True, words=("training", "service_company", "in_house")),
        Field("number"),
        Field("county"),
        Field("act", Kind.WORD, words=("started", "changed", "branch", "cross_region", "ended")),
        Field("event_on", Kind.DAY),
        Field("received_on", Kind.DAY),
        Field("what"),
        Field("division_code"),
    ),
    TableSubject.GATEWAY_ANSWERS: (
        Field("place", Kind.NUMBER, needed=True),
        Field("outcome", Kind.WORD, needed=True, words=("delivered", "failed")),
        Field("words"),
        Field("phone"),
    ),
    TableSubject.REGISTRATIONS: (
        *PERSON,
        Field("birth_date", Kind.DAY),
        Field("phone"),
        Field("training_unit"),
        Field("county"),
        Field("submitted_on", Kind.DAY),
        Field("exam"),
        Field("exam_on", Kind.DAY),
        Field("centre"),
        Field("room"),
        Field("seat", Kind.NUMBER),
        Field("ticket_number"),
    ),
    TableSubject.RESULTS: (
        *PERSON,
        Field("training_unit"),
        Field("county"),
        Field("exam"),
        Field("exam_on", Kind.DAY),
        Field("ticket_number"),
        Field("score", Kind.NUMBER),
        Field("maximum", Kind.NUMBER),
        Field("cut_score", Kind.NUMBER),
        Field("outcome", Kind.WORD, words=("passed", "not_passed", "annulled")),
    ),
    TableSubject.CERTIFICATES: (
        *PERSON,
        Field("birth_date", Kind.DAY),
        Field("training_unit"),
        Field("county"),
        Field("exam"),
        Field("exam_on", Kind.DAY),
        Field("number"),
        Field("issued_on", Kind.DAY),
        Field("issuer"),
    ),
}
