"""The class hours that a unit may ask for before its own assessment (Regulation art. 18 and 19).

Nothing of the state examination reads this: training is no condition for it (Administrative Licensing Law art. 54).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_app.errors import Sentence
from exam_app.queries.training_gaps import AsOf, GuardTraining, guards_by_plan, training_of_person
from exam_app.terms import N_, SubjectArea
from exam_app.work import Work

LACKING = N_(
    "Class hours are lacking before this assessment: law %(law)s, professional knowledge %(knowledge)s, "
    "skills %(skills)s. Attend the next lessons, or ask your unit when they are held."
)


@dataclass(frozen=True)
class TrainingGate:
    """How a guard stands before an assessment; ``training`` is None where no training is planned for the post."""

    is_needed: bool
    training: GuardTraining | None

    @property
    def lacking(self) -> Mapping[SubjectArea, int]:
        """Class hours still to be attended, by area; shown whether they are needed or not."""
        return self.training.lacking if self.training else {}

    @property
    def is_shut(self) -> bool:
        """Hours are asked for and lacking. Where no training is planned nothing can be lacking."""
        return self.is_needed and bool(self.lacking)

    @property
    def reason(self) -> Sentence:
        """What is lacking of each kind, and what to do."""
        return Sentence(LACKING, {area.value: self.lacking.get(area, 0) for area in SubjectArea})


def training_at_unit(work: Work, unit_id: UUID, person_ids: Sequence[UUID]) -> Mapping[UUID, GuardTraining]:
    """How the named guards of a unit stand today by the plan of the post where they stand; three statements."""
    by_plan = guards_by_plan(work, unit_id, AsOf(work.today, work.now), person_ids)
    return {guard.person_id: guard for _, guard in by_plan}


def my_training_by_post(work: Work) -> Mapping[UUID, GuardTraining]:
    """How who asks stands today by the plan of each own post; three statements."""
    return training_of_person(work, work.found(work.actor.person_id), AsOf(work.today, work.now))
