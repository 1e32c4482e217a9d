"""Certificates at the city's desks: issue, print, end by two people, publish the lists."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms import BooleanField, TextAreaField

from exam_app.actors import Role
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.operations import certificates as acts
from exam_app.operations.certificates import ENDS, LONGEST_BASIS, LONGEST_REASON
from exam_app.queries import certificates as looks
from exam_app.queries.certificates import CARDS_A_SHEET, CertificatePage, Printable, RegisterRow
from exam_app.queries.certificates_in_doubt import doubtful_certificates
from exam_app.queries.listings import Listing
from exam_app.terms import N_, CertificateStatus
from exam_app.web.forms import AtMost, ChoiceField, Form, Needed, TextField
from exam_app.web.office import audience
from exam_app.web.office.cards import card_png, cards_pdf, pages_pdf
from exam_app.web.rendering import translate
from exam_app.web.verdicts import age_in_words, legal_minute
from exam_app.work import Work

DESKS = (Role.ISSUER, Role.CITY_EXAM_OFFICER)
STATES = {
    CertificateStatus.VALID: "done",
    CertificateStatus.REVOKED: "refused",
    CertificateStatus.WITHDRAWN: "refused",
    CertificateStatus.CANCELLED: "not-applicable",
    CertificateStatus.REPLACED: "not-applicable",
}
"""Shape of each status in the status grammar; the word stands beside it."""


_ENDS_BY_VALUE = {end.status.value: end.status for end in ENDS}


class EndForm(Form):
    new_status = ChoiceField(N_("How does it end?"), N_("Choose one of the four ends."))
    by_deceit = BooleanField(N_("It was got by fraud or bribery"))
    legal_basis = TextField(N_("Law and article"), [Needed(N_("Name law and article.")), AtMost(LONGEST_BASIS)])
    reason = TextAreaField(N_("What happened"), [Needed(N_("Say what happened.")), AtMost(LONGEST_REASON)])


# -- the desk -----------------------------------------------------------------------------------------------------


@audience.page("/certificates", admits=DESKS, menu=N_("Certificates"))
def certificates(work: Work) -> ResponseReturnValue:
    """Who is ready to be issued, who is not and why, and the ends that wait for a second reader."""
    desk = looks.issuers_desk(work)
    return render_template(
        "office/certificates/certificates.html",
        desk=desk,
        doubtful=doubtful_certificates(work),
        form=Form(),
        may_issue=work.actor.role == Role.ISSUER,
        today=looks.legal_day(work.now),
        sheets=range(1, -(-desk.issued_today // CARDS_A_SHEET) + 1),
    )


@audience.page("/certificates/issue", methods=("POST",), admits={Role.ISSUER})
def issue_certificates(work: Work) -> ResponseReturnValue:
    chosen = _chosen()
    if not chosen:
        flash(gettext(N_("Nobody was chosen, so nothing was issued.")), "needs-you")
        return redirect(url_for("office.certificates"))
    report = acts.issue(work, chosen)
    count = len(report.certificate_ids)
    flash(
        ngettext("%(num)d certificate issued.", "%(num)d certificates issued.", count), "done" if count else "needs-you"
    )
    for left_out in report.not_issued:
        said = " ".join(translate(reason) for reason in left_out.reasons)
        flash(gettext(N_("%(name)s was left out. %(reasons)s")) % {"name": left_out.name, "reasons": said}, "refused")
    return redirect(url_for("office.certificates"))


def _chosen() -> list[UUID]:
    """The ticked results; what is no id was not ticked on our page."""
    try:
        return [UUID(text) for text in request.form.getlist("results")]
    except ValueError:
        return []


@audience.page("/certificates/faces/<uuid:person_id>", admits=DESKS)
def certificate_face(work: Work, person_id: UUID) -> ResponseReturnValue:
    """A face of the contact sheet."""
    return Response(looks.face(work, person_id), mimetype="image/jpeg")


# -- the register -------------------------------------------------------------------------------------------------


@audience.page("/certificates/register", admits=DESKS, menu=N_("Register of certificates"))
def certificate_register(work: Work) -> ResponseReturnValue:
    wanted = request.args.get("q", "").strip()
    listing = looks.register(work, wanted, request.args.get("page", 1, type=int))
    return render_template(
        "office/certificates/register.html",
        listing=listing,
        wanted=wanted,
        states=STATES,
        pager=_pager(listing, wanted),
    )


def _pager(listing: Listing[RegisterRow], wanted: str) -> dict[str, object]:
    def to(page: int | None) -> str | None:
        return url_for("office.certificate_register", q=wanted or None, page=page) if page else None

    return {
        "first_row": listing.first_row,
        "last_row": listing.last_row,
        "total": listing.total,
        "previous_url": to(listing.previous_page),
        "next_url": to(listing.next_page),
    }


# -- one certificate ----------------------------------------------------------------------------------------------


@audience.page("/certificates/<uuid:certificate_id>", admits=DESKS)
def certificate(work: Work, certificate_id: UUID) -> ResponseReturnValue:
    return _certificate(looks.certificate_page(work, certificate_id), _end_form())


@audience.page("/certificates/<uuid:certificate_id>/end", methods=("POST",), admits=DESKS)
def propose_end(work: Work, certificate_id: UUID) -> ResponseReturnValue:
    """Propose an end; the form comes back filled when something is missing."""
    form = _end_form()
    if form.validate_on_submit():
        try:
            acts.propose_end(
                work,
                certificate_id,
                _ENDS_BY_VALUE[form.new_status.data],
                legal_basis=form.legal_basis.data,
                reason=form.reason.data,
                by_deceit=form.by_deceit.data,
            )
        except (Invalid, Conflict) as refusal:
            form.take(refusal)
        else:
            flash(gettext(N_("Proposed. It ends when a second person has confirmed it.")), "waiting")
            return redirect(url_for("office.certificate", certificate_id=certificate_id))
    return _certificate(looks.certificate_page(work, certificate_id), form), 422


@audience.page("/certificates/<uuid:certificate_id>/ends/<uuid:change_id>/confirm", methods=("POST",), admits=DESKS)
def confirm_end(work: Work, certificate_id: UUID, change_id: UUID) -> ResponseReturnValue:
    acts.confirm_end(work, change_id)
    flash(gettext(N_("The certificate has ended. The new status list is published.")), "done")
    return redirect(url_for("office.certificate", certificate_id=certificate_id))


@audience.page("/certificates/<uuid:certificate_id>/ends/<uuid:change_id>/drop", methods=("POST",), admits=DESKS)
def drop_proposal(work: Work, certificate_id: UUID, change_id: UUID) -> ResponseReturnValue:
    acts.drop_proposal(work, change_id)
    flash(gettext(N_("The proposal was dropped. The certificate stays in force.")), "done")
    return redirect(url_for("office.certificate", certificate_id=certificate_id))


def _end_form() -> EndForm:
    form = EndForm()
    form.new_status.offer([(end.status.value, end.status.label) for end in ENDS])
    return form


def _certificate(page: CertificatePage, form: EndForm) -> str:
    return render_template("office/certificates/certificate.html", page=page, form=form, ends=ENDS, states=STATES)


# -- printing -----------------------------------------------------------------------------------------------------


@audience.page("/certificates/<uuid:certificate_id>/card.png", admits=DESKS, records=True)
def card_image(work: Work, certificate_id: UUID) -> ResponseReturnValue:
    return Response(card_png(_one(work, certificate_id)), mimetype="image/png")


@audience.page("/certificates/<uuid:certificate_id>/card.pdf", admits=DESKS, records=True)
def card_sheet(work: Work, certificate_id: UUID) -> ResponseReturnValue:
    return pdf(cards_pdf([_one(work, certificate_id)]), "card")


@audience.page("/certificates/<uuid:certificate_id>/page.pdf", admits=DESKS, records=True)
def certificate_sheet(work: Work, certificate_id: UUID) -> ResponseReturnValue:
    return pdf(pages_pdf([_one(work, certificate_id)]), "page")


@audience.page("/certificates/cards-<day_text>-<int:sheet>.pdf", admits=DESKS, records=True)
def cards_of_day(work: Work, day_text: str, sheet: int) -> ResponseReturnValue:
    """The cards issued on a day, fifty to a file, so that a printer is never waited for blindly."""
    return pdf(
        cards_pdf(_printed(work, looks.printables_of_day(work, _day(day_text), sheet))), f"cards-{day_text}-{sheet}"
    )


def _one(work: Work, certificate_id: UUID) -> Printable:
    looks.certificate_page(work, certificate_id)
    found = looks.printables(work, [certificate_id])
    if not found:
        raise Conflict("This certificate has ended, so it is not printed any more.")
    return _printed(work, found)[0]


def _printed(work: Work, found: Sequence[Printable]) -> Sequence[Printable]:
    if not found:
        raise NotFound("This does not exist, or not for you.")
    acts.note_printed(work, [(one.certificate_id, one.person_id, one.claims.number) for one in found])
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFound("There is no such day. Check the address.") from error


def pdf(content: bytes, name: str) -> Response:
    """A file that the browser shows and can print."""
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


# -- the lists ----------------------------------------------------------------------------------------------------


@audience.page("/certificates/lists", admits=DESKS, menu=N_("Keys and lists"))
def certificate_lists(work: Work) -> ResponseReturnValue:
    page = looks.lists_page(work)
    return render_template(
        "office/certificates/lists.html",
        page=page,
        age=age_in_words(page.status_age) if page.status_age is not None else "",
        minute=legal_minute,
        now=work.now,
        form=Form(),
    )


@audience.page("/certificates/lists/publish", methods=("POST",), admits=DESKS)
def publish_list(work: Work) -> ResponseReturnValue:
    acts.publish_status_list(work)
    flash(gettext(N_("The status list is published.")), "done")
    return redirect(url_for("office.certificate_lists"))


@audience.page("/certificates/lists/prepare", methods=("POST",), admits=DESKS)
def prepare_keys(work: Work) -> ResponseReturnValue:
    prepared = acts.prepare_keys(work)
    said = (
        N_("The keys are ready and a new trust list is published.")
        if prepared.trust_published
        else N_("The keys are good for more than 30 days. Nothing had to be made.")
    )
    flash(gettext(said), "done")
    return redirect(url_for("office.certificate_lists"))
