"""Mock papers: the real shape, the real screen and script, and a clear word on every page that nothing counts."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from exam_app.delivery import Fault, Refused
from exam_app.errors import Invalid
from exam_app.operations import practice
from exam_app.operations.sittings import LeaseKey
from exam_app.queries import mock_papers as looks
from exam_app.queries.mock_papers import MockPage
from exam_app.terms import N_
from exam_app.web.candidate import GUARD, audience, wire
from exam_app.web.candidate.screen import SENTENCES_AT_HOME, Addresses, Screen, show_screen
from exam_app.web.candidate.slot_form import read_slot_form
from exam_app.work import Work

LEASE = LeaseKey(practice.EPOCH, "mock")
"""The script wants to hold a lease; a mock paper has none to take away."""


@audience.page("/my/mock-papers", admits=GUARD, menu=N_("Mock papers"))
def mock_papers(work: Work) -> ResponseReturnValue:
    """What a mock paper is, the one that is open, and those handed in."""
    return render_template(
        "candidate/mock/mock_papers.html",
        offer=looks.mock_offer(work),
        papers=looks.my_mock_papers(work),
        now=work.now,
    )


@audience.page("/my/mock-papers/start", methods=("POST",), admits=GUARD)
def start_mock_paper(work: Work) -> ResponseReturnValue:
    return redirect(url_for("candidate.mock_paper", paper_id=practice.start_mock_paper(work)))


@audience.page("/my/mock-papers/<uuid:paper_id>", admits=GUARD)
def mock_paper(work: Work, paper_id: UUID) -> ResponseReturnValue:
    """The paper where it was left, on the exam screen."""
    page = looks.mock_page(work, paper_id)
    if elsewhere := _in_place_of_the_paper(page):
        return elsewhere
    screen = Screen(
        sitting=f"mock-{paper_id}",
        name=page.name,
        seat_number=None,
        slots=page.slots,
        answers=page.answers,
        lease=LEASE,
        head=page.head,
        deadline_at=page.deadline_at,
        last_saved=None,
    )
    return show_screen("candidate/mock/mock_paper.html", screen, _addresses(paper_id), work.now, SENTENCES_AT_HOME)


def _in_place_of_the_paper(page: MockPage) -> ResponseReturnValue | None:
    if page.is_closed:
        return redirect(url_for("candidate.mock_result", paper_id=page.id))
    if page.is_over:
        return render_template("candidate/mock/mock_over.html", addresses=_addresses(page.id))
    return None


def _addresses(paper_id: UUID) -> Addresses:
    return Addresses(
        save=url_for("candidate.mock_save", paper_id=paper_id),
        review=url_for("candidate.mock_review", paper_id=paper_id),
        confirm=url_for("candidate.mock_confirm", paper_id=paper_id),
        submit=url_for("candidate.mock_hand_in", paper_id=paper_id),
        here=url_for("candidate.mock_paper", paper_id=paper_id),
    )


@audience.page("/my/mock-papers/<uuid:paper_id>/answers", methods=("POST",), admits=GUARD)
def mock_save(work: Work, paper_id: UUID) -> ResponseReturnValue:
    """Keep changes: a batch of the script, or one plain form."""
    if request.is_json:
        _, events = wire.read_save()
        return wire.answer(practice.save_mock_answers(work, paper_id, events), work.now)
    form = read_slot_form()
    outcome = practice.save_mock_form(work, paper_id, slot=form.slot, value=form.value, is_marked=form.is_marked)
    if outcome == Refused(Fault.MALFORMED):
        raise Invalid(N_("This answer does not fit the question. Go back and choose again."))
    return redirect(url_for("candidate.mock_paper", paper_id=paper_id, _anchor=f"slot-{form.next_slot}"))


@audience.page("/my/mock-papers/<uuid:paper_id>/review", admits=GUARD)
def mock_review(work: Work, paper_id: UUID) -> ResponseReturnValue:
    page = looks.mock_page(work, paper_id)
    if elsewhere := _in_place_of_the_paper(page):
        return elsewhere
    return render_template("candidate/mock/mock_review.html", slots=page.slots, addresses=_addresses(paper_id))


@audience.page("/my/mock-papers/<uuid:paper_id>/confirm", admits=GUARD)
def mock_confirm(work: Work, paper_id: UUID) -> ResponseReturnValue:
    page = looks.mock_page(work, paper_id)
    if elsewhere := _in_place_of_the_paper(page):
        return elsewhere
    return render_template("candidate/mock/mock_confirm.html", slots=page.slots, addresses=_addresses(paper_id))


@audience.page("/my/mock-papers/<uuid:paper_id>/hand-in", methods=("POST",), admits=GUARD)
def mock_hand_in(work: Work, paper_id: UUID) -> ResponseReturnValue:
    """Mark it and show what came out."""
    result = url_for("candidate.mock_result", paper_id=paper_id)
    if not request.is_json:
        practice.hand_in_mock_paper(work, paper_id)
        return redirect(result)
    _, final_seq, _ = wire.read_submit()
    missing = practice.hand_in_mock_paper(work, paper_id, final_seq=final_seq)
    return wire.answer(missing, work.now) if missing else {"receipt_url": result}


@audience.page("/my/mock-papers/<uuid:paper_id>/result", admits=GUARD)
def mock_result(work: Work, paper_id: UUID) -> ResponseReturnValue:
    """Points, topics to learn, and every item that brought none, with its law."""
    return render_template("candidate/mock/mock_result.html", result=looks.mock_result(work, paper_id))
