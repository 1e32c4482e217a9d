"""Results: marking a closed sitting, the release of an examination's results by two people, annulling by a case."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, exists, func, select

from exam_app.actors import Permission
from exam_app.errors import Conflict, TooEarly
from exam_app.journal import Tag
from exam_app.models import (
    Appeal,
    Booking,
    ExamSession,
    HeldDecision,
    KeyCorrection,
    Registration,
    Result,
    ResultAnnulment,
    ResultReason,
    ResultRelease,
    Sitting,
)
from exam_app.operations import operation
from exam_app.operations.notices import Recipient, notify
from exam_app.queries.components import marks_missing
from exam_app.queries.marking import Marked, keys_in_force, marks_of
from exam_app.sitting_states import AWAITED, CLOSED
from exam_app.terms import ExamSessionState, MarkedAgainFor, NoticeKind
from exam_app.work import Work


@dataclass(frozen=True)
class Release:
    """Where the release of an examination stands after a signature."""

    exam_session_id: UUID
    is_released: bool


CAUSES = {
    KeyCorrection: (MarkedAgainFor.KEY_CORRECTION, "key_correction_id"),
    HeldDecision: (MarkedAgainFor.HELD_ANSWERS, "held_decision_id"),
    Appeal: (MarkedAgainFor.APPEAL, "appeal_id"),
}
"""Kind and column of each cause of marking again."""
MARKED_AT_ONCE = 50
"""Sittings marked in one piece of work: they are read and reckoned before the write lock is taken."""


@operation(Permission.MARK)
def mark_waiting(work: Work) -> int:
    """Mark sittings of running examinations that have closed, some at a time; returns how many. Call until it says 0.

    Handing in does not mark: nobody sees a mark before the release, and while a whole hall hands in, each would wait
    for the marking of those before.
    """
    running = select(ExamSession.id).where(
        ExamSession.city_id == work.city_id,
        ExamSession.state.in_((ExamSessionState.RUNNING, ExamSessionState.SUSPENDED)),
    )
    return _mark_all(work, work.all(_waiting(work).where(Sitting.exam_session_id.in_(running)).limit(MARKED_AT_ONCE)))


@operation(Permission.MARK, Permission.SCHEDULE, Permission.ENTER_SHEETS)
def mark_rest(work: Work, exam_session_id: UUID) -> int:
    """Mark what has closed of one examination and is not marked, at once; returns how many.

    When the examination closes, and when the answers of a sheet stand, which may be long after.
    """
    return _mark_all(work, work.all(_waiting(work).where(Sitting.exam_session_id == exam_session_id)))


def _waiting(work: Work) -> Select[Sitting]:
    marked = exists().where(Result.city_id == work.city_id, Result.sitting_id == Sitting.id)
    return select(Sitting).where(Sitting.city_id == work.city_id, Sitting.state.in_(CLOSED), ~marked)


def _mark_all(work: Work, found: Sequence[Sitting]) -> int:
    """Reckon first, then lock; who was marked meanwhile is left out, and a key that came into force is taken."""
    if not found:
        return 0
    keys = keys_in_force(work)
    marks = marks_of(work, found, keys)
    # The examinations, as whoever closes one locks it: two that mark the same wait for each other here.
    examinations = ExamSession.id.in_({sitting.exam_session_id for sitting in found})
    work.lock_all(select(ExamSession).where(ExamSession.city_id == work.city_id, examinations).order_by(ExamSession.id))
    sittings = work.all(_waiting(work).where(Sitting.id.in_([sitting.id for sitting in found])))
    if (newest := keys_in_force(work)) != keys:
        marks = marks_of(work, sittings, newest)
    results = [new_result(work, sitting, marks[sitting.id], number=1) for sitting in sittings]
    work.add_all(results)
    for result in results:
        work.record(Tag.SITTING_MARKED, "sitting", result.sitting_id, about=result.person_id, result=str(result.id))
    return len(results)


@operation(Permission.MARK, Permission.SCHEDULE, Permission.ENTER_SHEETS)
def new_result(
    work: Work,
    sitting: Sitting,
    marked: Marked,
    *,
    number: int,
    reason: ResultReason | None = None,
) -> Result:
    """The row that keeps a marking, not written yet; ``number`` counts the markings of the sitting from 1.

    A marking after the first names its reason (:func:`marking_again_for`). Raises :class:`Conflict` for a sitting that
    is not closed.
    """
    if sitting.state not in CLOSED:
        raise Conflict("This sitting is not closed. It is marked when it is.")
    return Result(
        city_id=work.city_id,
        id=work.new_id(),
        sitting_id=sitting.id,
        exam_session_id=sitting.exam_session_id,
        person_id=sitting.person_id,
        number=number,
        raw=marked.raw,
        maximum=marked.maximum,
        cut_score=marked.cut_score,
        passed=marked.passed,
        by_topic=marked.by_topic,
        key_version=marked.key_version,
        reason_id=reason.id if reason else None,
        marked_at=work.now,
    )


@operation(Permission.MARK, Permission.RELEASE)
def marking_again_for(work: Work, cause: KeyCorrection | HeldDecision | Appeal) -> ResultReason:
    """Write down why papers are marked again now, once for each cause; the results that come of it name it."""
    kind, column = CAUSES[type(cause)]
    row = ResultReason(city_id=work.city_id, id=work.new_id(), kind=kind, at=work.now, **{column: cause.id})
    return work.add(row)


@operation(Permission.MARK, Permission.RELEASE)
def keep_again(work: Work, results: Sequence[Result], reason: ResultReason) -> None:
    """Write further results, each with its reason in the journal beside it."""
    work.add_all(results)
    for result in results:
        work.record(
            Tag.SITTING_MARKED_AGAIN,
            "sitting",
            result.sitting_id,
            about=result.person_id,
            number=result.key_version,
            result=str(result.id),
            marked_again_for=reason.kind.value,
            reason=str(reason.id),
        )


@operation(Permission.RELEASE)
def sign_release(work: Work, exam_session_id: UUID) -> Release:
    """Sign the results of a closed examination; the second person's signature releases them.

    Nobody sees a score before. Raises :class:`TooEarly` before the examination is closed, every component marked and
    every answer sheet typed, and :class:`Conflict` when the first signer signs again or the results are out already.
    """
    session = work.lock(ExamSession, exam_session_id)
    if session.state is not ExamSessionState.CLOSED:
        raise TooEarly("The examination is not closed. Close it, then sign.")
    if missing := marks_missing(work, session):
        kind, people = next(iter(missing.items()))
        raise TooEarly(
            "%(component)s: marks are not complete for %(people)s candidates. Sign when they are.",
            component=kind,
            people=people,
        )
    awaited = select(func.count(Sitting.id)).where(
        Sitting.city_id == work.city_id, Sitting.exam_session_id == session.id, Sitting.state.in_(AWAITED)
    )
    if sheets := work.count(awaited):
        raise TooEarly("%(sheets)s answer sheets are not typed by two people yet. Sign when they are.", sheets=sheets)
    release = work.one(
        select(ResultRelease).where(
            ResultRelease.city_id == work.city_id, ResultRelease.exam_session_id == exam_session_id
        )
    )
    if release is None:
        return _sign_first(work, exam_session_id)
    return _sign_second(work, release, session)


def _sign_first(work: Work, exam_session_id: UUID) -> Release:
    work.add(
        ResultRelease(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=exam_session_id,
            first_person_id=work.actor.person_id,
            first_at=work.now,
        )
    )
    work.record(Tag.RESULTS_SIGNED_FIRST, "exam_session", exam_session_id)
    return Release(exam_session_id, is_released=False)


def _sign_second(work: Work, release: ResultRelease, session: ExamSession) -> Release:
    if release.second_person_id is not None:
        raise Conflict("These results are released already.")
    if release.first_person_id == work.actor.person_id:
        raise Conflict("You signed. A second person must sign before release.")
    release.second_person_id, release.second_at = work.actor.person_id, work.now
    work.record(Tag.RESULTS_RELEASED, "exam_session", release.exam_session_id)
    _tell_examined(work, session)
    return Release(release.exam_session_id, is_released=True)


def _tell_examined(work: Work, session: ExamSession) -> None:
    """That a result is there, to everybody who has one; what it is stands in no notice."""
    query = (
        select(Booking.id, Booking.person_id, Registration.county_id, Registration.training_unit_id)
        .join(Registration, (Registration.city_id == Booking.city_id) & (Registration.id == Booking.registration_id))
        .join(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .join(Result, (Result.city_id == Sitting.city_id) & (Result.sitting_id == Sitting.id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id)
        .order_by(Booking.id)
    )
    # A sitting that was marked again has several results; the person is told once.
    recipients = {
        booking_id: Recipient(person_id, booking_id, county_id, unit_id)
        for booking_id, person_id, county_id, unit_id in work.rows(query)
    }
    day = session.starts_at.astimezone(work.site.settings.zone).date()
    notify(work, NoticeKind.RESULT_OUT, list(recipients.values()), {"day": day})


@operation(Permission.MARK)
def tell_corrected(work: Work, exam_session_id: UUID, person_ids: Collection[UUID]) -> None:
    """That a released result was corrected, to those whose it is; what it is stands in no notice."""
    query = (
        select(Booking.id, Booking.person_id, Registration.county_id, Registration.training_unit_id)
        .join(Registration, (Registration.city_id == Booking.city_id) & (Registration.id == Booking.registration_id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == exam_session_id)
        .order_by(Booking.id)
    )
    recipients = [
        Recipient(person_id, booking_id, county_id, unit_id)
        for booking_id, person_id, county_id, unit_id in work.rows(query)
        if person_id in person_ids
    ]
    held = work.get(ExamSession, exam_session_id)
    day = held.starts_at.astimezone(work.site.settings.zone).date()
    notify(work, NoticeKind.RESULT_CORRECTED, recipients, {"day": day})


@operation(Permission.JUDGE_CASES)
def annul(work: Work, sittings: Sequence[Sitting], consequence_id: UUID, case_number: str) -> None:
    """Annul the results of some sittings by a consequence that two people signed; the marks stay as they are.

    An annulled result counts as not passed wherever it is looked at. Called from
    :func:`exam_app.operations.case_consequences.carry_out` and nowhere else.
    """
    for sitting in sittings:
        work.add(
            ResultAnnulment(
                city_id=work.city_id,
                id=work.new_id(),
                sitting_id=sitting.id,
                exam_session_id=sitting.exam_session_id,
                person_id=sitting.person_id,
                consequence_id=consequence_id,
                case_number=case_number,
                annulled_at=work.now,
            )
        )
        work.record(Tag.RESULT_ANNULLED, "sitting", sitting.id, about=sitting.person_id, number=case_number)
