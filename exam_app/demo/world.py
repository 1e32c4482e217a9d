"""The world while it is being built: who and what there is so far, and the agenda of what is still to happen."""

import heapq
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from uuid import UUID

from exam_app.actors import Actor
from exam_app.demo.calendar import Calendar
from exam_app.demo.guards import Guard
from exam_app.demo.plan import Fate, TrainingClass
from exam_app.demo.sign_ins import SignIn
from exam_app.demo.staff import Places
from exam_app.queries.certificates import Printable
from exam_app.work import Site, Work

Act = Callable[[Work], object]


@dataclass(frozen=True, order=True)
class Appointment:
    """An act that is due; of two at one moment the one arranged first comes first."""

    at: datetime
    number: int
    who: str | Actor = field(compare=False)
    act: Act = field(compare=False)


@dataclass
class World:
    """Everything the chapters share. Whatever happens is arranged with :meth:`then` and happens in the order of time,
    so that ids, ledgers and pages tell the story in the order in which it would have happened."""

    site: Site
    calendar: Calendar
    chance: random.Random
    rolls: list[tuple[TrainingClass, dict[Fate, list[Guard]]]]
    """Who attends which class, by what becomes of them."""
    actors: dict[str, Actor] = field(default_factory=dict)
    """Members of staff by sign-in name."""
    places: Places = field(default_factory=Places)
    people: dict[str, UUID] = field(default_factory=dict)
    """Person ids by name; no two invented guards share one."""
    courses: dict[tuple[str, int], UUID] = field(default_factory=dict)
    """Courses by training unit and number of the class, once they are open."""
    blueprint: UUID | None = None
    sessions: dict[str, UUID] = field(default_factory=dict)
    """Examinations by short name."""
    certificates: list[UUID] = field(default_factory=list)
    """Issued certificates in the order of their numbers."""
    cards: list[Printable] = field(default_factory=list)
    """The same as they were printed."""
    sheets: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)
    """By name: what a guard chose at first, by stem; texts, or the letter where choices have none."""
    sign_ins: list[SignIn] = field(default_factory=list)
    _agenda: list[Appointment] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def then(self, at: datetime, who: str | Actor, act: Act) -> None:
        """Arrange one act of one person: a piece of :class:`Work` at that moment. ``who`` may be a sign-in name."""
        assert at <= self.calendar.built_at, "the demo world has no future but what is planned in it"
        heapq.heappush(self._agenda, Appointment(at, next(self._numbers), who, act))

    def live(self) -> Iterator[datetime]:
        """Let everything that is arranged happen; yields the moment of each act when it is done."""
        while self._agenda:
            due = heapq.heappop(self._agenda)
            actor = self.actors[due.who] if isinstance(due.who, str) else due.who
            with Work.open(self.site, actor, due.at) as work:
                due.act(work)
            yield due.at

    @property
    def blueprint_id(self) -> UUID:
        """The blueprint of every examination, once it is entered."""
        assert self.blueprint is not None
        return self.blueprint

    def person_ids(self, guards: Iterable[Guard]) -> list[UUID]:
        """The people behind these guards, in their order."""
        return [self.people[guard.name] for guard in guards]

    def guards_of(self, training_class: TrainingClass, fate: Fate) -> list[Guard]:
        """Everybody of one class with this fate."""
        return [guard for each, roll in self.rolls if each is training_class for guard in roll.get(fate, ())]

    def guards(self, fate: Fate) -> list[Guard]:
        """Everybody with this fate, class by class."""
        return [guard for _, roll in self.rolls for guard in roll.get(fate, ())]
