"""Guards with a study card: who they are once they have signed in with it, and how able they are by topic."""

import random
from dataclasses import dataclass, field, replace
from uuid import UUID

from exam_app.actors import Actor
from exam_app.delivery import Head
from exam_app.demo.guards import Guard
from exam_app.demo.sitting import Timed
from exam_app.operations import accounts
from exam_app.operations.accounts import SignedIn
from exam_app.queries.signed_in import viewer_of
from exam_app.work import Work

COMES_EASY = {"T1": 0.9, "T4": 0.4, "T3": -1.1, "T5": -0.5, "T7": -1.3}
"""What the class finds easier or harder than the rest, on the scale of ability: law and first aid are hard."""


@dataclass
class Learner:
    """One guard who practises or is assessed: the person, and the actor behind the card once signed in."""

    guard: Guard
    chance: random.Random
    card: str = ""
    signed_in: Actor | None = None
    paper: UUID | None = None
    timed: list[Timed] = field(default_factory=list)
    head: Head = field(default_factory=Head)

    @property
    def actor(self) -> Actor:
        assert self.signed_in is not None
        return self.signed_in

    @classmethod
    def of(cls, guard: Guard) -> "Learner":
        """Chances of their own: however much is practised, the rest of the world stays as it is."""
        return cls(guard, random.Random(f"{guard.id_number} practice"))

    def in_topic(self, topic: str) -> Guard:
        """The guard as able as in that topic."""
        return replace(self.guard, ability=self.guard.ability + COMES_EASY.get(topic, 0.0))


def sign_in(work: Work, learner: Learner) -> None:
    """Once; the telephone stays signed in as far as the story is concerned."""
    if learner.signed_in is not None:
        return
    outcome = accounts.sign_in_guard(
        work,
        card_number=learner.card,
        last_four=learner.guard.id_number[-4:],
        address="10.30.9.1",
    )
    assert isinstance(outcome, SignedIn)
    viewer = viewer_of(work, outcome.token)
    assert viewer is not None
    learner.signed_in = viewer.actor
