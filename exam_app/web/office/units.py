"""The registry of units: the list, one unit with everything about it, leads by their age, details and posts."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import Role
from exam_app.operations import registry as acts
from exam_app.queries import contracts, filings, places, units
from exam_app.terms import N_, GuardUnitKind
from exam_app.web import unit_pages
from exam_app.web.forms import AtMost, ChoiceField, DateField, Form, Needed, TextField
from exam_app.web.office import audience
from exam_app.web.rendering import label
from exam_app.work import Work

KEEPERS = {Role.COUNTY_REVIEWER, Role.ADMINISTRATOR}
READERS = {*KEEPERS, Role.CITY_EXAM_OFFICER}
PAGES = unit_pages.RegistryPages("office")
GUARDS, TRAINS = "guards", "trains"
NO_STATION = "none"
"""The choice of no station; an id is never this word."""


class LeadForm(Form):
    county_id = ChoiceField(N_("County"), N_("Choose a county."))
    does = ChoiceField(N_("What it does"), N_("Choose what the unit does."))
    name = TextField(N_("Name of the unit"), [Needed(N_("Enter the name.")), AtMost(80)])
    lead = TextField(N_("How it became known"), [AtMost(200)])


class ReferralForm(Form):
    to_whom = TextField(N_("Passed on to"), [Needed(N_("Enter to whom it is passed on.")), AtMost(80)])
    document_number = TextField(
        N_("Number of the document"), [Needed(N_("Enter the number of the document.")), AtMost(60)]
    )
    referred_on = DateField(N_("Day of passing on"))


class ReceiptForm(Form):
    receipt = TextField(N_("Receipt"), [Needed(N_("Enter who received it, and the number.")), AtMost(120)])
    receipt_on = DateField(N_("Received on"))


class SettleForm(Form):
    kind = ChoiceField(N_("Kind"), N_("Choose what kind of unit it is."))
    number = TextField(N_("Number of the licence or filing"), [AtMost(40)])


class DetailForm(Form):
    stated_from = DateField(N_("In force from"))
    legal_person = TextField(N_("Legal or responsible person"), [Needed(N_("Enter the name.")), AtMost(80)])
    phone = TextField(N_("Telephone"), [AtMost(40)])
    address = TextField(N_("Address"), [Needed(N_("Enter the address.")), AtMost(160)])
    station_id = ChoiceField(N_("Police station"), N_("Choose a police station."))
    areas = TextField(N_("Division codes of the area"), [AtMost(160)])
    premises = TextField(N_("Own premises or estate"), [AtMost(300)])
    sites = TextField(N_("Other sites"), [AtMost(300)])


class PostForm(Form):
    place = ChoiceField(N_("Kind of place"), N_("Choose what kind of place it is."))
    own = ChoiceField(N_("Premises or estate of the guarding unit itself"), N_("Choose one."))
    division_code = TextField(N_("Division code"), [AtMost(6)])


PLACES = {
    "other": (N_("Neither of them"), False, False),
    "entertainment": (N_("Entertainment venue"), True, False),
    "key": (N_("Key protected unit"), False, True),
    "both": (N_("Both"), True, True),
}
OWN = {"unknown": (N_("Not known yet"), None), "yes": (N_("Yes"), True), "no": (N_("No"), False)}


@audience.page("/units", admits=READERS, menu=N_("Units"))
def units_registry(work: Work) -> ResponseReturnValue:
    return unit_pages.registry_list(work, PAGES)


@audience.page("/units/registry.xlsx", admits=READERS, records=True)
def units_table(work: Work) -> ResponseReturnValue:
    return unit_pages.registry_workbook(work)


@audience.page("/units/leads", admits=READERS)
def unit_leads(work: Work) -> ResponseReturnValue:
    return unit_pages.leads_list(work, PAGES)


@audience.page("/units/leads/note", methods=("GET", "POST"), admits=KEEPERS)
def note_lead(work: Work) -> ResponseReturnValue:
    form = LeadForm()
    reach = [place for place in places.counties(work) if work.actor.county_id in (None, place.id)]
    form.county_id.offer([(str(place.id), place.name) for place in reach])
    form.does.offer([(GUARDS, gettext("Guards without permit or filing")), (TRAINS, gettext("Trains without filing"))])
    if len(reach) == 1 and not form.county_id.data:
        form.county_id.data = str(reach[0].id)
    if form.carries_out(
        lambda: acts.note_lead(
            work,
            county_id=UUID(form.county_id.data),
            trains=form.does.data == TRAINS,
            name=form.name.data,
            lead=form.lead.data or "",
        )
    ):
        flash(gettext("%(name)s is noted. Pass the lead on to whoever acts on it.", name=form.name.data), "done")
        return redirect(url_for("office.unit_leads"))
    return render_template("office/units/note_lead.html", form=form), 422 if form.errors else 200


@audience.page("/units/<uuid:unit_id>", admits=READERS)
def unit(work: Work, unit_id: UUID) -> ResponseReturnValue:
    """A guard unit with everything about it; a training unit has a page of its own, with less on it."""
    return unit_pages.unit_entry(work, PAGES, unit_id)


@audience.page("/units/training/<uuid:unit_id>", admits=READERS)
def training_unit(work: Work, unit_id: UUID) -> ResponseReturnValue:
    return unit_pages.unit_entry(work, PAGES, unit_id)


@audience.page("/units/<uuid:unit_id>/refer", methods=("GET", "POST"), admits=KEEPERS)
def refer_unit(work: Work, unit_id: UUID) -> ResponseReturnValue:
    form, found = ReferralForm(referred_on=work.today), units.unit_of(work, unit_id)
    if form.carries_out(
        lambda: acts.refer(
            work,
            unit_id,
            to_whom=form.to_whom.data,
            document_number=form.document_number.data,
            referred_on=form.referred_on.value or work.today,
        )
    ):
        flash(gettext("The lead is passed on. Note the receipt when it comes."), "done")
        return redirect(url_for("office.unit", unit_id=unit_id))
    page = render_template("office/units/refer.html", form=form, unit=found, lead=units.lead_of(work, found))
    return page, 422 if form.errors else 200


@audience.page("/units/referrals/<uuid:referral_id>/receipt", methods=("GET", "POST"), admits=KEEPERS)
def unit_receipt(work: Work, referral_id: UUID) -> ResponseReturnValue:
    form, (found, referral) = ReceiptForm(receipt_on=work.today), filings.referral_with_unit(work, referral_id)
    if form.carries_out(
        lambda: acts.note_receipt(
            work, referral_id, receipt=form.receipt.data, receipt_on=form.receipt_on.value or work.today
        )
    ):
        flash(gettext("The receipt is noted."), "done")
        return redirect(url_for("office.unit", unit_id=found.id))
    page = render_template("office/units/receipt.html", form=form, unit=found, referral=referral)
    return page, 422 if form.errors else 200


@audience.page("/units/<uuid:unit_id>/settle", methods=("GET", "POST"), admits=KEEPERS)
def settle_lead(work: Work, unit_id: UUID) -> ResponseReturnValue:
    form, found = SettleForm(), units.unit_of(work, unit_id)
    kinds = {kind.value: kind for kind in GuardUnitKind if kind != GuardUnitKind.UNLICENSED}
    form.kind.offer([(value, label(kind)) for value, kind in kinds.items()])
    if form.carries_out(
        lambda: acts.settle_lead(work, unit_id, kind=kinds[form.kind.data], number=form.number.data or "")
    ):
        flash(gettext("%(name)s is no lead any more.", name=found.name), "done")
        return redirect(url_for("office.unit", unit_id=unit_id))
    return render_template("office/units/settle_lead.html", form=form, unit=found), 422 if form.errors else 200


@audience.page("/units/<uuid:unit_id>/details", methods=("GET", "POST"), admits=KEEPERS)
def unit_details(work: Work, unit_id: UUID) -> ResponseReturnValue:
    """What is in force stands in the form: only what changed has to be typed."""
    found = units.unit_of(work, unit_id)
    now = units.detail_on(units.details_of(work, found), work.today)
    known = (
        {}
        if now is None
        else {
            "legal_person": now.legal_person,
            "phone": now.phone,
            "address": now.address,
            "areas": " ".join(now.areas),
            "premises": now.premises,
            "sites": now.sites,
            "station_id": str(now.station_id or NO_STATION),
        }
    )
    form = DetailForm(stated_from=work.today, **known)
    stations = [(str(place.id), place.name) for place in units.stations_of(work, found.county_id)]
    form.station_id.offer([(NO_STATION, gettext("Not stated")), *stations])
    if not form.station_id.data:
        form.station_id.data = NO_STATION
    texts = ("legal_person", "phone", "address", "areas", "premises", "sites")
    if form.carries_out(
        lambda: acts.state_details(
            work,
            unit_id,
            stated_from=form.stated_from.value or work.today,
            station_id=None if form.station_id.data == NO_STATION else UUID(form.station_id.data),
            **{name: form[name].data or "" for name in texts},
        )
    ):
        flash(gettext("The details are stated. What was stated before stays readable."), "done")
        return redirect(url_for("office.unit", unit_id=unit_id))
    return render_template("office/units/details.html", form=form, unit=found), 422 if form.errors else 200


@audience.page("/units/posts/<uuid:post_id>", methods=("GET", "POST"), admits=KEEPERS)
def describe_post(work: Work, post_id: UUID) -> ResponseReturnValue:
    found, post = contracts.post_with_unit(work, post_id)
    flags = (post.is_entertainment, post.is_key_unit)
    form = PostForm(
        place=next(key for key, (_, *each) in PLACES.items() if tuple(each) == flags),
        own=next(key for key, (_, own) in OWN.items() if own is post.on_own_premises),
        division_code=post.division_code,
    )
    form.place.offer([(key, gettext(words)) for key, (words, *_) in PLACES.items()])
    form.own.offer([(key, gettext(words)) for key, (words, _) in OWN.items()])

    def describe() -> None:
        _, is_entertainment, is_key_unit = PLACES[form.place.data]
        acts.describe_post(
            work,
            post_id,
            is_entertainment=is_entertainment,
            is_key_unit=is_key_unit,
            on_own_premises=OWN[form.own.data][1],
            division_code=form.division_code.data or "",
        )

    if form.carries_out(describe):
        flash(gettext("What kind of place %(post)s is stands in the registry.", post=post.name), "done")
        return redirect(url_for("office.unit", unit_id=found.id))
    page = render_template("office/units/post.html", form=form, unit=found, post=post)
    return page, 422 if form.errors else 200
