"""The judge: every bar that stands on a day, each with its rule, its days and its sentence."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from exam_app.eligibility.facts import Background, Facts
from exam_app.eligibility.periods import comes_of_age, day_before, last_day, next_day
from exam_app.eligibility.rules import (
    RULES,
    FewerThan,
    Fulfils,
    LeastAge,
    MostAge,
    Never,
    Profile,
    Rule,
    RuleCode,
    YearsSince,
)
from exam_app.errors import Sentence
from exam_app.terms import N_, Answer


@dataclass(frozen=True)
class Bar:
    """Why somebody may not apply, sit or be certified; ``since`` is the day from which it stands."""

    rule: Rule
    since: date
    until: date | None
    """The last barred day; None for good, or until the requirement is fulfilled."""
    sentence: Sentence

    @property
    def is_for_good(self) -> bool:
        return self.until is None and not isinstance(self.rule.demand, Fulfils)

    @property
    def key(self) -> tuple[RuleCode, date]:
        """What an override lifts: this bar, and no later one of the same rule."""
        return self.rule.code, self.since


@dataclass(frozen=True)
class Eligibility:
    """How somebody stands on a day. ``lifted`` are bars that two people have lifted; they count no more."""

    day: date
    bars: tuple[Bar, ...]
    lifted: tuple[Bar, ...] = ()

    @property
    def is_eligible(self) -> bool:
        return not self.bars

    @property
    def until(self) -> date | None:
        """The last day of them all; None when nothing bars, or something has no last day."""
        days = [bar.until for bar in self.bars]
        return max((day for day in days if day), default=None) if all(days) else None

    @property
    def is_for_good(self) -> bool:
        return any(bar.is_for_good for bar in self.bars)

    @property
    def reasons(self) -> Sentence:
        """All reasons, one after the other."""
        return joined([bar.sentence for bar in self.bars])

    def without(self, lifts: Iterable[tuple[RuleCode, date]]) -> "Eligibility":
        """The same with these bars lifted; what bars is the rest."""
        keys = set(lifts)
        standing = tuple(bar for bar in self.bars if bar.key not in keys)
        taken = tuple(bar for bar in self.bars if bar.key in keys)
        return Eligibility(self.day, standing, (*self.lifted, *taken))


def judge(facts: Facts, day: date, profile: Profile = Profile.GUARD, rules: Sequence[Rule] = RULES) -> Eligibility:
    """Judge somebody on a day by the rules in force on that day, with all bars at once.

    Facts after the day are not known yet and do not count. A requirement that nobody has looked at is no bar.
    """
    in_force = [rule for rule in rules if profile in rule.profiles and rule.is_in_force_on(day)]
    return Eligibility(day, tuple(bar for rule in in_force for bar in _FINDERS[type(rule.demand)](rule, facts, day)))


def joined(sentences: Sequence[Sentence]) -> Sentence:
    """Several sentences as one, so that a single place can say them all."""
    text = " ".join(f"%(s{order})s" for order in range(len(sentences)))
    return Sentence(text, {f"s{order}": said for order, said in enumerate(sentences)})


# -- one finder for each demand -----------------------------------------------------------------------------------


def _too_young(rule: Rule, facts: Facts, day: date) -> Iterator[Bar]:
    assert isinstance(rule.demand, LeastAge)
    again = comes_of_age(facts.birth_date, rule.demand.years)
    if day < again:
        said = N_("Younger than %(years)s: barred until %(until)s (%(law)s). Ask again from %(again)s.")
        until = day_before(again)
        yield Bar(rule, facts.birth_date, until, _said(said, rule, years=rule.demand.years, until=until, again=again))


def _too_old(rule: Rule, facts: Facts, day: date) -> Iterator[Bar]:
    assert isinstance(rule.demand, MostAge)
    since = comes_of_age(facts.birth_date, rule.demand.years + 1)
    if since <= day:
        said = N_("Older than %(years)s since %(since)s (%(law)s).")
        yield Bar(rule, since, None, _said(said, rule, years=rule.demand.years, since=since))


def _unfulfilled(rule: Rule, facts: Facts, day: date) -> Iterator[Bar]:
    """Such a bar has no day of its own: it stands from the day the rule came into force until it is fulfilled."""
    assert isinstance(rule.demand, Fulfils)
    if facts.answer(rule.demand.requirement) is Answer.NOT_FULFILLED:
        said = N_("%(what)s (%(law)s). Barred until that has changed.")
        yield Bar(rule, rule.since, None, _said(said, rule, what=Sentence(rule.demand.failing)))


def _barred_for_good(rule: Rule, facts: Facts, day: date) -> Iterator[Bar]:
    assert isinstance(rule.demand, Never)
    for fact in facts.known_on(day):
        if fact.kind in rule.demand.kinds:
            said = N_("Barred for good: %(what)s on %(on)s (%(law)s).")
            yield Bar(rule, fact.on, None, _said(said, rule, what=fact.kind, on=fact.on))


def _too_often(rule: Rule, facts: Facts, day: date) -> Iterator[Bar]:
    assert isinstance(rule.demand, FewerThan)
    found = _of_kind(rule.demand.kind, facts, day)
    if len(found) >= rule.demand.count:
        said = N_("Barred for good: %(what)s, %(times)s times, the last on %(on)s (%(law)s).")
        places = {"what": rule.demand.kind, "times": len(found), "on": found[-1].on}
        yield Bar(rule, found[rule.demand.count - 1].on, None, _said(said, rule, **places))


def _too_recent(rule: Rule, facts: Facts, day: date) -> Iterator[Bar]:
    assert isinstance(rule.demand, YearsSince)
    for fact in _of_kind(rule.demand.kind, facts, day):
        until = last_day(fact.on, rule.demand.years)
        if day <= until:
            said = N_("Barred until %(until)s: %(what)s on %(on)s (%(law)s). Ask again from %(again)s.")
            places = {"what": fact.kind, "on": fact.on, "until": until, "again": next_day(until)}
            yield Bar(rule, fact.on, until, _said(said, rule, **places))


_FINDERS: Mapping[type, Callable[[Rule, Facts, date], Iterator[Bar]]] = {
    LeastAge: _too_young,
    MostAge: _too_old,
    Fulfils: _unfulfilled,
    Never: _barred_for_good,
    FewerThan: _too_often,
    YearsSince: _too_recent,
}


def _of_kind(kind: object, facts: Facts, day: date) -> list[Background]:
    return [fact for fact in facts.known_on(day) if fact.kind is kind]


def _said(text: str, rule: Rule, **places: object) -> Sentence:
    """Days as 2027-03-01, whoever reads them."""
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in places.items()}
    return Sentence(text, {**told, "law": Sentence(rule.law)})
