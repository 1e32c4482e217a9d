"""Roster, labour contracts, payroll and certificates of a guard unit set against one another.

Regulation art. 9, 16 and 18.

The payroll looked at is the newest list of the last full month. Guards are held against it who were on the roster for
that whole month: who came or left within it may be paid with another one. One statement for each kind, whatever the
number of units. A payroll of another county's unit is not in a county's reach, nor any other unit's in a unit's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from exam_app.actors import Role
from exam_app.errors import Sentence, sentence
from exam_app.models import Employment, GuardUnit, LabourContract, PayrollLine, PayrollMonth, Person
from exam_app.queries.employment import in_force
from exam_app.terms import N_, MismatchKind
from exam_app.work import Work

NEWER = aliased(LabourContract)
"""Made once: an alias has a copy of every column, and to make it costs more than to ask."""
LAWS: Mapping[MismatchKind, str] = {
    MismatchKind.NO_LABOUR_CONTRACT: N_("Regulation art. 18, Order 112 art. 24"),
    MismatchKind.PAID_ELSEWHERE: N_("Regulation art. 9 and 18"),
    MismatchKind.UNPAID: N_("Regulation art. 18"),
    MismatchKind.NOT_ON_ROSTER: N_("Regulation art. 18"),
    MismatchKind.PAID_UNCERTIFIED: N_("Regulation art. 16 and 18, Order 112 art. 24"),
}


SAID: Mapping[MismatchKind, str] = {
    MismatchKind.NO_LABOUR_CONTRACT: N_("On duty without one in force: %(people)s."),
    MismatchKind.PAID_ELSEWHERE: N_("On the payroll of another unit for %(month)s, not on its own: %(people)s."),
    MismatchKind.UNPAID: N_("On the roster all month, not on the payroll of %(month)s: %(people)s."),
    MismatchKind.NOT_ON_ROSTER: N_(
        "On the payroll of %(month)s, not on the roster in it: %(people)s. Office staff may be among them."
    ),
    MismatchKind.PAID_UNCERTIFIED: N_("On roster and payroll of %(month)s, no certificate in force today: %(people)s."),
}


@dataclass(frozen=True)
class PeopleMismatch:
    """So many people of a unit of whom two records disagree."""

    kind: MismatchKind
    unit_id: UUID
    people: int
    beside: Sentence

    @property
    def law(self) -> str:
        return LAWS[self.kind]


def month_looked_at(today: date) -> date:
    """The first day of the last full month.

    >>> month_looked_at(date(2026, 3, 1))
    datetime.date(2026, 2, 1)
    """
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def people_mismatches(work: Work, unit_id: UUID | None = None) -> Iterator[PeopleMismatch]:
    """Everything that does not fit between the people of the units in reach, or of one of them; at most six
    statements, and two where nobody gave a payroll of the month."""
    if not _reads_rosters(work):
        return
    look = _Look(work, unit_id)
    said = f"{look.month:%Y-%m}"
    for kind, query in look.statements().items():
        for found_id, people in work.rows(query):
            yield PeopleMismatch(kind, found_id, people, sentence(SAID[kind], people=people, month=said))


def own_people(work: Work) -> list[PeopleMismatch]:
    """The same of a clerk's unit."""
    return list(people_mismatches(work, work.found(work.actor.guard_unit_id)))


def people_unchecked(work: Work, unit_id: UUID) -> list[Sentence]:
    """What of one unit could not be checked, because no list was given; two statements."""
    if not _reads_rosters(work):
        return [sentence(N_("Payroll and labour contracts: read by the county and by the unit."))]
    found, month = [], month_looked_at(work.today)
    recorded = select(func.count(LabourContract.id)).where(
        LabourContract.city_id == work.city_id, LabourContract.guard_unit_id == unit_id
    )
    if not work.count(recorded):
        found.append(sentence(N_("Labour contracts: not checkable, no list was given.")))
    given = select(func.count(PayrollMonth.id)).where(
        PayrollMonth.city_id == work.city_id, PayrollMonth.guard_unit_id == unit_id, PayrollMonth.month == month
    )
    if not work.count(given):
        said = N_("Who pays the guards: not checkable, no payroll of %(month)s was given.")
        found.append(sentence(said, month=f"{month:%Y-%m}"))
    return found


def _reads_rosters(work: Work) -> bool:
    """The administrator and the city's officer keep places and examinations, and see no roster."""
    return work.actor.role not in (Role.ADMINISTRATOR, Role.CITY_EXAM_OFFICER)


class _Look:
    """The statements, each giving units with a number of people."""

    def __init__(self, work: Work, unit_id: UUID | None) -> None:
        self.work, self.unit_id = work, unit_id
        self.month = month_looked_at(work.today)
        self.last_day = work.today.replace(day=1) - timedelta(days=1)
        given = (
            select(PayrollMonth.guard_unit_id, PayrollMonth.id)
            .where(PayrollMonth.city_id == work.city_id, PayrollMonth.month == self.month)
            .order_by(PayrollMonth.given_at, PayrollMonth.id)
        )
        # The newest list of each unit. Every unit in reach, for who is not on the own one may be on another.
        self.lists = {row.guard_unit_id: row.id for row in work.rows(given)}

    def statements(self) -> Mapping[MismatchKind, Select[UUID, int]]:
        """What can be asked: without any payroll of the month, of labour contracts only."""
        contracts = {MismatchKind.NO_LABOUR_CONTRACT: self.without_labour_contract()}
        if not self.lists:
            return contracts
        return contracts | {
            MismatchKind.PAID_ELSEWHERE: self.paid_elsewhere(),
            MismatchKind.UNPAID: self.unpaid(),
            MismatchKind.NOT_ON_ROSTER: self.not_on_roster(),
            MismatchKind.PAID_UNCERTIFIED: self.paid_uncertified(),
        }

    def without_labour_contract(self) -> Select[UUID, int]:
        """On duty today, of units that gave a list of contracts at all."""
        given = exists(
            select(LabourContract.id)
            .where(LabourContract.city_id == GuardUnit.city_id, LabourContract.guard_unit_id == GuardUnit.id)
            .correlate(GuardUnit)
        )
        return self._guards().where(Employment.left_on.is_(None), given, ~labour_contract_in_force(self.work.today))

    def paid_elsewhere(self) -> Select[UUID, int]:
        return self._all_month().where(self._listed(elsewhere=True), ~self._listed())

    def unpaid(self) -> Select[UUID, int]:
        given = GuardUnit.id.in_(self.lists)
        return self._all_month().where(given, ~self._listed(), ~self._listed(elsewhere=True))

    def paid_uncertified(self) -> Select[UUID, int]:
        return self._all_month().where(self._listed(), ~in_force(self.work, Employment, Employment.person_id))

    def not_on_roster(self) -> Select[UUID, int]:
        """Lines of the list whose number is nobody's who was on the roster on any day of the month."""
        here = exists(
            select(Person.id)
            .join(Employment, (Employment.city_id == Person.city_id) & (Employment.person_id == Person.id))
            .where(
                Person.city_id == PayrollLine.city_id,
                Person.id_number_index == PayrollLine.number_index,
                Employment.guard_unit_id == PayrollLine.guard_unit_id,
                Employment.hired_on <= self.last_day,
                or_(Employment.left_on.is_(None), Employment.left_on >= self.month),
            )
            .correlate(PayrollLine)
        )
        query = (
            select(GuardUnit.id, func.count(PayrollLine.id))
            .join(
                PayrollLine,
                (PayrollLine.city_id == GuardUnit.city_id) & (PayrollLine.guard_unit_id == GuardUnit.id),
            )
            .where(PayrollLine.payroll_id.in_(self.lists.values()), ~here)
        )
        return self._within(query)

    def _guards(self) -> Select[UUID, int]:
        query = (
            select(GuardUnit.id, func.count(Employment.person_id.distinct()))
            .join(Employment, (Employment.city_id == GuardUnit.city_id) & (Employment.guard_unit_id == GuardUnit.id))
            .join(Person, (Person.city_id == Employment.city_id) & (Person.id == Employment.person_id))
        )
        return self._within(query)

    def _all_month(self) -> Select[UUID, int]:
        return self._guards().where(
            Employment.hired_on <= self.month, or_(Employment.left_on.is_(None), Employment.left_on >= self.last_day)
        )

    def _within(self, query: Select[UUID, int]) -> Select[UUID, int]:
        """The units in reach. A county judges those that it supervises."""
        query = query.where(GuardUnit.city_id == self.work.city_id).group_by(GuardUnit.id)
        if self.work.actor.role == Role.COUNTY_REVIEWER:
            query = query.where(GuardUnit.county_id == self.work.actor.county_id)
        return query if self.unit_id is None else query.where(GuardUnit.id == self.unit_id)

    def _listed(self, *, elsewhere: bool = False) -> ColumnElement[bool]:
        """The guard stands in the list of the month: the unit's own, or any other in reach."""
        of_unit = PayrollLine.guard_unit_id
        return exists(
            select(PayrollLine.id)
            .where(
                PayrollLine.city_id == Person.city_id,
                PayrollLine.number_index == Person.id_number_index,
                (of_unit != GuardUnit.id) if elsewhere else (of_unit == GuardUnit.id),
                PayrollLine.payroll_id.in_(self.lists.values()),
            )
            .correlate(Person, GuardUnit)
        )


def labour_contract_in_force(day: date) -> ColumnElement[bool]:
    """The contract that counts between the :class:`Employment`'s two sides has not ended."""
    superseded = exists(
        select(NEWER.id)
        .where(
            NEWER.city_id == LabourContract.city_id,
            NEWER.guard_unit_id == LabourContract.guard_unit_id,
            NEWER.person_id == LabourContract.person_id,
            or_(
                NEWER.signed_on > LabourContract.signed_on,
                and_(NEWER.signed_on == LabourContract.signed_on, NEWER.recorded_at > LabourContract.recorded_at),
            ),
        )
        .correlate(LabourContract)
    )
    return exists(
        select(LabourContract.id)
        .where(
            LabourContract.city_id == Employment.city_id,
            LabourContract.guard_unit_id == Employment.guard_unit_id,
            LabourContract.person_id == Employment.person_id,
            or_(LabourContract.ends_on.is_(None), LabourContract.ends_on >= day),
            ~superseded,
        )
        .correlate(Employment)
    )
