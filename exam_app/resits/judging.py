"""The judge: the number of the attempt, what it costs, what is still to be passed, and from which day."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from exam_app.errors import Sentence, sentence
from exam_app.resits.attempts import Attempt, History
from exam_app.resits.rules import (
    RULES,
    Demand,
    FreeResits,
    MostAttempts,
    OnlyWhatFailed,
    PassLasts,
    Rule,
    WaitingDays,
)
from exam_app.terms import N_, ComponentKind, Term


class Turn(Term):
    """What the next attempt is, for the fee."""

    FIRST = "first", N_("First attempt")
    MAKE_UP = "make_up", N_("Make-up, no fee")
    FREE = "free", N_("Resit, free")
    PAID = "paid", N_("Resit, paid")


@dataclass(frozen=True)
class Standing:
    """How somebody stands before the next attempt."""

    number: int
    """Of the attempt, counted from 1; what was made up for is not counted."""
    turn: Turn
    components: tuple[ComponentKind, ...]
    """What it asks; empty when everything is passed."""
    reasons: tuple[Sentence, ...] = ()
    """By which rule it costs what it costs and asks what it asks."""
    blocked: Sentence | None = None
    """Why not on that day, with rule and date."""
    again: date | None = None
    """The first possible day, when waiting is all that is needed."""
    is_pending: bool = False

    @property
    def has_passed(self) -> bool:
        return not self.components and not self.is_pending

    @property
    def is_resit(self) -> bool:
        return self.turn is not Turn.FIRST


def judge(
    attempts: Sequence[Attempt],
    required: Sequence[ComponentKind],
    day: date,
    rules: Sequence[Rule] = RULES,
    offered: Collection[ComponentKind] | None = None,
) -> Standing:
    """Judge an attempt on a day by the rules in force on that day; ``required`` are the components of a whole pass.

    ``offered`` are those of the examination asked about, all of them unless it is named.

    ``attempts`` are those of one application before that day, in any order. The first thing that stands in the way is
    said: a result that is not out, everything passed, all attempts used, days of waiting.
    """
    history = History.of(attempts)
    in_force = tuple(rule for rule in rules if rule.is_in_force_on(day))
    return _Judge(history, tuple(required), day, in_force, required if offered is None else offered).standing()


D = TypeVar("D", bound=Demand)


@dataclass(frozen=True)
class _Judge:
    history: History
    required: tuple[ComponentKind, ...]
    day: date
    rules: tuple[Rule, ...]
    offered: Collection[ComponentKind]

    def standing(self) -> Standing:
        number = len(self.history.counting) + 1
        turn, why = self._turn(number)
        left = self._left()
        blocked = self._blocked(number, left)
        return Standing(
            number=number,
            turn=turn,
            components=self._asked(turn, left),
            reasons=tuple(said for said in (why, *self._lapsed()) if said is not None),
            blocked=blocked,
            again=self._again() if left and self.history.pending is None else None,
            is_pending=self.history.pending is not None,
        )

    # -- what it costs --------------------------------------------------------------------------------------------

    def _turn(self, number: int) -> tuple[Turn, Sentence | None]:
        if made_up := self.history.to_make_up:
            said = N_("Takes the place of %(day)s: costs no attempt and no fee.")
            return Turn.MAKE_UP, sentence(said, day=made_up.on.isoformat())
        if number == 1:
            return Turn.FIRST, None
        free = self._rule(FreeResits)
        if free is None:
            return Turn.PAID, None
        rule, demand = free
        said = N_("Resits without a fee: %(free)s (%(source)s, since %(since)s).")
        turn = Turn.FREE if number - 1 <= demand.count else Turn.PAID
        return turn, sentence(said, free=demand.count, **_named(rule))

    # -- what it asks ---------------------------------------------------------------------------------------------

    def _left(self) -> tuple[ComponentKind, ...]:
        return tuple(component for component in self.required if not self._stands(component))

    def _asked(self, turn: Turn, left: tuple[ComponentKind, ...]) -> tuple[ComponentKind, ...]:
        """Everything, where no rule spares what was passed."""
        spares = self._rule(OnlyWhatFailed) is not None or turn is Turn.MAKE_UP
        return left if spares or not left else self.required

    def _stands(self, component: ComponentKind) -> bool:
        passed_on = self.history.passed_on(component)
        return passed_on is not None and self.day <= self._last_day(passed_on)

    def _last_day(self, passed_on: date) -> date:
        found = self._rule(PassLasts)
        return passed_on + timedelta(days=found[1].days) if found else date.max

    def _lapsed(self) -> Iterator[Sentence]:
        for component in self.required:
            passed_on = self.history.passed_on(component)
            if passed_on is not None and not self._stands(component):
                found = self._rule(PassLasts)
                assert found is not None
                said = N_("%(component)s, passed on %(day)s, counted until %(until)s (%(source)s, since %(since)s).")
                until = self._last_day(passed_on).isoformat()
                yield sentence(said, component=component, day=passed_on.isoformat(), until=until, **_named(found[0]))

    # -- what stands in the way -----------------------------------------------------------------------------------

    def _blocked(self, number: int, left: tuple[ComponentKind, ...]) -> Sentence | None:
        if pending := self.history.pending:
            return sentence(N_("The results of %(day)s are not released yet."), day=pending.on.isoformat())
        if not left:
            return sentence(N_("Everything is passed already."))
        if not set(left) & set(self.offered):
            said = N_("This examination does not include what is left: %(components)s.")
            return sentence(said, components=listed(left))
        last = self.history.counting[-1].on.isoformat() if self.history.counting else ""
        most = self._rule(MostAttempts)
        if most and number > most[1].count:
            said = N_("All %(most)s attempts are used, the last on %(last)s (%(source)s, since %(since)s).")
            return sentence(said, most=most[1].count, last=last, **_named(most[0]))
        again, waiting = self._again(), self._rule(WaitingDays)
        if again and waiting and self.day < again:
            said = N_(
                "Again from %(again)s: %(days)s days after the last attempt on %(last)s (%(source)s, since %(since)s)."
            )
            places = {"again": again.isoformat(), "days": waiting[1].days, "last": last}
            return sentence(said, **places, **_named(waiting[0]))
        return None

    def _again(self) -> date | None:
        """Nobody waits for what takes the place of an attempt."""
        waiting = self._rule(WaitingDays)
        if waiting is None or not self.history.counting or self.history.to_make_up:
            return None
        return self.history.counting[-1].on + timedelta(days=waiting[1].days)

    # -- which rule -----------------------------------------------------------------------------------------------

    def _rule(self, kind: type[D]) -> tuple[Rule, D] | None:
        """The newest rule in force that says something of this kind."""
        found = [(rule, rule.demand) for rule in self.rules if isinstance(rule.demand, kind)]
        return max(found, key=lambda each: each[0].since, default=None)


def _named(rule: Rule) -> dict[str, object]:
    return {"source": rule.source, "since": rule.since.isoformat()}


def listed(components: Sequence[ComponentKind]) -> Sentence:
    """Components one after the other, so that a sentence can name them all."""
    text = " / ".join(f"%(c{order})s" for order in range(len(components)))
    return Sentence(text, {f"c{order}": kind for order, kind in enumerate(components)})
