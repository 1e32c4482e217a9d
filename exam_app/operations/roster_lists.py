"""Lists of a guard unit that make nobody a person of the site: the payroll of a month, labour contracts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from exam_app.journal import Tag
from exam_app.models import Employment, GuardUnit, LabourContract, PayrollLine, PayrollMonth, Person
from exam_app.queries.settled_names import settled_names
from exam_app.rosters import Agreement, Entry, RowKind, Standing
from exam_app.work import Work

SLICE = 500


@dataclass(frozen=True)
class _Known:
    """Somebody who is or was on the unit's roster, with every name under which the unit may mean them."""

    person_id: UUID
    names: frozenset[str]


@dataclass(frozen=True)
class _IntoList:
    """What both lists ask of the unit's own roster."""

    guard_unit_id: UUID
    county_id: UUID

    @property
    def posts(self) -> tuple[str, ...]:
        """Neither list names posts."""
        return ()

    @property
    def columns(self) -> Mapping[str, Any]:
        return {"guard_unit_id": self.guard_unit_id}

    def ask(self, _work: Work, entries: Sequence[Entry]) -> None:
        """The county is asked nothing: a number with another name is for the unit itself to put right."""
        assert not entries

    def _own_people(self, work: Work) -> Mapping[bytes, _Known]:
        """Who is or was on the unit's roster, by blind index of the ID number; two statements."""
        settled = settled_names(work, "guard_unit_id", self.guard_unit_id)
        query = (
            select(Person.id_number_index, Person.id, Person.name)
            .join(Employment, (Employment.city_id == Person.city_id) & (Employment.person_id == Person.id))
            .where(Employment.city_id == work.city_id, Employment.guard_unit_id == self.guard_unit_id)
        )
        return {
            index: _Known(person_id, frozenset({name, *settled[person_id]}))
            for index, person_id, name in work.rows(query)
        }


@dataclass(frozen=True)
class IntoPayroll(_IntoList):
    """The payroll of a month. The rows that are repaired later join the list that was confirmed first."""

    month: date
    payroll_id: UUID
    kind: RowKind = RowKind.PAYROLL

    @classmethod
    def of(cls, work: Work, month: date, payroll_id: UUID | None = None, *, lock: bool = False) -> "IntoPayroll":
        unit = _own_unit(work, lock=lock)
        return cls(unit.id, unit.county_id, month.replace(day=1), payroll_id or work.new_id())

    @property
    def columns(self) -> Mapping[str, Any]:
        return {"guard_unit_id": self.guard_unit_id, "month": self.month, "payroll_id": self.payroll_id}

    def standings(self, work: Work, entries: Sequence[Entry]) -> dict[str, Standing]:
        own, listed, vault = self._own_people(work), self._listed(work), work.site.vault
        found = {}
        for entry in entries:
            index = vault.blind_index(entry.id_number.text)
            if index in listed:
                found[entry.key] = Standing.LISTED
            elif index in own and entry.name not in own[index].names:
                found[entry.key] = Standing.NAME_HERE
        return found

    def _listed(self, work: Work) -> set[bytes]:
        query = select(PayrollLine.number_index).where(
            PayrollLine.city_id == work.city_id, PayrollLine.payroll_id == self.payroll_id
        )
        return set(work.all(query))

    def take_in(self, work: Work, entries: Sequence[Entry]) -> None:
        self._begin(work)
        for start in range(0, len(entries), SLICE):
            work.add_all([self._line(work, entry) for entry in entries[start : start + SLICE]])
        work.record(
            Tag.PAYROLL_GIVEN, "payroll_month", self.payroll_id, month=f"{self.month:%Y-%m}", people=len(entries)
        )

    def _begin(self, work: Work) -> None:
        query = select(PayrollMonth.id).where(PayrollMonth.city_id == work.city_id, PayrollMonth.id == self.payroll_id)
        if work.one(query) is None:
            work.add(
                PayrollMonth(
                    city_id=work.city_id,
                    id=self.payroll_id,
                    county_id=self.county_id,
                    guard_unit_id=self.guard_unit_id,
                    month=self.month,
                    given_by_id=work.actor.person_id,
                    given_at=work.now,
                )
            )

    def _line(self, work: Work, entry: Entry) -> PayrollLine:
        vault, row_id = work.site.vault, work.new_id()
        return PayrollLine(
            city_id=work.city_id,
            id=row_id,
            county_id=self.county_id,
            guard_unit_id=self.guard_unit_id,
            payroll_id=self.payroll_id,
            number_index=vault.blind_index(entry.id_number.text),
            name_sealed=vault.seal(entry.name, "payroll_line", row_id),
        )


@dataclass(frozen=True)
class IntoLabour(_IntoList):
    """The labour contracts of the unit's guards."""

    kind: RowKind = RowKind.LABOUR

    @classmethod
    def of(cls, work: Work, *, lock: bool = False) -> "IntoLabour":
        unit = _own_unit(work, lock=lock)
        return cls(unit.id, unit.county_id)

    def standings(self, work: Work, entries: Sequence[Entry]) -> dict[str, Standing]:
        own, recorded, vault = self._own_people(work), self._recorded(work), work.site.vault
        found = {}
        for entry in entries:
            guard = own.get(vault.blind_index(entry.id_number.text))
            if guard is None:
                found[entry.key] = Standing.NOT_HERE
            elif entry.name not in guard.names:
                found[entry.key] = Standing.NAME_HERE
            elif recorded.get(guard.person_id) == entry.said:
                found[entry.key] = Standing.RECORDED
        return found

    def _recorded(self, work: Work) -> Mapping[UUID, Agreement]:
        """The contract that counts for each guard."""
        query = (
            select(LabourContract)
            .where(LabourContract.city_id == work.city_id, LabourContract.guard_unit_id == self.guard_unit_id)
            .order_by(LabourContract.signed_on, LabourContract.recorded_at, LabourContract.id)
        )
        return {row.person_id: Agreement(row.kind, row.signed_on, row.ends_on) for row in work.all(query)}

    def take_in(self, work: Work, entries: Sequence[Entry]) -> None:
        own, vault = self._own_people(work), work.site.vault
        for start in range(0, len(entries), SLICE):
            some = entries[start : start + SLICE]
            rows = [self._row(work, own[vault.blind_index(entry.id_number.text)], entry) for entry in some]
            work.add_all(rows)
            for row in rows:
                work.record(
                    Tag.LABOUR_CONTRACT_RECORDED,
                    "labour_contract",
                    row.id,
                    about=row.person_id,
                    signed_on=row.signed_on.isoformat(),
                )

    def _row(self, work: Work, guard: _Known, entry: Entry) -> LabourContract:
        assert isinstance(entry.said, Agreement), "a row without its contract is refused before it comes here"
        return LabourContract(
            city_id=work.city_id,
            id=work.new_id(),
            county_id=self.county_id,
            guard_unit_id=self.guard_unit_id,
            person_id=guard.person_id,
            kind=entry.said.kind,
            signed_on=entry.said.signed_on,
            ends_on=entry.said.ends_on,
            recorded_by_id=work.actor.person_id,
            recorded_at=work.now,
        )


def _own_unit(work: Work, *, lock: bool) -> GuardUnit:
    unit_id = work.found(work.actor.guard_unit_id)
    return work.lock(GuardUnit, unit_id) if lock else work.get(GuardUnit, unit_id)
