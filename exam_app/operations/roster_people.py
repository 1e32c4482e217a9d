"""Rosters whose rows become people of the site: known ones are linked, new ones written, doubtful ones asked about."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from exam_app.journal import Tag
from exam_app.models import IdentityQuestion, Person
from exam_app.operations.people import KnownPerson, known_people, person_columns
from exam_app.queries.settled_names import settled_names
from exam_app.rosters import Entry, Standing
from exam_app.work import Work

SLICE = 500


class IntoPeople(ABC):
    """What the rosters of trainees and of guards have in common; each says what its rows do to a known person."""

    @property
    @abstractmethod
    def columns(self) -> Mapping[str, Any]:
        """The columns by which a draft and a question of identity name what the roster goes into."""

    @property
    @abstractmethod
    def unit(self) -> tuple[str, UUID]:
        """The column and the id of the unit whose roster it is."""

    @abstractmethod
    def county(self, work: Work) -> UUID:
        """The county that settles questions of identity for this unit."""

    @abstractmethod
    def against(self, work: Work, entries: Sequence[tuple[UUID, Entry]]) -> dict[str, Standing]:
        """What stands against what these entries say of known people, by :attr:`Entry.key`."""

    @abstractmethod
    def write(self, work: Work, entries: Mapping[UUID, Entry]) -> None:
        """Write what these entries say, by person."""

    @abstractmethod
    def stated(self, entry: Entry) -> Mapping[str, Any]:
        """What a question of identity keeps, so that its settlement can write it."""

    def standings(self, work: Work, entries: Sequence[Entry]) -> dict[str, Standing]:
        """What stands against writing these rows; nobody is in it who is new, or known by the same name.

        The whole list is one journalled look. That a person is known to another unit shows only when the names
        disagree.
        """
        known = _known(work, entries)
        agreed = settled_names(work, *self.unit)
        standings: dict[str, Standing] = {}
        agreeing = []
        for entry in entries:
            person = known.get(entry.id_number.text)
            if person is not None and entry.name not in {person.name, *agreed[person.id]}:
                standings[entry.key] = Standing.OTHER_NAME
            elif person is not None:
                agreeing.append((person.id, entry))
        return standings | self.against(work, agreeing)

    def take_in(self, work: Work, entries: Sequence[Entry]) -> None:
        known = {number: person.id for number, person in _known(work, entries).items()}
        for start in range(0, len(entries), SLICE):
            self._take_in_some(work, entries[start : start + SLICE], known)

    def _take_in_some(self, work: Work, entries: Sequence[Entry], known: Mapping[str, UUID]) -> None:
        newcomers = {
            entry.id_number.text: person_columns(work, name=entry.name, id_number=entry.id_number, phone=entry.phone)
            for entry in entries
            if entry.id_number.text not in known
        }
        work.write_all(Person, list(newcomers.values()))
        ids = {**known, **{number: person["id"] for number, person in newcomers.items()}}
        self.write(work, {ids[entry.id_number.text]: entry for entry in entries})

    def ask(self, work: Work, entries: Sequence[Entry]) -> None:
        """One open question for each person and unit; the stated name is sealed, the known one stays where it is."""
        county_id = self.county(work)
        column, unit_id = self.unit
        open_already = set(
            work.all(
                select(IdentityQuestion.person_id).where(
                    IdentityQuestion.city_id == work.city_id,
                    getattr(IdentityQuestion, column) == unit_id,
                    IdentityQuestion.settled_at.is_(None),
                )
            )
        )
        known = _known(work, entries)
        for entry in entries:
            person_id = known[entry.id_number.text].id
            if person_id not in open_already:
                question_id = work.new_id()
                work.add(
                    IdentityQuestion(
                        city_id=work.city_id,
                        id=question_id,
                        county_id=county_id,
                        person_id=person_id,
                        stated_name_sealed=work.site.vault.seal(entry.name, "identity_question", question_id),
                        asked_at=work.now,
                        **self.columns,
                        **self.stated(entry),
                    )
                )
                work.record(Tag.IDENTITY_ASKED, "identity_question", question_id, about=person_id)


def _known(work: Work, entries: Sequence[Entry]) -> Mapping[str, KnownPerson]:
    return known_people(work, [entry.id_number.text for entry in entries]) if entries else {}
