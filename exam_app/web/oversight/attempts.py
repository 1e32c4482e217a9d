"""One attempt of one candidate, whole, and the proof of one entry of the journal. Each look is itself recorded."""

from uuid import UUID

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from exam_app.operations.dossiers import read_attempt
from exam_app.operations.entry_proofs import prove_entry
from exam_app.queries.case_slips import city_authority
from exam_app.web.appeal_papers import appealed_words, decided_words, letter_pdf, points
from exam_app.web.oversight import audience
from exam_app.work import Work


@audience.page("/attempts/<uuid:booking_id>", records=True)
def attempt(work: Work, booking_id: UUID) -> ResponseReturnValue:
    """What is on record of it, each entry with the way to its proof."""
    file = read_attempt(work, booking_id, page=request.args.get("page", 1, type=int) or 1)
    return render_template(
        "oversight/people/attempt.html",
        file=file,
        points=points,
        appealed_words=appealed_words,
        decided_words=decided_words,
    )


@audience.page("/attempts/<uuid:booking_id>/letter.pdf", records=True)
def attempt_letter(work: Work, booking_id: UUID) -> ResponseReturnValue:
    """The letter with the decision on its appeal, as the candidate got it."""
    file = read_attempt(work, booking_id)
    page = work.found(file.appeal)
    response = Response(letter_pdf(page, city_authority(work), work.now), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="appeal-{page.line.number}.pdf"'
    return response


@audience.page("/entries/<uuid:entry_id>", records=True)
def entry(work: Work, entry_id: UUID) -> ResponseReturnValue:
    """One entry, hashed anew and followed to the signed head of its ledger."""
    return render_template("oversight/people/entry.html", proof=prove_entry(work, entry_id))
