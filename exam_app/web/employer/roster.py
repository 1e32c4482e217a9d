"""The guards on duty with what the law asks of each, what to do about it this week, and the same as a workbook."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from flask import Request, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.operations.unit_rosters import write_duty_roster
from exam_app.queries.assessment_dates import AssessmentState
from exam_app.queries.employment import Standing
from exam_app.queries.people import masked_numbers
from exam_app.queries.training_gaps import TrainingState
from exam_app.queries.unit_documents import PaperLine, PaperState
from exam_app.queries.unit_rosters import OF_GUARDS, Gap, RosterLine, Shown, roster_of_unit
from exam_app.terms import N_
from exam_app.web.employer import audience
from exam_app.web.rendering import day, label
from exam_app.web.workbooks import workbook
from exam_app.work import Work

TRAINING = {TrainingState.OVERDUE: "refused", TrainingState.DUE: "waiting", TrainingState.COVERED: "done"}
ASSESSMENT = {
    AssessmentState.NO_FOLLOW_UP: "refused",
    AssessmentState.OVERDUE: "refused",
    AssessmentState.DUE: "needs-you",
    AssessmentState.NEVER: "waiting",
    AssessmentState.NOT_DUE: "done",
}
PAPER = {
    PaperState.MISSING: "refused",
    PaperState.OVERDUE: "refused",
    PaperState.SOON: "needs-you",
    PaperState.IN_ORDER: "done",
}


class Said(NamedTuple):
    """What one cell says: its shape, the state in words, and what is known beside it."""

    shape: str
    word: str
    beside: str = ""

    @property
    def line(self) -> str:
        return f"{self.word} · {self.beside}" if self.beside else self.word


@audience.page("/roster", menu=N_("Roster and gaps"))
def duty_roster(work: Work) -> ResponseReturnValue:
    found = roster_of_unit(work, _shown(request), request.args.get("page", 1, type=int) or 1)
    people = found.people
    return render_template(
        "employer/roster/roster.html",
        found=found,
        people=people,
        numbers=masked_numbers(work, [line.person_id for line in people.rows]),
        said={line.person_id: _said(line) for line in people.rows},
        insured=_insurance(found.insurance),
    )


@audience.page("/roster.xlsx", records=True)
def duty_roster_table(work: Work) -> ResponseReturnValue:
    """The list as it is narrowed, all pages of it, with masked numbers; that it was written is recorded."""
    found = write_duty_roster(work, _shown(request))
    headings = [
        gettext("Name"),
        gettext("ID number"),
        gettext("Post"),
        gettext("Certificate"),
        gettext("Labour contract"),
        gettext("Accident insurance"),
        gettext("Training"),
        gettext("Assessment"),
        gettext("Gaps"),
    ]
    insured = _insurance(found.insurance).line
    numbers = masked_numbers(work, [line.person_id for line in found.people.rows])
    rows = []
    for line in found.people.rows:
        certificate, contract, training, assessment = (said.line for said in _said(line))
        post = line.post or gettext("Reserve, no post")
        gaps = str(len(line.gaps))
        rows.append(
            [line.name, numbers[line.person_id], post, certificate, contract, insured, training, assessment, gaps]
        )
    return workbook(headings, rows, gettext("Guards on duty, %(day)s", day=day(work.today)))


def _shown(asked: Request) -> Shown:
    gap: Gap | None = next((gap for gap in OF_GUARDS if gap == asked.args.get("gap")), None)
    return Shown(gap, asked.args.get("post", type=UUID))


def _said(line: RosterLine) -> Sequence[Said]:
    """Certificate, labour contract, training and assessment."""
    certificate = Said("done" if line.standing is Standing.CERTIFIED else "refused", label(line.standing))
    return certificate, _contract(line), _training(line), _assessment(line)


def _contract(line: RosterLine) -> Said:
    if line.contract is None:
        return Said("refused", gettext("Not recorded"))
    ends_on = line.contract.ends_on
    if ends_on is None:
        return Said("done", gettext("In force"), gettext("without a last day"))
    if line.contract.is_in_force:
        return Said("done", gettext("In force"), gettext("until %(day)s", day=day(ends_on)))
    return Said("refused", gettext("Ended"), gettext("on %(day)s", day=day(ends_on)))


def _training(line: RosterLine) -> Said:
    if line.training is None:
        return _nothing_planned(line)
    lacking = gettext(", ").join(f"{label(area)} {hours}" for area, hours in line.training.lacking.items())
    if line.training.state is TrainingState.DUE:
        lacking = gettext("%(hours)s by %(day)s", hours=lacking, day=day(line.training.due_on))
    return Said(TRAINING[line.training.state], label(line.training.state), lacking)


def _assessment(line: RosterLine) -> Said:
    if line.assessed is None:
        return _nothing_planned(line)
    due = gettext("due by %(day)s", day=day(line.assessed.due_on))
    if line.assessed.last_on is not None:
        last_on = day(line.assessed.last_on)
        passed, failed = gettext("last passed %(day)s", day=last_on), gettext("last failed %(day)s", day=last_on)
        due = f"{passed if line.assessed.last_passed else failed} · {due}"
    return Said(ASSESSMENT[line.assessed.state], label(line.assessed.state), due)


def _nothing_planned(line: RosterLine) -> Said:
    """Whoever stands at no post is planned for nowhere."""
    if line.post_id is None:
        return Said("not-applicable", gettext("No post"))
    return Said("refused", gettext("Nothing planned"))


def _insurance(paper: PaperLine | None) -> Said:
    if paper is None:
        return Said("not-applicable", gettext("Not asked of this unit"))
    beside = gettext("review by %(day)s", day=day(paper.newest.review_due_on)) if paper.newest else ""
    return Said(PAPER[paper.state], label(paper.state), beside)
