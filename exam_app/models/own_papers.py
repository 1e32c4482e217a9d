"""A paper of the practice pool that somebody answers on a device of their own, without a room and without a lease."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import CityOwned, belongs_to


class OwnPaper(CityOwned):
    """The columns of such a paper: its whole state is one row.

    The answers are those of :func:`exam_app.delivery.state_rows`. No lease and no chain of responses: nothing of it
    counts in the state examination, so what the browser says it sent before is believed.
    """

    person_id: Mapped[UUID] = belongs_to("person", index=False)
    paper_digests: Mapped[list[str]] = mapped_column(JSON)
    paper_seed: Mapped[bytes]
    cut_score: Mapped[int]
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    head_seq: Mapped[int] = mapped_column(default=0)
    head_hash: Mapped[str] = mapped_column(String(64))
    answers: Mapped[list[Any]] = mapped_column(JSON)
    closed_at: Mapped[datetime | None]
    raw: Mapped[int | None]
    by_topic: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Topic code to [right, asked], once closed."""

    @property
    def passed(self) -> bool:
        """Whether a closed paper has points enough."""
        return self.raw is not None and self.raw >= self.cut_score
