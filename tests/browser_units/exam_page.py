"""The smallest page that keeps the exam screen's contract (the head of frontend/src/exam/exam.ts)."""

import json
from typing import Any

SENTENCES = {
    "time_left": "{minutes} min {seconds} s left",
    "time_soon": "15 minutes left.",
    "time_last": "5 minutes left.",
    "time_over": "Time is up.",
    "saved": "Question {slot} is saved.",
    "all_saved": "All answers are saved.",
    "kept": "Question {slot} is kept on this computer.",
    "resending": "Sending {count} answers again.",
    "network_lost": "Network lost. {count} answers are kept here.",
    "network_back": "Back online. All {count} answers are saved.",
    "not_kept": "Question {slot} cannot be kept on this computer.",
    "second_tab": "This exam is open in another tab.",
    "differs": "Saved answers differ. Raise your hand.",
    "cell_answered": "Question {slot}, answered",
    "cell_answered_marked": "Question {slot}, answered, marked",
    "cell_empty": "Question {slot}, not answered",
    "cell_empty_marked": "Question {slot}, not answered, marked",
    "question": "Question {slot}",
    "more_below": "{letters} below",
    "review_counts": "{answered} answered, {unanswered} not answered, {marked} marked",
    "review_complete": "All {answered} answered, {marked} marked",
    "confirm_complete": "Hand in?",
    "confirm_unanswered": "{count} questions are unanswered. Hand in?",
    "handing_in": "Handing in.",
    "unsent": "{count} answers are not delivered yet.",
    "sitting_closed": "Handed in.",
    "too_late": "Too late.",
    "lease_lost": "You went on elsewhere.",
    "kept_here": "Kept here: {count}.",
    "signed_out": "Please sign in again.",
    "paused": "The examination is paused.",
    "goes_on": "The examination goes on.",
    "held_back": "Your time stands.",
}

#: The slot whose question has several right choices.
MULTIPLE_SLOT = 3


def exam_page(config: dict[str, Any]) -> str:
    """The whole paper as plain forms, filled from the configuration's state."""
    state = {slot: (value, marked) for slot, value, marked in config["state"]}
    forms = "".join(_form(slot, *state.get(slot, ("", False))) for slot in range(1, config["slots"] + 1))
    block = json.dumps({**config, "sentences": SENTENCES}).replace("<", "\\u003c")
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Exam</title></head><body>
<p id="clock" role="timer"></p><p id="saved-state"></p>
<p id="announcer" role="status"></p><p id="notice" role="alert" hidden></p>
<section id="paused" hidden><h2 id="paused-heading" tabindex="-1">Paused</h2></section>
<section id="held_back" hidden><h2 id="held_back-heading" tabindex="-1">Time stands</h2></section>
<div id="exam-screen"><main id="questions">{forms}
<button id="previous" hidden>Previous</button><button id="mark" hidden>Mark</button>
<button id="next" hidden>Next</button>
<a id="hand-in" href="/review">Hand in</a><p id="more-below" hidden></p></main>
<nav id="panel" hidden></nav>
<section id="review" hidden><h1 id="review-heading">Check</h1><p id="review-counts"></p>
<div data-list><h2>Not answered</h2><ul id="review-unanswered"></ul></div>
<div data-list><h2>Marked</h2><ul id="review-marked"></ul></div>
<button id="review-back">Back</button><button id="review-continue">Go on</button></section>
<section id="confirm" hidden><h1 id="confirm-heading">Hand in</h1>
<p id="confirm-sentence"></p><p id="confirm-state"></p>
<button id="confirm-back">Back</button><button id="confirm-hand-in">Hand in now</button></section></div>
<script type="application/json" id="sitting-config">{block}</script>
<script src="/exam.js"></script></body></html>"""


def _form(slot: int, value: str, marked: bool) -> str:
    kind = "checkbox" if slot == MULTIPLE_SLOT else "radio"
    checked = {letter: " checked" if letter in value else "" for letter in "ABCD"}
    choices = "".join(
        f'<label><input type="{kind}" name="value" value="{letter}"{checked[letter]}>{letter}</label>'
        for letter in "ABCD"
    )
    return f"""<form class="slot" id="slot-{slot}" method="post" action="/save-form" autocomplete="off">
<fieldset><legend>Question {slot}</legend>{choices}</fieldset>
<button name="mark" value="1" data-act="mark" aria-pressed="{str(marked).lower()}">Mark</button>
<button type="submit" data-act="save">Save</button></form>"""
