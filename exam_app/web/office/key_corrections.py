"""Keys found wrong at the city's desk: propose what counts instead, see whom it changes, sign as a second person."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms import TextAreaField

from exam_app.actors import Role
from exam_app.operations import key_corrections as acts
from exam_app.operations.key_corrections import REASON, SOURCE
from exam_app.queries.bank import entered_item
from exam_app.queries.certificates_in_doubt import doubtful_certificates
from exam_app.queries.key_corrections import correction_line, correction_lines
from exam_app.queries.key_effects import Effect, Effects, Turn, effects_of
from exam_app.queries.listings import Listing, page_within
from exam_app.terms import N_
from exam_app.web.forms import AtMost, ChoiceField, Form, Needed, TextField
from exam_app.web.office import audience
from exam_app.work import Work
from question_bank import RulingKind

CITY = {Role.CITY_EXAM_OFFICER}
PEOPLE_A_PAGE = 50
LONGEST_KEYS = 60
KIND_WORDS = {
    RulingKind.OTHER_KEY: N_("Another answer counts, or several do"),
    RulingKind.ALL_RIGHT: N_("Struck: everybody who had the item gets its point"),
    RulingKind.OUT: N_("Struck: the item counts for nobody, the paper is shorter"),
}
KINDS = {kind.value: kind for kind in RulingKind}
TURN_STATES = {Turn.TO_PASS: "done", Turn.TO_FAIL: "refused"}


class KeyCorrectionForm(Form):
    kind = ChoiceField(N_("What counts instead?"), N_("Choose what counts instead."))
    keys = TextField(N_("Answers that count"), [AtMost(LONGEST_KEYS)])
    reason = TextAreaField(N_("What is wrong with the key?"), [Needed(REASON.missing), AtMost(REASON.longest)])
    source = TextField(N_("What shows it?"), [Needed(SOURCE.missing), AtMost(SOURCE.longest)])


@audience.page("/key-corrections", admits=CITY)
def key_corrections(work: Work) -> ResponseReturnValue:
    listing = correction_lines(work, request.args.get("page", 1, type=int))
    return render_template(
        "office/key_corrections/key_corrections.html",
        listing=listing,
        pager=_pager(listing, "office.key_corrections"),
        kinds=KIND_WORDS,
    )


@audience.page("/key-corrections/new/<digest>", methods=("GET", "POST"), admits=CITY)
def propose_key_correction(work: Work, digest: str) -> ResponseReturnValue:
    entered = entered_item(work, digest)
    form = KeyCorrectionForm()
    form.kind.offer([(kind.value, gettext(words)) for kind, words in KIND_WORDS.items()])
    made: list[UUID] = []

    def propose() -> None:
        kind = KINDS.get(form.kind.data or "")
        given = (form.keys.data or "", form.reason.data or "", form.source.data or "")
        made.append(acts.propose_key_correction(work, digest, kind, *given))

    if form.carries_out(propose):
        flash(
            gettext("Proposed. Nothing has changed: below is whom it would change. A second person signs."), "waiting"
        )
        return redirect(url_for("office.key_correction", correction_id=made[0]))
    shown = render_template("office/key_corrections/propose_key_correction.html", entered=entered, form=form)
    return shown, 422 if form.errors else 200


@audience.page("/key-corrections/<uuid:correction_id>", admits=CITY)
def key_correction(work: Work, correction_id: UUID) -> ResponseReturnValue:
    """Whom it changes: a forecast as long as a signature is missing, afterwards what came out."""
    line = correction_line(work, correction_id)
    effects = effects_of(work, correction_id)
    turned = _page_of(effects, request.args.get("page", 1, type=int))
    to_fail = [each.sitting_id for each in effects.turned if each.turn is Turn.TO_FAIL]
    return render_template(
        "office/key_corrections/key_correction.html",
        line=line,
        effects=effects,
        turned=turned,
        pager=_pager(turned, "office.key_correction", correction_id=correction_id),
        exams={session.exam_session_id: session for session in effects.sessions},
        certificates=doubtful_certificates(work, to_fail) if line.second_at and to_fail else (),
        kinds=KIND_WORDS,
        states=TURN_STATES,
        form=Form(),
    )


@audience.page("/key-corrections/<uuid:correction_id>", methods=("POST",), admits=CITY)
def settle_key_correction(work: Work, correction_id: UUID) -> ResponseReturnValue:
    if request.form.get("act") == "sign":
        done = acts.sign_key_correction(work, correction_id, request.form.get("effects", ""))
        said = ngettext(
            "Signed. %(num)d paper has another result now; the first results stay on record.",
            "Signed. %(num)d papers have another result now; the first results stay on record.",
            done.changed,
        )
        flash(said, "done")
    else:
        acts.drop_key_correction(work, correction_id)
        flash(gettext("The proposal was dropped."), "waiting")
    return redirect(url_for("office.key_correction", correction_id=correction_id))


def _page_of(effects: Effects, page: int) -> Listing[Effect]:
    turned = effects.turned
    page = page_within(page, len(turned), PEOPLE_A_PAGE)
    start = (page - 1) * PEOPLE_A_PAGE
    return Listing(turned[start : start + PEOPLE_A_PAGE], len(turned), page, PEOPLE_A_PAGE)


def _pager(listing: Listing[Any], endpoint: str, **arguments: Any) -> dict[str, object]:
    def to(page: int | None) -> str | None:
        return url_for(endpoint, page=page, **arguments) if page else None

    return {
        "first_row": listing.first_row,
        "last_row": listing.last_row,
        "total": listing.total,
        "previous_url": to(listing.previous_page),
        "next_url": to(listing.next_page),
    }
