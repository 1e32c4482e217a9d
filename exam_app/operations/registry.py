"""The registry of units: leads noted and passed on, details stated from a day on, posts described."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.divisions import is_code, read_codes
from exam_app.errors import Conflict, Invalid
from exam_app.journal import Tag
from exam_app.models import Authority, GuardUnit, Post, Referral, TrainingUnit, UnitDetail
from exam_app.operations import operation
from exam_app.queries.units import unit_of
from exam_app.terms import N_, AuthorityKind, GuardUnitKind, UnitKind
from exam_app.work import Work

NOT_YET = N_("This day has not come yet. Enter it on the day.")


@operation(Permission.KEEP_REGISTRY)
def note_lead(work: Work, *, county_id: UUID, trains: bool, name: str, lead: str) -> UUID:
    """Note a unit that guards or trains without permit or filing and is known from a lead (Regulation art. 41, 47).

    The lead is a few words about the unit, never about a person, and kept sealed. Raises :class:`Invalid` by field.
    """
    if not lead:
        raise Invalid.in_field("lead", N_("Say how the unit became known, such as: seen at a post check."))
    county = work.get(Authority, county_id)
    if county.kind != AuthorityKind.COUNTY or work.actor.county_id not in (None, county.id):
        raise Invalid.in_field("county_id", N_("Choose a county."))
    model = TrainingUnit if trains else GuardUnit
    if work.one(select(model.id).where(model.city_id == work.city_id, model.name == name)) is not None:
        raise Invalid.in_field("name", N_("There is one with this name already. Choose another."))
    unit_id = work.new_id()
    shared = {"city_id": work.city_id, "id": unit_id, "county_id": county.id, "name": name, "noted_on": work.today}
    if trains:
        work.add(TrainingUnit(**shared, lead_sealed=work.site.vault.seal(lead, "training_unit.lead", unit_id)))
    else:
        sealed = work.site.vault.seal(lead, "guard_unit.lead", unit_id)
        work.add(GuardUnit(**shared, kind=GuardUnitKind.UNLICENSED, lead_sealed=sealed))
    work.record(Tag.UNIT_LEAD_NOTED, "training_unit" if trains else "guard_unit", unit_id)
    return unit_id


@operation(Permission.KEEP_REGISTRY)
def refer(work: Work, unit_id: UUID, *, to_whom: str, document_number: str, referred_on: date) -> UUID:
    """Pass a lead on to whoever acts on it. Only for units that are known from a lead."""
    unit = unit_of(work, unit_id)
    if not unit.has_lead:
        raise Conflict("This unit is licensed or filed. There is no lead to pass on.")
    if referred_on > work.today:
        raise Invalid.in_field("referred_on", NOT_YET)
    if unit.noted_on is not None and referred_on < unit.noted_on:
        raise Invalid.in_field(
            "referred_on",
            N_("The lead was noted on %(noted_on)s. Enter that day or a later one."),
            noted_on=unit.noted_on.isoformat(),
        )
    row = work.add(
        Referral(
            city_id=work.city_id,
            id=work.new_id(),
            **unit.keys,
            to_whom=to_whom,
            document_number=document_number,
            referred_on=referred_on,
            referred_by_id=work.actor.person_id,
            referred_at=work.now,
        )
    )
    work.record(Tag.UNIT_REFERRED, "referral", row.id, number=document_number)
    return row.id


@operation(Permission.KEEP_REGISTRY)
def note_receipt(work: Work, referral_id: UUID, *, receipt: str, receipt_on: date) -> None:
    """Note once who received a passed-on lead, and when."""
    row = work.lock(Referral, referral_id)
    if row.receipt_on is not None:
        raise Conflict("The receipt is noted already. Nothing was changed.")
    if receipt_on > work.today:
        raise Invalid.in_field("receipt_on", NOT_YET)
    if receipt_on < row.referred_on:
        raise Invalid.in_field(
            "receipt_on",
            N_("It left on %(referred_on)s. Enter that day or a later one."),
            referred_on=row.referred_on.isoformat(),
        )
    row.receipt, row.receipt_on = receipt, receipt_on
    work.record(Tag.UNIT_REFERRAL_RECEIVED, "referral", row.id)


@operation(Permission.KEEP_REGISTRY)
def settle_lead(work: Work, unit_id: UUID, *, kind: GuardUnitKind, number: str = "") -> None:
    """Note that a guard unit known from a lead has its permit now, or employs its guards itself and has to file.

    A company needs the number of its permit. An in-house employer may come without: it is not filed until the start of
    its service is recorded and received. The lead stays sealed with the unit.
    """
    if unit_of(work, unit_id).kind != UnitKind.UNLICENSED:
        raise Conflict("This is no guard unit without licence and filing. Nothing was changed.")
    if kind == GuardUnitKind.UNLICENSED:
        raise Invalid.in_field("kind", N_("Choose what kind of unit it is."))
    if kind == GuardUnitKind.SERVICE_COMPANY and not number:
        raise Invalid.in_field("number", N_("Enter the number of the permit."))
    unit = work.lock(GuardUnit, unit_id)
    unit.kind, unit.licence_number = kind, number or None
    work.record(Tag.UNIT_LEAD_SETTLED, "guard_unit", unit.id, unit_kind=kind.value)


@operation(Permission.KEEP_REGISTRY)
def state_details(
    work: Work,
    unit_id: UUID,
    *,
    stated_from: date,
    legal_person: str,
    phone: str = "",
    address: str,
    station_id: UUID | None = None,
    areas: str = "",
    premises: str = "",
    sites: str = "",
) -> UUID:
    """State who is responsible for a unit, where it is and where it may serve, from a day on; earlier days stay as they
    were stated. ``areas`` are division codes, separated as people separate them."""
    unit = unit_of(work, unit_id)
    if stated_from > work.today:
        raise Invalid.in_field("stated_from", NOT_YET)
    if station_id is not None and not _looks_after(work, station_id, unit.county_id):
        raise Invalid.in_field("station_id", N_("Choose a police station of the unit's county."))
    try:
        codes = read_codes(areas)
    except ValueError as error:
        raise Invalid.in_field(
            "areas", N_("“%(typed)s” is no division code. A code has six digits, such as 330300."), typed=str(error)
        ) from error
    row_id = work.new_id()
    work.add(
        UnitDetail(
            city_id=work.city_id,
            id=row_id,
            **unit.keys,
            stated_from=stated_from,
            legal_person=legal_person,
            phone_sealed=work.site.vault.seal(phone, "unit_detail.phone", row_id) if phone else None,
            address=address,
            station_id=station_id,
            areas=" ".join(codes),
            premises=premises,
            sites=sites,
            stated_by_id=work.actor.person_id,
            stated_at=work.now,
        )
    )
    work.record(Tag.UNIT_DETAIL_STATED, "unit_detail", row_id, stated_from=stated_from.isoformat())
    return row_id


def _looks_after(work: Work, station_id: UUID, county_id: UUID) -> bool:
    station = work.get(Authority, station_id)
    return station.kind == AuthorityKind.STATION and station.parent_id == county_id


@operation(Permission.KEEP_REGISTRY)
def describe_post(
    work: Work,
    post_id: UUID,
    *,
    is_entertainment: bool,
    is_key_unit: bool,
    on_own_premises: bool | None,
    division_code: str = "",
) -> None:
    """Say what kind of place a post is, and where; ``division_code`` empty means the county of the post."""
    if division_code and not is_code(division_code):
        raise Invalid.in_field("division_code", N_("The division code has six digits, such as 330301."))
    post = work.lock(Post, post_id)
    post.is_entertainment, post.is_key_unit = is_entertainment, is_key_unit
    post.on_own_premises, post.division_code = on_own_premises, division_code
    work.record(
        Tag.POST_DESCRIBED,
        "post",
        post.id,
        entertainment=is_entertainment,
        key_unit=is_key_unit,
        own_premises=on_own_premises,
        division_code=division_code,
    )
