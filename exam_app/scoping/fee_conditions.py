"""Conditions of the receipts: a desk sees those it took and those that settle a fee of its own people."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from exam_app.actors import Actor
from exam_app.models import FeeReceipt, FeeRecord
from exam_app.scoping.conditions import Condition


def settles(condition: Callable[[Any, Actor], ColumnElement[bool]]) -> Condition:
    """The receipt settles a fee for which ``condition`` holds."""

    def settling(actor: Actor) -> ColumnElement[bool]:
        fee = aliased(FeeRecord)
        return exists(
            select(fee.id)
            .where(fee.city_id == FeeReceipt.city_id, fee.receipt_id == FeeReceipt.id, condition(fee, actor))
            .correlate(FeeReceipt)
        )

    return settling
