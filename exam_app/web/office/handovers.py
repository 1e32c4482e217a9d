"""Certificates at the counter: what waits, the list to sign, and the hand-over with each card read back."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext, ngettext
from wtforms import BooleanField, TextAreaField

from exam_app import documents
from exam_app.actors import Role
from exam_app.documents import HandoverLine, HandoverWords
from exam_app.errors import NotFound
from exam_app.operations import handovers as acts
from exam_app.operations.handovers import LONGEST_LETTER, LONGEST_NAME, LONGEST_WORDS, Receiver
from exam_app.queries.handovers import cards_of_unit, handover_desk, waiting_cards
from exam_app.terms import N_, HandoverTo
from exam_app.web.forms import AtMost, ChoiceField, Form, TextField
from exam_app.web.office import audience
from exam_app.web.office.certificates import pdf
from exam_app.web.rendering import day, label, moment
from exam_app.work import Work

DESKS = {Role.COUNTY_REVIEWER, Role.ISSUER}
RECEIVERS = {receiver.value: receiver for receiver in HandoverTo}


class HandoverForm(Form):
    receiver = ChoiceField(N_("Who takes it?"), N_("Choose who takes it."))
    name = TextField(N_("Name of who takes it"), [AtMost(LONGEST_NAME)])
    letter = TextField(N_("Letter of authority"), [AtMost(LONGEST_LETTER)])
    scans = TextAreaField(N_("Read the cards with the scanner"))
    signed = BooleanField(N_("The receiver has signed the list"))

    def act(self, work: Work, certificate_ids: list[UUID]) -> int:
        receiver = Receiver(RECEIVERS[self.receiver.data], self.name.data or "", self.letter.data or "")
        scans = (self.scans.data or "").split()
        return acts.hand_over(work, certificate_ids, receiver=receiver, scans=scans, signed=self.signed.data)


class UnreadForm(Form):
    words = TextField(N_("What is wrong with the card"), [AtMost(LONGEST_WORDS)])


@audience.page("/handovers", admits=DESKS, menu=N_("Hand over certificates"))
def handovers(work: Work) -> ResponseReturnValue:
    """What waits, the oldest first, of everybody or of one training unit."""
    unit_id = _unit()
    found = handover_desk(work, unit_id=unit_id, page=request.args.get("page", 1, type=int) or 1)
    listing = found.listing

    def to(page: int | None) -> str | None:
        return url_for("office.handovers", unit=unit_id, page=page) if page else None

    return render_template(
        "office/handovers/handovers.html",
        found=found,
        unit_id=unit_id,
        pager={
            "first_row": listing.first_row,
            "last_row": listing.last_row,
            "total": listing.total,
            "previous_url": to(listing.previous_page),
            "next_url": to(listing.next_page),
        },
    )


def _unit() -> UUID | None:
    """The unit that the address names; what is no id is no unit."""
    return request.args.get("unit", type=UUID)


def _chosen() -> list[UUID]:
    try:
        return [UUID(text) for text in request.values.getlist("certificate")]
    except ValueError as error:
        raise NotFound("This does not exist, or not for you.") from error


@audience.page("/handovers/new", methods=("GET", "POST"), admits=DESKS)
def new_handover(work: Work) -> ResponseReturnValue:
    """One receiver and the certificates chosen in the list: read, signed, handed over."""
    chosen = _chosen()
    form = HandoverForm()
    form.receiver.offer([(receiver.value, label(receiver)) for receiver in HandoverTo])
    if form.carries_out(lambda: form.act(work, chosen)):
        count = len(set(chosen))
        flash(ngettext("%(num)d certificate handed over.", "%(num)d certificates handed over.", count), "done")
        return redirect(url_for("office.handovers"))
    cards = waiting_cards(work, chosen)
    if request.method == "GET":
        form.receiver.data = (HandoverTo.HOLDER if len(cards) == 1 else HandoverTo.UNIT).value
    page = render_template("office/handovers/new_handover.html", form=form, unread=UnreadForm(), cards=cards)
    return page, 422 if form.is_submitted() else 200


@audience.page("/handovers/<uuid:certificate_id>/unread", methods=("POST",), admits=DESKS)
def card_not_read(work: Work, certificate_id: UUID) -> ResponseReturnValue:
    """The card stays in the list; the city prints another."""
    unread = UnreadForm()
    if unread.carries_out(lambda: acts.note_unreadable(work, certificate_id, unread.words.data or "")):
        flash(gettext("Noted. The card stays here until a new one is printed and can be read."), "waiting")
        return redirect(url_for("office.handovers"))
    form = HandoverForm(formdata=None)
    form.receiver.offer([(receiver.value, label(receiver)) for receiver in HandoverTo])
    cards = waiting_cards(work, [certificate_id])
    return render_template("office/handovers/new_handover.html", form=form, unread=unread, cards=cards), 422


@audience.page("/handovers/list.pdf", admits=DESKS)
def handover_list(work: Work) -> ResponseReturnValue:
    """The list to sign for one unit, A4: what is printed and waits."""
    unit_id = _unit()
    cards = cards_of_unit(work, unit_id) if unit_id else ()
    if not cards:
        raise NotFound(N_("Nothing that is printed waits for this unit."))
    words = HandoverWords(
        title=gettext("Certificates handed over"),
        organiser=work.actor.place_name,
        unit=cards[0].unit,
        columns=(
            gettext("No."),
            gettext("Name"),
            gettext("ID number"),
            gettext("Certificate number"),
            gettext("Issued on"),
            gettext("Received, signature"),
        ),
        signed=gettext("Taken by (name, signature, day):"),
        issued=gettext("Made %(at)s", at=moment(work.now)),
        page=gettext("Page {page} of {pages}"),
        language="en" if str(get_locale()) == "en" else "zh",
    )
    lines = [HandoverLine(card.name, card.id_number, card.number, day(card.issued_on)) for card in cards]
    return pdf(documents.handover_list(lines, words), "handover-list")
