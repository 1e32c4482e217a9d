"""A class as it runs."""

from dataclasses import dataclass, field
from uuid import UUID

from exam_app.demo.guards import Guard
from exam_app.demo.plan import TrainingClass


@dataclass
class Class:
    """A class as it runs: its guards, and its course once it is open."""

    plan: TrainingClass
    guards: list[Guard]
    course: UUID | None = None
    drafts: list[UUID] = field(default_factory=list)

    @property
    def course_id(self) -> UUID:
        assert self.course is not None
        return self.course
