"""Admission tickets: one, all of an examination at once, or many drawn beside the request with how far it is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from exam_app.actors import Role
from exam_app.documents import admission_tickets
from exam_app.errors import Conflict, NotFound, Refusal
from exam_app.queries import scheduling as looks
from exam_app.queries.eligibility import barred_candidates
from exam_app.queries.fee_tickets import tickets_withheld
from exam_app.terms import N_
from exam_app.web.background import Progress
from exam_app.web.forms import Form
from exam_app.web.office import audience
from exam_app.web.packs import fetched, pack_job, pack_key, start_drawing
from exam_app.web.rendering import translate
from exam_app.web.ticket_papers import tickets_in_words, tickets_pdf
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}
SESSION = "/exam-sessions/<uuid:exam_session_id>"
AT_ONCE = 100
"""So many tickets are drawn in the request, in about a second; more take a page that says how far it is."""
NO_TICKETS = N_("There are no tickets yet. They are made when the examination is published.")


@audience.page(f"{SESSION}/tickets.pdf", admits=CITY)
def exam_tickets(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    """All tickets in one file, by room and seat."""
    values = _values(work, exam_session_id)
    if len(values) > AT_ONCE:
        return redirect(url_for("office.ticket_pack", exam_session_id=exam_session_id))
    return _pdf(tickets_pdf(values, work.actor.place_name, work.now), values[0].ticket_number)


@audience.page(f"{SESSION}/bookings/<uuid:booking_id>/ticket.pdf", admits=CITY)
def exam_ticket(work: Work, exam_session_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    barred = barred_candidates(work, exam_session_id)
    if booking_id in barred:
        raise Conflict(
            N_("Not eligible on the day of the examination, so no ticket. %(who)s"), who=barred[booking_id].sentence
        )
    withheld = tickets_withheld(work, exam_session_id)
    if booking_id in withheld:
        raise Conflict(N_("No ticket while the fee is open. %(why)s"), code="fee", why=withheld[booking_id])
    values = looks.ticket_values(work, exam_session_id, booking_id)
    if not values:
        raise NotFound(NO_TICKETS)
    return _pdf(tickets_pdf(values, work.actor.place_name, work.now), values[0].ticket_number)


def _values(work: Work, exam_session_id: UUID, room_id: UUID | None = None) -> Sequence[looks.TicketValues]:
    """The tickets that may be printed; raises a refusal that says why there is none."""
    withheld = tickets_withheld(work, exam_session_id)
    without = {*barred_candidates(work, exam_session_id), *withheld}
    values = looks.ticket_values(work, exam_session_id, room_id=room_id, without=without)
    if not values and withheld:
        raise Conflict(N_("No ticket can be printed: of everybody the fee is open."), code="fee")
    if not values:
        raise NotFound(NO_TICKETS)
    return values


def _pdf(content: bytes, number: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="tickets-{number[:6]}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


# -- many ---------------------------------------------------------------------------------------------------------


@audience.page(f"{SESSION}/tickets", methods=("GET", "POST"), admits=CITY)
def ticket_pack(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    """By room or all together; who is in no file is named with the reason."""
    key = pack_key(work, f"tickets:{exam_session_id}")
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _start(work, key, exam_session_id, _chosen_room())
        except (Conflict, NotFound) as said:
            refusal = said
        else:
            return redirect(url_for("office.ticket_pack", exam_session_id=exam_session_id))
    return _page(work, key, exam_session_id, refusal)


def _chosen_room() -> UUID | None:
    chosen = request.form.get("room", "")
    try:
        return UUID(chosen) if chosen else None
    except ValueError as error:
        raise NotFound("This does not exist, or not for you.") from error


def _start(work: Work, key: str, exam_session_id: UUID, room_id: UUID | None) -> None:
    """Worded now, each in its candidate's language; the codes and the pages are drawn beside the request."""
    worded = tickets_in_words(_values(work, exam_session_id, room_id), work.actor.place_name, work.now)

    def draw(progress: Progress) -> bytes:
        return admission_tickets(worded, progress)

    start_drawing(work, key, draw)


def _page(work: Work, key: str, exam_session_id: UUID, refusal: Refusal | None) -> ResponseReturnValue:
    plan = looks.session_plan(work, exam_session_id)
    barred, withheld = barred_candidates(work, exam_session_id), tickets_withheld(work, exam_session_id)
    without = {**{booking: each.sentence for booking, each in barred.items()}, **withheld}
    page = render_template(
        "office/scheduling/ticket_pack.html",
        plan=plan,
        counts=_counts(plan, without),
        without=[(each, without[each.booking_id]) for each in plan.candidates if each.booking_id in without],
        job=pack_job(key, N_("The tickets could not be drawn. Try again, room by room.")),
        form=Form(),
        refusal=translate(refusal.sentence) if refusal else None,
    )
    return page, refusal.status if refusal else 200


def _counts(plan: looks.SessionPlan, without: Mapping[UUID, object]) -> Mapping[str, int]:
    """How many tickets are printed for each room; none of an examination that is not held."""
    if plan.is_withdrawn:
        return {}
    return Counter(each.room for each in plan.candidates if each.ticket_number and each.booking_id not in without)


@audience.page(f"{SESSION}/tickets/drawn.pdf", admits=CITY)
def ticket_pack_file(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    key = pack_key(work, f"tickets:{exam_session_id}")
    return fetched(key, "tickets", N_("The drawn tickets are not here any more. Draw them again."))
