"""Papers that a guard answers without a room: the real screen and script, and a clear word on each page what it is.

Mock papers and assessments share these pages; each kind has its list and its result elsewhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from exam_app.delivery import Fault, Need, Refused
from exam_app.errors import Invalid, NotFound
from exam_app.lease_keys import LeaseKey
from exam_app.operations import assessments, mock_papers, own_papers
from exam_app.operations.saving import SaveOutcome
from exam_app.queries.assessments import assessment_screen
from exam_app.queries.mock_papers import mock_page
from exam_app.queries.own_papers import OwnPage
from exam_app.terms import N_
from exam_app.web.candidate import GUARD, audience, wire
from exam_app.web.candidate.screen import SENTENCES_AT_HOME, Addresses, Screen, show_screen
from exam_app.web.candidate.slot_form import read_slot_form
from exam_app.work import Work

LEASE = LeaseKey(own_papers.EPOCH, "own")
"""The script wants to hold a lease; such a paper has none to take away."""


@dataclass(frozen=True)
class OwnPaperKind:
    """One kind of paper: its words, and the acts and looks behind its pages."""

    name: str
    """In the heading of the screen."""
    notice: str
    """Above every page of the paper: what it is and what it is not."""
    elsewhere: str
    """Said when the paper is open in a second window."""
    look: Callable[[Work, UUID], OwnPage]
    save: Callable[..., SaveOutcome]
    save_form: Callable[..., SaveOutcome]
    hand_in: Callable[..., Need | None]
    result: str
    """The page of the marked paper."""


KINDS: Mapping[str, OwnPaperKind] = {
    "mock-papers": OwnPaperKind(
        name=N_("Mock paper under way"),
        notice=N_("Mock paper. This is practice and does not count."),
        elsewhere=SENTENCES_AT_HOME["second_tab"],
        look=mock_page,
        save=mock_papers.save_mock_answers,
        save_form=mock_papers.save_mock_form,
        hand_in=mock_papers.hand_in_mock_paper,
        result="candidate.mock_result",
    ),
    "assessments": OwnPaperKind(
        name=N_("Assessment under way"),
        notice=N_("Assessment by your unit. This is not the state examination."),
        elsewhere=N_("The assessment is open in another window. Go on there."),
        look=assessment_screen,
        save=assessments.save_assessment_answers,
        save_form=assessments.save_assessment_form,
        hand_in=assessments.hand_in_assessment,
        result="candidate.assessment_result",
    ),
}
PAPER = "/my/<kind>/<uuid:paper_id>"


def _kind(name: str) -> OwnPaperKind:
    """Raises :class:`NotFound` for an address that names no kind of paper."""
    if name not in KINDS:
        raise NotFound("This does not exist, or not for you.")
    return KINDS[name]


@audience.page(PAPER, admits=GUARD)
def own_paper(work: Work, kind: str, paper_id: UUID) -> ResponseReturnValue:
    """The paper where it was left, on the exam screen."""
    page = _kind(kind).look(work, paper_id)
    if elsewhere := _in_place_of_the_paper(kind, page):
        return elsewhere
    screen = Screen(
        sitting=f"{kind}-{paper_id}",
        name=page.name,
        seat_number=None,
        slots=page.slots,
        answers=page.answers,
        lease=LEASE,
        head=page.head,
        deadline_at=page.deadline_at,
        last_saved=None,
    )
    sentences = {**SENTENCES_AT_HOME, "second_tab": _kind(kind).elsewhere}
    addresses = _addresses(kind, paper_id)
    return show_screen("candidate/own/own_paper.html", screen, addresses, work.now, sentences, kind=_kind(kind))


def _in_place_of_the_paper(kind: str, page: OwnPage) -> ResponseReturnValue | None:
    if page.is_closed:
        return redirect(url_for(_kind(kind).result, paper_id=page.id))
    if page.is_over:
        return _plain("candidate/own/time_over.html", kind, page)
    return None


def _plain(template: str, kind: str, page: OwnPage) -> str:
    return render_template(template, kind=_kind(kind), slots=page.slots, addresses=_addresses(kind, page.id))


def _addresses(kind: str, paper_id: UUID) -> Addresses:
    def address(page: str) -> str:
        return url_for(f"candidate.{page}", kind=kind, paper_id=paper_id)

    return Addresses(
        save=address("save_own_paper"),
        review=address("review_own_paper"),
        confirm=address("confirm_own_paper"),
        submit=address("hand_in_own_paper"),
        here=address("own_paper"),
    )


@audience.page(f"{PAPER}/answers", methods=("POST",), admits=GUARD)
def save_own_paper(work: Work, kind: str, paper_id: UUID) -> ResponseReturnValue:
    """Keep changes: a batch of the script, or one plain form."""
    if request.is_json:
        _, events = wire.read_save()
        return wire.answer(_kind(kind).save(work, paper_id, events), work.now)
    form = read_slot_form()
    outcome = _kind(kind).save_form(work, paper_id, slot=form.slot, value=form.value, is_marked=form.is_marked)
    if outcome == Refused(Fault.MALFORMED):
        raise Invalid(N_("This answer does not fit the question. Go back and choose again."))
    return redirect(url_for("candidate.own_paper", kind=kind, paper_id=paper_id, _anchor=f"slot-{form.next_slot}"))


@audience.page(f"{PAPER}/review", admits=GUARD)
def review_own_paper(work: Work, kind: str, paper_id: UUID) -> ResponseReturnValue:
    page = _kind(kind).look(work, paper_id)
    return _in_place_of_the_paper(kind, page) or _plain("candidate/own/review_own_paper.html", kind, page)


@audience.page(f"{PAPER}/confirm", admits=GUARD)
def confirm_own_paper(work: Work, kind: str, paper_id: UUID) -> ResponseReturnValue:
    page = _kind(kind).look(work, paper_id)
    return _in_place_of_the_paper(kind, page) or _plain("candidate/own/confirm_own_paper.html", kind, page)


@audience.page(f"{PAPER}/hand-in", methods=("POST",), admits=GUARD)
def hand_in_own_paper(work: Work, kind: str, paper_id: UUID) -> ResponseReturnValue:
    """Mark it and show what came out."""
    result = url_for(_kind(kind).result, paper_id=paper_id)
    if not request.is_json:
        _kind(kind).hand_in(work, paper_id)
        return redirect(result)
    _, final_seq, _ = wire.read_submit()
    missing = _kind(kind).hand_in(work, paper_id, final_seq=final_seq)
    return wire.answer(missing, work.now) if missing else {"receipt_url": result}
