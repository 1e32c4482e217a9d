"""The states of a notice as marks."""

from collections.abc import Mapping

from exam_app.terms import NoticeState

SHAPES: Mapping[NoticeState, str] = {
    NoticeState.FAILED: "refused",
    NoticeState.WAITING: "waiting",
    NoticeState.HANDED_OVER: "working",
    NoticeState.DELIVERED: "done",
}
