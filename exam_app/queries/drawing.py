"""The paper that an examination draws for one candidate: the same whenever and for whatever medium it is drawn."""

import hashlib
import hmac
from functools import cached_property
from uuid import UUID

from exam_app.errors import Conflict
from exam_app.models import BlueprintVersion, ExamSession
from exam_app.queries.bank import approved_bank
from exam_app.work import Work
from question_bank import Blueprint, BlueprintNotSatisfiable, ItemBank, Paper, Pool, assemble


class Draw:
    """Draws papers of one examination; the bank is read once."""

    def __init__(self, work: Work, session: ExamSession) -> None:
        self.work, self.exam = work, session

    def paper_of(self, booking_id: UUID) -> Paper:
        """The paper of one booking, from it and the secret of the examination.

        Raises :class:`Conflict` when the bank cannot fill the blueprint on that day.
        """
        seed = hmac.digest(self.exam.seed, booking_id.bytes, hashlib.sha256)
        day = self.exam.starts_at.astimezone(self.work.site.settings.zone).date()
        try:
            return assemble(self._bank, self._blueprint, seed, on=day)
        except BlueprintNotSatisfiable as error:
            raise Conflict("Your paper cannot be made now. Raise your hand.") from error

    @cached_property
    def _bank(self) -> ItemBank:
        return approved_bank(self.work, Pool.LIVE)

    @cached_property
    def _blueprint(self) -> Blueprint:
        return Blueprint.from_document(self.work.get(BlueprintVersion, self.exam.blueprint_id).document)
