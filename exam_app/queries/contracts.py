"""Service contracts of a guard unit, and the posts that can be put under one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from exam_app.models import ContractPost, Post, ServiceContract
from exam_app.queries.places import Place
from exam_app.queries.units import Unit, own_unit, unit_of
from exam_app.work import Work


@dataclass(frozen=True)
class ContractLine:
    """One contract."""

    id: UUID
    client_name: str
    posts: tuple[str, ...]
    signed_on: date
    starts_on: date
    ends_on: date
    ended_on: date | None
    kept_until: date
    is_running: bool
    """Its last day has not passed."""


@dataclass(frozen=True)
class PostLine:
    """A post of the unit with what was said of the place."""

    id: UUID
    name: str
    address: str
    is_entertainment: bool
    is_key_unit: bool
    on_own_premises: bool | None
    division_code: str


def contracts_of(work: Work, unit_id: UUID) -> Sequence[ContractLine]:
    """The contracts of a unit, those that run first; two statements."""
    rows = work.all(
        select(ServiceContract)
        .where(ServiceContract.city_id == work.city_id, ServiceContract.guard_unit_id == unit_id)
        .order_by(ServiceContract.starts_on.desc(), ServiceContract.id)
    )
    posts: dict[UUID, list[str]] = defaultdict(list)
    covered = (
        select(ContractPost.contract_id, Post.name)
        .join(Post, (Post.city_id == ContractPost.city_id) & (Post.id == ContractPost.post_id))
        .join(
            ServiceContract,
            (ServiceContract.city_id == ContractPost.city_id) & (ServiceContract.id == ContractPost.contract_id),
        )
        .where(ContractPost.city_id == work.city_id, ServiceContract.guard_unit_id == unit_id)
        .order_by(Post.name)
    )
    for contract_id, name in work.rows(covered):
        posts[contract_id].append(name)
    lines = [_line(row, tuple(posts[row.id]), work.today) for row in rows]
    return sorted(lines, key=lambda line: not line.is_running)


def contract_with_unit(work: Work, contract_id: UUID) -> tuple[Unit, ContractLine]:
    """One contract in reach."""
    row = work.get(ServiceContract, contract_id)
    unit = unit_of(work, row.guard_unit_id)
    return unit, next(line for line in contracts_of(work, unit.id) if line.id == contract_id)


def posts_of(work: Work, unit_id: UUID) -> Sequence[PostLine]:
    """The posts of a unit, by name."""
    query = select(Post).where(Post.city_id == work.city_id, Post.guard_unit_id == unit_id).order_by(Post.name, Post.id)
    return [_post(post) for post in work.all(query)]


def post_with_unit(work: Work, post_id: UUID) -> tuple[Unit, PostLine]:
    """One post in reach, with the unit that guards it."""
    post = work.get(Post, post_id)
    return unit_of(work, post.guard_unit_id), _post(post)


def posts_to_contract(work: Work) -> Sequence[Place]:
    """Posts that can be put under a contract: a clerk has those of the unit, a county those in its reach, whoever
    guards them, for what a client shows there may name another unit."""
    query = select(Post.id, Post.name).where(Post.city_id == work.city_id).order_by(Post.name)
    return [Place(post_id, name) for post_id, name in work.rows(query)]


def own_contracts(work: Work) -> Sequence[ContractLine]:
    """The contracts of a clerk's unit."""
    return contracts_of(work, own_unit(work).id)


def _line(row: ServiceContract, posts: tuple[str, ...], today: date) -> ContractLine:
    return ContractLine(
        row.id,
        row.client_name,
        posts,
        row.signed_on,
        row.starts_on,
        row.ends_on,
        row.ended_on,
        row.kept_until,
        row.last_day >= today,
    )


def _post(post: Post) -> PostLine:
    return PostLine(
        post.id,
        post.name,
        post.address,
        post.is_entertainment,
        post.is_key_unit,
        post.on_own_premises,
        post.division_code,
    )
