"""Service contracts: recorded with the posts they cover, and ended early once."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from exam_app.actors import Permission, Role
from exam_app.errors import Conflict, Invalid
from exam_app.journal import Tag
from exam_app.models import ContractPost, Post, ServiceContract
from exam_app.operations import operation
from exam_app.queries.units import unit_of
from exam_app.terms import N_, UnitKind
from exam_app.work import Work


@operation(Permission.EMPLOY, Permission.KEEP_REGISTRY)
def record_contract(
    work: Work,
    unit_id: UUID,
    *,
    client_name: str,
    post_ids: Collection[UUID],
    signed_on: date,
    starts_on: date,
    ends_on: date,
) -> UUID:
    """Record a service contract (Regulation art. 21). Raises :class:`Invalid` by field.

    A unit records its own, for its own posts; a county records what a client shows, whoever guards the post.
    """
    unit = unit_of(work, unit_id)
    if unit.kind not in (UnitKind.SERVICE_COMPANY, UnitKind.UNLICENSED):
        raise Conflict("Only companies have service contracts. Nothing was changed.")
    if not post_ids:
        raise Invalid.in_field("posts", N_("Choose at least one post."))
    if signed_on > work.today:
        raise Invalid.in_field("signed_on", N_("This day has not come yet. Enter it on the day."))
    if ends_on < starts_on:
        raise Invalid.in_field("ends_on", N_("The last day is before the first one."))
    posts = [work.get(Post, post_id) for post_id in sorted(set(post_ids))]
    if work.actor.role == Role.EMPLOYER_CLERK and any(post.guard_unit_id != unit.id for post in posts):
        raise Invalid.in_field("posts", N_("Choose posts of your own unit."))
    contract = work.add(
        ServiceContract(
            city_id=work.city_id,
            id=work.new_id(),
            county_id=unit.county_id,
            guard_unit_id=unit.id,
            client_name=client_name,
            signed_on=signed_on,
            starts_on=starts_on,
            ends_on=ends_on,
            recorded_by_id=work.actor.person_id,
            recorded_at=work.now,
        )
    )
    work.add_all(
        [
            ContractPost(city_id=work.city_id, id=work.new_id(), contract_id=contract.id, post_id=post.id)
            for post in posts
        ]
    )
    work.record(
        Tag.CONTRACT_RECORDED,
        "service_contract",
        contract.id,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
    )
    return contract.id


@operation(Permission.EMPLOY, Permission.KEEP_REGISTRY)
def end_contract(work: Work, contract_id: UUID, *, ended_on: date) -> None:
    """Note once that a contract ended before its time. From then on it is kept for two years (Regulation art. 21)."""
    contract = work.lock(ServiceContract, contract_id)
    if contract.ended_on is not None:
        raise Conflict("The end of this contract is noted already. Nothing was changed.")
    if ended_on > work.today:
        raise Invalid.in_field("ended_on", N_("This day has not come yet. Enter it on the day."))
    if not contract.starts_on <= ended_on <= contract.ends_on:
        raise Invalid.in_field(
            "ended_on",
            N_("The contract runs from %(first)s to %(last)s. Enter a day in between."),
            first=contract.starts_on.isoformat(),
            last=contract.ends_on.isoformat(),
        )
    contract.ended_on = ended_on
    work.record(Tag.CONTRACT_ENDED, "service_contract", contract.id, ended_on=ended_on.isoformat())
