"""My matters: how the application stands, what comes next, the admission ticket, the result."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from exam_app.documents import admission_tickets
from exam_app.errors import Conflict, NotFound
from exam_app.queries.matter_lines import stages, what_next
from exam_app.queries.my_fees import my_fees
from exam_app.queries.my_matters import my_matters as matters_of_viewer
from exam_app.queries.scheduling import ticket_values
from exam_app.terms import N_
from exam_app.web.applicant import audience
from exam_app.web.fee_list import SHAPES
from exam_app.web.learn_topics import topics_to_learn
from exam_app.web.ticket_papers import in_words, words_of_tickets
from exam_app.work import Work


@audience.page("/", menu=N_("My matters"))
def my_matters(work: Work) -> ResponseReturnValue:
    """Where it is, since when, until when; every reason in words; what comes next."""
    found = matters_of_viewer(work)
    return render_template(
        "applicant/my_matters.html",
        matters=found,
        fees=my_fees(work, found.registration_id),
        shapes=SHAPES,
        stages=stages(found),
        next=what_next(found),
        topics=topics_to_learn(found.result),
    )


@audience.page("/ticket.pdf")
def my_ticket(work: Work) -> ResponseReturnValue:
    """The own admission ticket, to print at home; none for who is barred on the day, or owes the fee that it needs."""
    found = matters_of_viewer(work)
    if found.place is None or not found.has_ticket:
        raise NotFound(N_("There are no tickets yet. They are made when the examination is published."))
    if found.is_barred:
        raise Conflict(N_("Not eligible on the day of the examination. Ask at the county desk."))
    if waits := found.ticket_waits:
        raise Conflict(waits.text, code="fee", **waits.places)  # type: ignore[arg-type]  # none is "fields"
    values = ticket_values(work, found.place.exam_session.id, found.place.booking.id)
    pdf = admission_tickets([in_words(each) for each in values], words_of_tickets(found.city, work.now))
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="ticket.pdf"'
    return response
