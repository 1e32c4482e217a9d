"""Practice: the same screen and the same script with three questions from no bank. Nothing of it is stored here.

The state lives in the browser's cookie and goes through the same pure protocol, so that a candidate practises exactly
what will happen: choosing, the saved line, the list of open questions, handing in twice asked.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app import delivery
from exam_app.delivery import UNTOUCHED, Accepted, Answers, Change, Event, Head, Held, SlotState
from exam_app.lease_keys import LeaseKey
from exam_app.operations.saving import Ack, SaveOutcome
from exam_app.queries.sittings import ChoiceLine, MyExam, SlotLine, my_exam
from exam_app.terms import N_, EventKind
from exam_app.web.candidate import CANDIDATE, audience, wire
from exam_app.web.candidate.screen import SENTENCES_IN_PRACTICE, Addresses, Screen, show_screen
from exam_app.web.candidate.slot_form import read_slot_form
from exam_app.work import Work
from question_bank import ItemKind

COOKIE_ENTRY = "practice"
LEASE = LeaseKey(1, "practice")
DONE_ENTRY = "practised"
"""The ticket number of who has been through the practice at this browser."""
TIME = timedelta(minutes=30)
"""Long enough that the clock seldom warns: the warning belongs to the examination."""
QUESTIONS: tuple[tuple[ItemKind, str, tuple[str, ...]], ...] = (
    (
        ItemKind.SINGLE,
        N_("Which day comes after Monday?"),
        (N_("Sunday"), N_("Tuesday"), N_("Wednesday"), N_("Friday")),
    ),
    (ItemKind.MULTIPLE, N_("Which of these are fruits?"), (N_("Apple"), N_("Table"), N_("Pear"), N_("Shoe"))),
    (ItemKind.TRUE_FALSE, N_("One day has 24 hours."), ("", "")),
)


class _Cookie:
    """The practice of this browser: how far, and what is answered."""

    def __init__(self, exam: MyExam, now: datetime) -> None:
        end = latest_end(exam, now)
        kept = session.get(COOKIE_ENTRY)
        if kept is None or datetime.fromtimestamp(kept["deadline"], UTC) <= now:
            kept = {"deadline": min(now + TIME, end).timestamp(), "head": [0, delivery.NO_HASH], "answers": []}
            session[COOKIE_ENTRY] = kept
        self.deadline_at = datetime.fromtimestamp(kept["deadline"], UTC)
        self.head = Head(*kept["head"])
        self.answers: Answers = {slot: SlotState(value, marked) for slot, value, marked in kept["answers"]}

    def take(self, events: Sequence[Event], now: datetime) -> SaveOutcome:
        """The protocol's own judgement; what is held already is believed, because practice proves nothing."""
        held = Held(
            epoch=LEASE.epoch,
            head=self.head,
            hashes={event.seq: event.hash for event in events},
            late=frozenset(),
            answers=self.answers,
            slots=len(QUESTIONS),
            deadline_at=self.deadline_at,
        )
        outcome = delivery.accept(held, LEASE.epoch, events, now)
        if not isinstance(outcome, Accepted):
            return outcome
        self.head, self.answers = outcome.through, outcome.answers
        session[COOKIE_ENTRY] = {
            "deadline": self.deadline_at.timestamp(),
            "head": [self.head.seq, self.head.hash],
            "answers": delivery.state_rows(self.answers),
        }
        return Ack(self.head.seq, delivery.state_hash(self.answers), self.deadline_at)


def latest_end(exam: MyExam, now: datetime) -> datetime:
    """Practice keeps nobody from the start, nor from being let in late; after both it is for its own sake."""
    closes_at = exam.starts_at + timedelta(minutes=exam.late_minutes)
    return next((end for end in (exam.starts_at, closes_at) if now < end), now + TIME)


def has_practised(exam: MyExam) -> bool:
    """Whether this candidate has been through the practice at this browser."""
    return session.get(DONE_ENTRY) == exam.ticket_number


@audience.page("/exam/practice", admits=CANDIDATE)
def practice(work: Work) -> ResponseReturnValue:
    exam = my_exam(work)
    if exam.is_answering:
        return redirect(url_for("candidate.wait"))  # the examination's own clock runs: its paper, not this one
    cookie = _Cookie(exam, work.now)
    screen = Screen(
        sitting=f"practice-{exam.ticket_number}",
        name=exam.name,
        seat_number=exam.seat_number,
        slots=_slots(cookie.answers),
        answers=cookie.answers,
        lease=LEASE,
        head=cookie.head,
        deadline_at=cookie.deadline_at,
        last_saved=None,
    )
    return show_screen("candidate/practice/practice.html", screen, _addresses(), work.now, SENTENCES_IN_PRACTICE)


@audience.page("/exam/practice/answers", methods=("POST",), admits=CANDIDATE)
def practice_save(work: Work) -> ResponseReturnValue:
    cookie = _Cookie(my_exam(work), work.now)
    if request.is_json:
        _, events = wire.read_save()
        return wire.answer(cookie.take(events, work.now), work.now)
    form = read_slot_form()
    before = cookie.answers.get(form.slot, UNTOUCHED)
    if form.value != before.value:
        _number_and_take(cookie, Change(EventKind.SET, form.slot, form.value), work.now)
    if form.is_marked != before.marked:
        _number_and_take(cookie, Change(EventKind.MARK, form.slot, "1" if form.is_marked else "0"), work.now)
    return redirect(url_for("candidate.practice", _anchor=f"slot-{form.next_slot}"))


def _number_and_take(cookie: _Cookie, change: Change, now: datetime) -> None:
    cookie.take([delivery.following(cookie.head, LEASE.epoch, change)], now)


@audience.page("/exam/practice/review", admits=CANDIDATE)
def practice_review(work: Work) -> ResponseReturnValue:
    slots = _slots(_Cookie(my_exam(work), work.now).answers)
    return render_template("candidate/practice/practice_review.html", slots=slots, addresses=_addresses())


@audience.page("/exam/practice/confirm", admits=CANDIDATE)
def practice_confirm(work: Work) -> ResponseReturnValue:
    slots = _slots(_Cookie(my_exam(work), work.now).answers)
    return render_template("candidate/practice/practice_confirm.html", slots=slots, addresses=_addresses())


@audience.page("/exam/practice/hand-in", methods=("POST",), admits=CANDIDATE)
def practice_hand_in(work: Work) -> ResponseReturnValue:
    """The end of the practice: forgotten at once, but for having been there, and on to the wait."""
    session.pop(COOKIE_ENTRY, None)
    session[DONE_ENTRY] = my_exam(work).ticket_number
    onward = url_for("candidate.wait")
    return {"receipt_url": onward} if request.is_json else redirect(onward)


def _addresses() -> Addresses:
    return Addresses(
        save=url_for("candidate.practice_save"),
        review=url_for("candidate.practice_review"),
        confirm=url_for("candidate.practice_confirm"),
        submit=url_for("candidate.practice_hand_in"),
        here=url_for("candidate.practice"),
    )


def _slots(answers: Answers) -> list[SlotLine]:
    return [_line(number, answers.get(number, UNTOUCHED)) for number in range(1, len(QUESTIONS) + 1)]


def _line(number: int, at: SlotState) -> SlotLine:
    kind, stem, texts = QUESTIONS[number - 1]
    choices = [
        ChoiceLine(letter, gettext(text) if text else "", letter in at.value)
        for letter, text in zip("ABCD", texts, strict=False)
    ]
    return SlotLine(number, kind, gettext(stem), choices, at.value, at.marked)
