"""Mock papers: what they are, those handed in, and what came out. The paper itself is in :mod:`.own_papers`."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from exam_app.operations.mock_papers import start_mock_paper as start
from exam_app.queries import mock_papers as looks
from exam_app.terms import N_
from exam_app.web.candidate import GUARD, audience
from exam_app.work import Work


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
    return redirect(url_for("candidate.own_paper", kind="mock-papers", paper_id=start(work)))


@audience.page("/my/mock-papers/<uuid:paper_id>/result", admits=GUARD)
def mock_result(work: Work, paper_id: UUID) -> ResponseReturnValue:
    """Points, topics to learn, and every item that brought none, with its law."""
    return render_template("candidate/mock/mock_result.html", result=looks.mock_result(work, paper_id))
