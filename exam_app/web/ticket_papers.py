"""Admission tickets, each in the language of its candidate."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import force_locale, get_locale, gettext

from exam_app.documents import Ticket, TicketWords, admission_tickets
from exam_app.queries.scheduling import TicketValues
from exam_app.terms import N_, ComponentKind, Language
from exam_app.web.house import house
from exam_app.web.rendering import label, long_moment, moment


def tickets_pdf(tickets: Sequence[TicketValues], organiser: str, issued_at: datetime) -> bytes:
    """All of them as one file, in the order given."""
    return admission_tickets(tickets_in_words(tickets, organiser, issued_at))


def tickets_in_words(
    tickets: Sequence[TicketValues], organiser: str, issued_at: datetime
) -> Sequence[tuple[Ticket, TicketWords]]:
    """Each ticket as its candidate reads it; what is left to do needs no request and no reader."""
    words: dict[Language, TicketWords] = {}
    worded = []
    for values in tickets:
        with force_locale(values.language.value):
            if values.language not in words:
                words[values.language] = _words(organiser, issued_at)
            worded.append((_in_words(values), words[values.language]))
    return worded


def _in_words(values: TicketValues) -> Ticket:
    """One ticket as its candidate reads it."""
    return Ticket(
        name=values.name,
        id_number=values.id_number,
        photo=values.photo,
        number=values.ticket_number,
        starts=long_moment(values.starts_at),
        doors=_asked(values)
        + gettext(
            "Doors open at %(opens)s. Nobody enters after %(closes)s. The examination lasts %(minutes)s minutes.",
            opens=_time(values.doors_open_at),
            closes=_time(values.doors_close_at),
            minutes=values.minutes,
        ),
        room=values.room,
        seat=gettext("Seat %(number)s", number=values.seat),
        centre=values.centre,
        address=values.address,
        directions=values.directions,
        replaces=_replaces(values),
    )


def _replaces(values: TicketValues) -> str:
    if values.replaces is None:
        return ""
    if values.replaces_room:
        moved: str = gettext(
            "Replaces the ticket for %(room)s, %(when)s: the room was moved.",
            room=values.replaces_room,
            when=moment(values.replaces),
        )
        return moved
    said: str = gettext("Replaces the ticket of %(when)s: the examination was moved.", when=moment(values.replaces))
    return said


def _asked(values: TicketValues) -> str:
    """What is held besides the theory, or without it; nothing where the theory is all there is."""
    if list(values.components) == [ComponentKind.THEORY]:
        return ""
    names = gettext(", ").join(label(kind) for kind in values.components)
    said: str = gettext(N_("You are examined in: %(components)s."), components=names)
    return said + " "


def _words(organiser: str, issued_at: datetime) -> TicketWords:
    """What stands on every ticket in this language."""
    return TicketWords(
        title=gettext("Admission ticket"),
        organiser=organiser,
        id_label=gettext("ID number"),
        number_label=gettext("Ticket number"),
        directions_label=gettext("How to get there"),
        bring=gettext("Bring: identity card, reading glasses"),
        rules=(
            gettext("You need no pen. Switch your telephone off and leave it where you are told."),
            gettext("Answers are saved by themselves. When time is up they are handed in, and all of them count."),
            gettext("Hard of hearing or seeing, or unable to sit long? Tell the county office before the day."),
        ),
        photo_missing=gettext("No photo"),
        issued=gettext("Made %(at)s", at=moment(issued_at)),
        page=gettext("Page {page} of {pages}"),
        language="en" if str(get_locale()) == "en" else "zh",
    )


def _time(value: datetime) -> str:
    local = value.astimezone(house().site.settings.zone)
    return f"{local.hour}:{local:%M}"
