"""The examination itself. The whole paper is plain forms; the script only makes it comfortable."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from exam_app.delivery import Fault, Refused
from exam_app.documents import qr_drawing
from exam_app.errors import Invalid
from exam_app.lease_keys import LeaseKey, beacon_at
from exam_app.operations import saving, sittings
from exam_app.operations.proctoring import take_signals
from exam_app.operations.sittings import HandedIn, NotClosed
from exam_app.queries.sittings import SittingPage, epochs_of_keys, fits, receipt_of, sitting_page
from exam_app.terms import N_
from exam_app.web.candidate import CANDIDATE, audience, wire
from exam_app.web.candidate.lease import key_here, lease_here
from exam_app.web.candidate.screen import Addresses, Screen, show_screen
from exam_app.web.candidate.slot_form import read_slot_form
from exam_app.web.receipt_papers import receipt_pdf, signer_words
from exam_app.work import Work, answer_secret


@audience.page("/exam/sittings/<uuid:sitting_id>", admits=CANDIDATE)
def sitting(work: Work, sitting_id: UUID) -> ResponseReturnValue:
    """The paper, where it was left; or what stands in its place when this browser may not write."""
    page = sitting_page(work, sitting_id)
    if elsewhere := _in_place_of_the_paper(work, page):
        return elsewhere
    lease = key_here(work, sitting_id, page.lease.epoch)
    screen = Screen(
        sitting=str(sitting_id),
        city=work.city_id,
        name=page.name,
        seat_number=page.seat_number,
        slots=page.slots,
        answers=page.answers,
        lease=lease,
        head=page.head,
        deadline_at=page.deadline_at,
        last_saved=page.last_saved,
        beacon=beacon_at(answer_secret(work.site, work.city_id), work.now),
        is_paused=page.is_paused,
        is_held_back=page.is_held_back,
        taken_in=page.taken_in,
    )
    kept = Kept.of(work, sitting_id, lease)
    return show_screen("candidate/sitting/sitting.html", screen, _addresses(sitting_id), work.now, kept=kept)


@dataclass(frozen=True)
class Kept:
    """With what this browser may have kept answers that did not arrive (frontend/src/exam/kept.ts)."""

    city: str
    sitting: UUID
    epoch: int
    lease: str

    @classmethod
    def of(cls, work: Work, sitting_id: UUID, lease: LeaseKey) -> "Kept":
        return cls(work.city_id, sitting_id, lease.epoch, lease.secret)


def _in_place_of_the_paper(work: Work, page: SittingPage) -> ResponseReturnValue | None:
    if page.is_on_paper:  # the first page says how it goes on, and shows the receipt once there is one
        return redirect(url_for("candidate.home"))
    if page.is_closed:
        return redirect(url_for("candidate.receipt", sitting_id=page.sitting_id))
    if not fits(work, key_here(work, page.sitting_id, page.lease.epoch), page.lease):
        return _at_another_computer(work, page)
    if page.is_over:
        kept = Kept.of(work, page.sitting_id, key_here(work, page.sitting_id, page.lease.epoch))
        return render_template("candidate/sitting/time_over.html", addresses=_addresses(page.sitting_id), kept=kept)
    return None


def _epochs_here(work: Work, sitting_id: UUID) -> Sequence[int]:
    """Of which of the sitting's leases this browser holds the key, the newest last."""
    return epochs_of_keys(work, sitting_id, lambda epoch: key_here(work, sitting_id, epoch))


def _while_paused(page: SittingPage) -> ResponseReturnValue | None:
    """Nothing is looked through or handed in while the time stands: the page of the paper says so."""
    stands = page.is_paused or page.is_held_back
    return redirect(url_for("candidate.sitting", sitting_id=page.sitting_id)) if stands else None


def _at_another_computer(work: Work, page: SittingPage) -> ResponseReturnValue:
    """What stands here where this browser may not write: it was replaced, or it never wrote, or it may begin to."""
    mine = _epochs_here(work, page.sitting_id)
    waits = page.lease.nonce is None
    if waits and not (page.leads_elsewhere and page.lease.epoch - 1 in mine):
        return redirect(url_for("candidate.wait"))
    if mine:
        kept = Kept.of(work, page.sitting_id, key_here(work, page.sitting_id, mine[-1]))
        return render_template("candidate/sitting/replaced.html", page=page, epoch=mine[-1], kept=kept)
    return render_template("candidate/sitting/in_use.html")


def _addresses(sitting_id: UUID) -> Addresses:
    return Addresses(
        save=url_for("candidate.save", sitting_id=sitting_id),
        batches=wire.SAVE_PATH,
        review=url_for("candidate.review", sitting_id=sitting_id),
        confirm=url_for("candidate.confirm_hand_in", sitting_id=sitting_id),
        submit=url_for("candidate.hand_in", sitting_id=sitting_id),
        here=url_for("candidate.sitting", sitting_id=sitting_id),
        signals=url_for("candidate.signals", sitting_id=sitting_id),
    )


@audience.page("/exam/sittings/<uuid:sitting_id>/answers", methods=("POST",), admits=CANDIDATE)
def save(work: Work, sitting_id: UUID) -> ResponseReturnValue:
    """Keep what one plain form says; the script sends its batches to the door for answers (exam_app/ingest.py)."""
    form = read_slot_form()
    lease = lease_here(work, sitting_id)
    outcome = saving.save_form(work, sitting_id, lease, slot=form.slot, value=form.value, is_marked=form.is_marked)
    if outcome == Refused(Fault.MALFORMED):
        raise Invalid(N_("This answer does not fit the question. Go back and choose again."))
    # Late, or another browser took over: the page itself says so.
    return redirect(url_for("candidate.sitting", sitting_id=sitting_id, _anchor=f"slot-{form.next_slot}"))


@audience.page("/exam/sittings/<uuid:sitting_id>/signals", methods=("POST",), admits=CANDIDATE)
def signals(work: Work, sitting_id: UUID) -> ResponseReturnValue:
    """What the page reports of itself, beside the answers and never before them."""
    epoch, reported = wire.read_signals()
    return {"held": take_signals(work, sitting_id, epoch, reported)}


@audience.page("/exam/sittings/<uuid:sitting_id>/review", admits=CANDIDATE)
def review(work: Work, sitting_id: UUID) -> ResponseReturnValue:
    """What is open and what is marked, before handing in; the first of two steps."""
    page = sitting_page(work, sitting_id)
    if elsewhere := _in_place_of_the_paper(work, page) or _while_paused(page):
        return elsewhere
    return render_template("candidate/sitting/review.html", slots=page.slots, addresses=_addresses(sitting_id))


@audience.page("/exam/sittings/<uuid:sitting_id>/confirm", admits=CANDIDATE)
def confirm_hand_in(work: Work, sitting_id: UUID) -> ResponseReturnValue:
    """Asked once more; the second of two steps."""
    page = sitting_page(work, sitting_id)
    if elsewhere := _in_place_of_the_paper(work, page) or _while_paused(page):
        return elsewhere
    return render_template("candidate/sitting/confirm_hand_in.html", slots=page.slots, addresses=_addresses(sitting_id))


@audience.page("/exam/sittings/<uuid:sitting_id>/hand-in", methods=("POST",), admits=CANDIDATE)
def hand_in(work: Work, sitting_id: UUID) -> ResponseReturnValue:
    if request.is_json:
        lease, final_seq, state_hash = wire.read_submit()
        outcome = sittings.submit(work, sitting_id, lease, final_seq=final_seq, state_hash=state_hash)
        if isinstance(outcome, HandedIn):
            return {"receipt_url": url_for("candidate.receipt", sitting_id=sitting_id)}
        if isinstance(outcome, NotClosed):
            return {"code": "not_yet"}, HTTPStatus.CONFLICT
        return wire.answer(outcome, work.now)
    sittings.submit_form(work, sitting_id, lease_here(work, sitting_id))
    return redirect(url_for("candidate.sitting", sitting_id=sitting_id))


@audience.page("/exam/sittings/<uuid:sitting_id>/receipt", admits=CANDIDATE)
def receipt(work: Work, sitting_id: UUID) -> ResponseReturnValue:
    """What was handed in. The code is drawn for who asks: drawing it takes longer than handing in."""
    receipt = receipt_of(work, sitting_id)
    drawing = base64.b64encode(qr_drawing(receipt.note).encode()).decode() if "show" in request.args else ""
    mine = _epochs_here(work, sitting_id)
    return render_template(
        "candidate/sitting/receipt.html",
        receipt=receipt,
        signed_with=signer_words(receipt),
        drawing=drawing,
        sitting_id=sitting_id,
        kept=Kept.of(work, sitting_id, key_here(work, sitting_id, mine[-1])) if mine else None,
    )


@audience.page("/exam/sittings/<uuid:sitting_id>/receipt.pdf", admits=CANDIDATE)
def receipt_slip(work: Work, sitting_id: UUID) -> ResponseReturnValue:
    """The receipt on paper."""
    return receipt_pdf(receipt_of(work, sitting_id))
