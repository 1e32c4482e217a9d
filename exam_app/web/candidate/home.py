"""Before and after the examination: what comes next, is it me, the wait, the start."""

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from exam_app.operations import sittings
from exam_app.queries.accommodations import own_extra_minutes
from exam_app.queries.certificates import certificates_of
from exam_app.queries.components import my_parts
from exam_app.queries.eligibility import newest_finding
from exam_app.queries.entry_refusals import my_refusal
from exam_app.queries.results import my_result
from exam_app.queries.room_moves import room_moves_for_booking
from exam_app.queries.session_changes import changes_told
from exam_app.queries.sittings import MyExam, my_exam, my_photo
from exam_app.web.candidate import CANDIDATE, audience
from exam_app.web.candidate.lease import browser_here, keep_browser
from exam_app.web.candidate.practice import has_practised
from exam_app.web.learn_topics import topics_to_learn
from exam_app.work import Work


@audience.page("/exam/", admits=CANDIDATE)
def home(work: Work) -> ResponseReturnValue:
    exam = my_exam(work)
    result = my_result(work, exam.exam_session_id)
    held = certificates_of(work, result.person_id) if result and result.passed else ()
    return render_template(
        "candidate/home.html",
        exam=exam,
        result=result,
        topics=topics_to_learn(result),
        held=held,
        parts=my_parts(work, exam.exam_session_id),
        changes=changes_told(work, [exam.exam_session_id]).get(exam.exam_session_id, ()),
        moves=room_moves_for_booking(work, work.found(work.actor.booking_id)),
        is_barred=result is None and _is_barred(work, exam),
        refused=my_refusal(work),
    )


def _is_barred(work: Work, exam: MyExam) -> bool:
    """On the day of the examination; the candidate learns why at the county desk, not from a screen in a hall."""
    finding = newest_finding(work, work.found(work.actor.person_id))
    day = exam.starts_at.astimezone(work.site.settings.zone).date()
    return finding is not None and finding.bars_on(day)


@audience.page("/exam/photo", admits=CANDIDATE)
def photo(work: Work) -> ResponseReturnValue:
    """The candidate's own photo, for the page that asks whether it is the right person."""
    return Response(my_photo(work), mimetype="image/jpeg")


@audience.page("/exam/confirm", admits=CANDIDATE)
def confirm(work: Work) -> ResponseReturnValue:
    """Is this you, and is everything readable?"""
    return _before_the_start(work, "candidate/confirm.html")


@audience.page("/exam/wait", admits=CANDIDATE)
def wait(work: Work) -> ResponseReturnValue:
    """The rules, and the button that begins once the start has come. No page of the exam room moves by itself."""
    return keep_browser(browser_here(), _before_the_start(work, "candidate/wait.html"))


def _before_the_start(work: Work, template: str) -> ResponseReturnValue:
    exam = my_exam(work)
    if exam.has_handed_in or exam.is_on_paper or not (exam.is_admitted or exam.is_answering):
        return redirect(url_for("candidate.home"))
    return render_template(
        template,
        exam=exam,
        minutes=exam.minutes + own_extra_minutes(work),
        minutes_late=_minutes_late(exam, work),
        has_practised=has_practised(exam),
    )


def _minutes_late(exam: MyExam, work: Work) -> int:
    return max(0, int((work.now - exam.starts_at).total_seconds() // 60))


@audience.page("/exam/start", methods=("POST",), admits=CANDIDATE)
def start(work: Work) -> ResponseReturnValue:
    """Begin, or go on at this browser."""
    browser = browser_here()
    started = sittings.start(work, browser)
    return keep_browser(browser, redirect(url_for("candidate.sitting", sitting_id=started.sitting_id)))
