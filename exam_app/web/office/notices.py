"""The outbox of a desk: what people are to be told, handed over as a file, on paper or by telephone."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_wtf.file import FileField
from wtforms import TextAreaField

from exam_app.actors import Role
from exam_app.operations import outbox as acts
from exam_app.queries import outbox as looks
from exam_app.queries.listings import Listing
from exam_app.terms import N_, NoticeChannel
from exam_app.web.forms import AtMost, Form, Needed
from exam_app.web.notice_slips import slips_pdf
from exam_app.web.notice_states import SHAPES
from exam_app.web.office import audience
from exam_app.web.office.certificates import pdf
from exam_app.web.workbooks import workbook
from exam_app.work import Work

DESKS = {Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER}
WAYS = {channel.value: channel for channel in (NoticeChannel.GATEWAY, NoticeChannel.LETTERS)}


class AnswersForm(Form):
    file = FileField(N_("Answers of the gateway, .xlsx or .csv"), [Needed(N_("Choose the gateway's file."))])


class NotToldForm(Form):
    words = TextAreaField(N_("Why not"), [AtMost(acts.LONGEST_WORDS)])


@audience.page("/notices", admits=DESKS, menu=N_("Notices"))
def notices(work: Work) -> ResponseReturnValue:
    found = looks.outbox(work, page=request.args.get("page", 1, type=int) or 1)
    return render_template(
        "office/notices/notices.html",
        outbox=found,
        shapes=SHAPES,
        form=Form(),
        pager=_pager(found.listing, "office.notices"),
    )


def _pager(listing: Listing[Any], endpoint: str, **address: Any) -> dict[str, object]:
    def to(page: int | None) -> str | None:
        return url_for(endpoint, page=page, **address) if page else None

    return {
        "first_row": listing.first_row,
        "last_row": listing.last_row,
        "total": listing.total,
        "previous_url": to(listing.previous_page),
        "next_url": to(listing.next_page),
    }


@audience.page("/notices/hand-over", methods=("POST",), admits=DESKS)
def hand_over_notices(work: Work) -> ResponseReturnValue:
    channel = WAYS.get(request.form.get("way", ""), NoticeChannel.GATEWAY)
    batch_id = acts.hand_over(work, channel)
    flash(gettext("Out of the outbox. Take the file from here, then note what became of it."), "done")
    return redirect(url_for("office.notice_batch", batch_id=batch_id))


@audience.page("/notices/put-back", methods=("POST",), admits=DESKS)
def put_failed_notices_back(work: Work) -> ResponseReturnValue:
    count = acts.put_failed_back(work)
    flash(ngettext("%(num)d notice waits again.", "%(num)d notices wait again.", count), "done")
    return redirect(url_for("office.notices"))


# -- a batch ------------------------------------------------------------------------------------------------------


@audience.page("/notices/batches/<uuid:batch_id>", admits=DESKS)
def notice_batch(work: Work, batch_id: UUID) -> ResponseReturnValue:
    found = looks.batch_page(work, batch_id, page=request.args.get("page", 1, type=int) or 1)
    return render_template(
        "office/notices/batch.html",
        found=found,
        shapes=SHAPES,
        form=Form(),
        pager=_pager(found.listing, "office.notice_batch", batch_id=batch_id),
    )


@audience.page("/notices/batches/<uuid:batch_id>/delivered", methods=("POST",), admits=DESKS)
def note_batch_delivered(work: Work, batch_id: UUID) -> ResponseReturnValue:
    count = acts.note_batch_delivered(work, batch_id)
    flash(ngettext("%(num)d notice is noted as delivered.", "%(num)d notices are noted as delivered.", count), "done")
    return redirect(url_for("office.notice_batch", batch_id=batch_id))


@audience.page("/notices/batches/<uuid:batch_id>/answers", methods=("GET", "POST"), admits=DESKS)
def read_notice_answers(work: Work, batch_id: UUID) -> ResponseReturnValue:
    """Read the gateway's file; what each notice became stands on the batch's page."""
    form = AnswersForm()
    found = looks.batch_page(work, batch_id)
    read: list[acts.AnswersRead] = []
    if form.carries_out(lambda: read.append(acts.read_answers(work, batch_id, form.file.data.read()))):
        said = gettext(
            "Read: %(delivered)s delivered, %(failed)s not, %(unused)s rows changed nothing.",
            delivered=read[0].delivered,
            failed=read[0].failed,
            unused=read[0].unused,
        )
        flash(said, "done")
        return redirect(url_for("office.notice_batch", batch_id=batch_id))
    page = render_template("office/notices/answers.html", found=found, form=form)
    return page, 422 if form.errors else 200


@audience.page("/notices/batches/<uuid:batch_id>/gateway.xlsx", admits=DESKS, records=True)
def notice_batch_file(work: Work, batch_id: UUID) -> ResponseReturnValue:
    """Number, telephone and text of each notice, as a gateway takes them; every cell is text."""
    found = acts.read_batch(work, batch_id)
    headings = [gettext("No."), gettext("Telephone"), gettext("Text")]
    rows = [[str(row.place), row.phone, row.text] for row in found.rows]
    return workbook(headings, rows, gettext("Notices, batch %(number)s", number=found.number))


@audience.page("/notices/batches/<uuid:batch_id>/slips.pdf", admits=DESKS, records=True)
def notice_slips(work: Work, batch_id: UUID) -> ResponseReturnValue:
    found = acts.read_batch(work, batch_id)
    return pdf(slips_pdf(found, work.now), f"notices-{found.number}")


# -- one notice ---------------------------------------------------------------------------------------------------


@audience.page("/notices/<uuid:notice_id>", admits=DESKS, records=True)
def notice(work: Work, notice_id: UUID) -> ResponseReturnValue:
    """Text and telephone, for a clerk who calls; that they were read is recorded."""
    return _notice(work, notice_id, NotToldForm())


@audience.page("/notices/<uuid:notice_id>/told", methods=("POST",), admits=DESKS)
def note_told(work: Work, notice_id: UUID) -> ResponseReturnValue:
    acts.note_told(work, notice_id)
    flash(gettext("Noted: the person knows."), "done")
    return redirect(url_for("office.notices"))


@audience.page("/notices/<uuid:notice_id>/not-told", methods=("POST",), admits=DESKS)
def note_not_told(work: Work, notice_id: UUID) -> ResponseReturnValue:
    form = NotToldForm()
    if form.carries_out(lambda: acts.note_not_told(work, notice_id, form.words.data or "")):
        flash(gettext("Noted. It stands first in the outbox until the person is told."), "done")
        return redirect(url_for("office.notices"))
    return _notice(work, notice_id, form), 422


def _notice(work: Work, notice_id: UUID, form: NotToldForm) -> str:
    return render_template(
        "office/notices/notice.html",
        opened=acts.open_notice(work, notice_id),
        steps=looks.steps_of(work, notice_id),
        shapes=SHAPES,
        form=form,
    )
