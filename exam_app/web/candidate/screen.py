"""What the exam screen needs besides the questions: addresses, the script's block, its sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from exam_app.delivery import Answers, Head, state_rows
from exam_app.lease_keys import LeaseKey
from exam_app.queries.sittings import SlotLine
from exam_app.terms import N_
from exam_app.web.candidate.slot_forms import fill_slots
from exam_app.web.candidate.wire import INCARNATION, milliseconds, standing

SENTENCES = {
    "time_left": N_("{minutes} min {seconds} s left"),
    "time_soon": N_("15 minutes left."),
    "time_last": N_("5 minutes left. We hand in for you; every answer counts."),
    "time_over": N_("Time is up. We hand in for you; every answer counts."),
    "saved": N_("Question {slot} is saved."),
    "all_saved": N_("All answers are saved."),
    "kept": N_("Question {slot} is kept on this computer."),
    "resending": N_("Sending {count} answers again."),
    "network_lost": N_("Network lost. Your answers are kept here. Go on."),
    "network_back": N_("Back online. All {count} answers are saved."),
    "not_kept": N_("Question {slot} cannot be kept on this computer. Raise your hand."),
    "second_tab": N_("The examination is open in another window. Go on there."),
    "differs": N_("The saved answers differ. Keep the machine on and raise your hand."),
    "cell_answered": N_("Question {slot}, answered"),
    "cell_answered_marked": N_("Question {slot}, answered, marked"),
    "cell_empty": N_("Question {slot}, not answered"),
    "cell_empty_marked": N_("Question {slot}, not answered, marked"),
    "question": N_("Question {slot}"),
    "more_below": N_("{letters} below"),
    "list_comma": N_(", "),
    "review_counts": N_("Answered {answered}, not answered {unanswered}, marked {marked}."),
    "review_complete": N_("All {answered} questions are answered, marked {marked}."),
    "confirm_complete": N_("All questions are answered. Hand in? You cannot change answers afterwards."),
    "confirm_unanswered": N_("Unanswered questions: {count}. Hand in? You cannot change answers afterwards."),
    "handing_in": N_("Handing in. Please wait."),
    "unsent": N_("Answers not delivered yet: {count}. Keep the machine on and raise your hand."),
    "sitting_closed": N_("Your paper is handed in. Nothing more can be changed."),
    "too_late": N_("Time is up. Every answer saved before counts."),
    "lease_lost": N_("This computer was replaced. Your answers are safe. Ask the invigilator where you go on."),
    "kept_here": N_("Changes kept on this computer only: {count}. Leave it on."),
    "signed_out": N_("You are signed out. Your answers are kept here. Raise your hand."),
    "paused": N_("The examination is paused. Your answers are kept. Please stay seated."),
    "goes_on": N_("The examination goes on."),
    "held_back": N_("Your time stands until the invigilator has decided about the outage. Your answers are kept."),
}
"""Templates with {name} places for the script, which chooses no plurals (frontend/src/exam/sentences.ts)."""

SENTENCES_IN_PRACTICE = {
    **SENTENCES,
    "time_left": N_("Practice: {minutes} min {seconds} s"),
    "time_soon": N_("Practice ends in 15 minutes."),
    "time_last": N_("Practice ends in 5 minutes."),
    "time_over": N_("Practice is over. On to the examination."),
}
"""Practice ends by itself when the examination starts; nobody may think that it was the examination that ended."""

SENTENCES_AT_HOME = {
    **SENTENCES,
    "not_kept": N_("Question {slot} cannot be kept on this device. Use another browser."),
    "second_tab": N_("The mock paper is open in another window. Go on there."),
    "differs": N_("The saved answers differ. Load the page again."),
    "unsent": N_("Answers not delivered yet: {count}. Keep this page open."),
    "lease_lost": N_("You went on at another browser. This page saves nothing more."),
    "signed_out": N_("You are signed out. Your answers are kept here. Sign in again in another window."),
}


@dataclass(frozen=True)
class Addresses:
    """Where the acts of an exam screen go: the real one's or the practice's."""

    save: str
    """Of the plain form of one slot."""
    review: str
    confirm: str
    submit: str
    here: str
    batches: str = ""
    """Where the script sends what is to be saved, if not where the plain forms go."""
    signals: str = ""
    """Where the page reports of itself; empty: nobody wants to know."""


@dataclass(frozen=True)
class Screen:
    """One paper on the screen, real or for practice."""

    sitting: str
    name: str
    seat_number: int | None
    slots: Sequence[SlotLine]
    answers: Answers
    lease: LeaseKey
    head: Head
    deadline_at: datetime
    last_saved: tuple[int, datetime] | None
    is_paused: bool = False
    """The time stands; the deadline is then as far away as it would be if it went on now."""
    is_held_back: bool = False
    """The time is over, and stands until somebody has decided about an outage."""
    city: str = ""
    """Of a sitting; what is no sitting belongs to whoever is signed in."""
    beacon: str = ""
    """The newest one, for what is done before the first answer of the server."""
    taken_in: int = 0
    """How many files of kept answers have changed the answers."""


def show_screen(
    template: str,
    screen: Screen,
    addresses: Addresses,
    now: datetime,
    sentences: Mapping[str, str] = SENTENCES,
    **context: object,
) -> ResponseReturnValue:
    """The whole paper as plain forms, and beside it what lets the script take them over.

    ``sentences`` replaces those of the examination where others are true; ``context`` is the template's own.
    """
    time_left, time_over = sentences["time_left"], sentences["time_over"]
    seconds_left = max(0, int((screen.deadline_at - now).total_seconds()))
    return render_template(
        template,
        screen=screen,
        addresses=addresses,
        clock=gettext(time_left).format(minutes=seconds_left // 60, seconds=seconds_left % 60),
        # Delivering what was answered in time goes on for two minutes; who has no script reads it here.
        time_over=gettext(time_over) if seconds_left == 0 and not screen.is_held_back else "",
        cells=_cells(screen.slots),
        fill_slots=fill_slots,
        config=_config(screen, addresses, now, sentences),
        **context,
    )


def _cells(slots: Sequence[SlotLine]) -> list[dict[str, object]]:
    """The answer sheet; each of its four sentences is translated once."""
    sentences = {
        (answered, marked): gettext(
            SENTENCES[f"cell_{'answered' if answered else 'empty'}{'_marked' if marked else ''}"]
        )
        for answered in (False, True)
        for marked in (False, True)
    }
    return [
        {
            "slot": slot.number,
            "answered": slot.is_answered,
            "marked": slot.is_marked,
            "said": sentences[slot.is_answered, slot.is_marked].format(slot=slot.number),
        }
        for slot in slots
    ]


def _config(screen: Screen, addresses: Addresses, now: datetime, sentences: Mapping[str, str]) -> dict[str, object]:
    """The block that frontend/src/exam/config.ts reads."""
    return {
        "sitting": screen.sitting,
        "epoch": screen.lease.epoch,
        "lease": screen.lease.secret,
        "city": screen.city,
        "save_url": addresses.batches or addresses.save,
        "submit_url": addresses.submit,
        "signals_url": addresses.signals,
        "csrf": generate_csrf(),
        "deadline_ms": milliseconds(screen.deadline_at),
        "standing": standing(is_paused=screen.is_paused, is_held_back=screen.is_held_back),
        "server_ms": milliseconds(now),
        "incarnation": INCARNATION,
        "beacon": screen.beacon,
        "durable_through": screen.head.seq,
        "state": state_rows(screen.answers),
        "head": screen.head.hash,
        "slots": len(screen.slots),
        "taken_in": screen.taken_in,
        "at_slot": screen.last_saved[0] if screen.last_saved else None,
        "sentences": {key: gettext(sentence) for key, sentence in sentences.items()},
    }


def said(key: str, **places: object) -> str:
    """A sentence of the script, filled on the server for pages that run without it."""
    text: str = gettext(SENTENCES[key])
    return text.format(**places)
