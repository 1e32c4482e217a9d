"""What does not fit together: posts, contracts, areas and filings of guard units set against one another.

One statement for each kind, whatever the number of units. A mismatch is a reason to look, not a finding: the register
may be behind. What cannot be checked is said, never passed over.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from exam_app.actors import Role
from exam_app.divisions import is_within
from exam_app.errors import Sentence, sentence
from exam_app.models import (
    Authority,
    ContractPost,
    Employment,
    Filing,
    FilingAnswer,
    GuardUnit,
    Post,
    ServiceContract,
    UnitDetail,
)
from exam_app.queries import payroll_mismatches
from exam_app.queries.employment import in_force
from exam_app.terms import N_, FilingAct, FilingAnswerKind, GuardUnitKind, MismatchKind
from exam_app.work import Work

STATED, CONTRACT, COVERED = aliased(UnitDetail), aliased(ServiceContract), aliased(ContractPost)
STAY, PARTY, GUARDING = aliased(Employment), aliased(GuardUnit), aliased(GuardUnit)
"""Made once: an alias has a copy of every column, and to make it costs more than to ask."""
LAWS: Mapping[MismatchKind, str] = {
    MismatchKind.VENUE: N_("Regulation art. 13, Entertainment Venues Regulation art. 26"),
    MismatchKind.OUTSIDE_PREMISES: N_("Regulation art. 15"),
    MismatchKind.OUTSIDE_AREA: N_("Regulation art. 23"),
    MismatchKind.NO_CONTRACT: N_("Regulation art. 21"),
    MismatchKind.NO_CERTIFICATE: N_("Regulation art. 16 and 18, Order 112 art. 24"),
    MismatchKind.OTHER_PARTY: N_("Regulation art. 9 and 21"),
    **payroll_mismatches.LAWS,
}


@dataclass(frozen=True)
class Mismatch:
    """One row that does not fit: which unit, which post, and what stands beside it."""

    kind: MismatchKind
    unit_id: UUID
    post_id: UUID | None
    """None for what is about the unit's people, at whichever post."""
    post: str
    beside: Sentence

    @property
    def law(self) -> str:
        return LAWS[self.kind]


@dataclass(frozen=True)
class Checked:
    """What was found of one unit, and what could not be checked."""

    mismatches: Sequence[Mismatch] = ()
    unchecked: Sequence[Sentence] = ()


@dataclass
class _Gaps:
    """What nobody has stated yet, by unit."""

    areas: set[UUID] = field(default_factory=set)
    premises: Counter[UUID] = field(default_factory=Counter)


def checked_unit(work: Work, unit_id: UUID) -> Checked:
    """Everything about one guard unit; about fifteen statements."""
    gaps = _Gaps()
    found = [each for each in _all(work, gaps, unit_id) if each.unit_id == unit_id]
    unchecked = payroll_mismatches.people_unchecked(work, unit_id)
    if work.actor.role == Role.ADMINISTRATOR:
        # The administrator keeps places and accounts, and sees no roster.
        unchecked.append(sentence(N_("Certificates of the guards: read by the county and by the unit.")))
    if unit_id in gaps.areas:
        unchecked.append(sentence(N_("The unit's area: not checkable, nobody has stated it.")))
    if gaps.premises[unit_id]:
        said = N_("Own premises: not checkable, nobody has said whose the place is. Posts: %(posts)s.")
        unchecked.append(sentence(said, posts=gaps.premises[unit_id]))
    return Checked(found, unchecked)


def mismatches_by_unit(work: Work) -> Mapping[UUID, Sequence[Mismatch]]:
    """The mismatches of all guard units in reach; twelve statements whatever their number."""
    found: dict[UUID, list[Mismatch]] = defaultdict(list)
    for each in _all(work, _Gaps()):
        found[each.unit_id].append(each)
    return found


def _all(work: Work, gaps: _Gaps, unit_id: UUID | None = None) -> Iterator[Mismatch]:
    """Every mismatch of the units in reach, or of one of them."""
    posts = _posts(work, unit_id)
    yield from _venues(work, posts)
    yield from _outside_premises(work, posts, gaps)
    yield from _outside_area(work, posts, gaps)
    yield from _without_contract(work, posts)
    yield from _without_certificate(work, posts)
    yield from _other_party(work, unit_id)
    for people in payroll_mismatches.people_mismatches(work, unit_id):
        yield Mismatch(people.kind, people.unit_id, None, "", people.beside)


Posts = Select[UUID, str, UUID]
"""Id and name of a post, and the unit that guards it."""


def _posts(work: Work, unit_id: UUID | None) -> Posts:
    """The posts of the guard units in reach. A county judges the units it supervises: it has their contracts."""
    query = (
        select(Post.id, Post.name, Post.guard_unit_id)
        .join(GuardUnit, (GuardUnit.city_id == Post.city_id) & (GuardUnit.id == Post.guard_unit_id))
        .where(Post.city_id == work.city_id)
        .order_by(Post.name)
    )
    if work.actor.role == Role.COUNTY_REVIEWER:
        query = query.where(GuardUnit.county_id == work.actor.county_id)
    return query if unit_id is None else query.where(Post.guard_unit_id == unit_id)


def _venues(work: Work, posts: Posts) -> Iterator[Mismatch]:
    """Entertainment venues guarded by somebody who is not a licensed company."""
    query = posts.add_columns(GuardUnit.kind).where(
        Post.is_entertainment, GuardUnit.kind != GuardUnitKind.SERVICE_COMPANY
    )
    for post_id, name, unit_id, kind in work.rows(query):
        beside = sentence(N_("The guards there belong to: %(kind)s."), kind=kind)
        yield Mismatch(MismatchKind.VENUE, unit_id, post_id, name, beside)


def _outside_premises(work: Work, posts: Posts, gaps: _Gaps) -> Iterator[Mismatch]:
    """Posts of in-house employers that are not their own premises or estate."""
    query = posts.add_columns(Post.on_own_premises, Post.address).where(
        GuardUnit.kind == GuardUnitKind.IN_HOUSE, Post.on_own_premises.is_not(True)
    )
    for post_id, name, unit_id, on_own_premises, address in work.rows(query):
        if on_own_premises is None:
            gaps.premises[unit_id] += 1
            continue
        beside = sentence(N_("The place belongs to somebody else: %(address)s."), address=address)
        yield Mismatch(MismatchKind.OUTSIDE_PREMISES, unit_id, post_id, name, beside)


def _outside_area(work: Work, posts: Posts, gaps: _Gaps) -> Iterator[Mismatch]:
    """Posts of companies outside the area stated of them, where no filing for that region was received."""
    filed = _filed_regions(work)
    query = (
        posts.join(Authority, (Authority.city_id == Post.city_id) & (Authority.id == Post.county_id))
        .add_columns(Post.division_code, Authority.division_code, _areas_on(work.today))
        .where(GuardUnit.kind == GuardUnitKind.SERVICE_COMPANY)
    )
    for post_id, name, unit_id, own_code, county_code, areas in work.rows(query):
        code = own_code or county_code
        if not areas:
            gaps.areas.add(unit_id)
        elif not is_within(code, areas.split()) and not is_within(code, filed[unit_id]):
            beside = sentence(N_("It lies in %(code)s, the unit's area is %(areas)s."), code=code, areas=areas)
            yield Mismatch(MismatchKind.OUTSIDE_AREA, unit_id, post_id, name, beside)


def _areas_on(day: date):  # type: ignore[no-untyped-def]  # a scalar subquery; its type has no public name
    """The areas in the statement that is in force on the day."""
    return func.coalesce(
        select(STATED.areas)
        .where(STATED.city_id == GuardUnit.city_id, STATED.guard_unit_id == GuardUnit.id, STATED.stated_from <= day)
        .order_by(STATED.stated_from.desc(), STATED.stated_at.desc())
        .limit(1)
        .correlate(GuardUnit)
        .scalar_subquery(),
        "",
    )


def _filed_regions(work: Work) -> Mapping[UUID, Sequence[str]]:
    """Divisions for which a company's service was filed."""
    query = (
        select(Filing.guard_unit_id, Filing.division_code)
        .join(FilingAnswer, (FilingAnswer.city_id == Filing.city_id) & (FilingAnswer.filing_id == Filing.id))
        .where(
            Filing.city_id == work.city_id,
            Filing.act == FilingAct.CROSS_REGION,
            FilingAnswer.answer == FilingAnswerKind.RECEIVED,
        )
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for unit_id, code in work.rows(query):
        if unit_id is not None:
            found[unit_id].append(code)
    return found


def _without_contract(work: Work, posts: Posts) -> Iterator[Mismatch]:
    """Posts of companies for which no contract of theirs is in force today."""
    last_day = func.coalesce(CONTRACT.ended_on, CONTRACT.ends_on)
    in_force = exists(
        select(COVERED.id)
        .join(CONTRACT, (CONTRACT.city_id == COVERED.city_id) & (CONTRACT.id == COVERED.contract_id))
        .where(
            COVERED.city_id == Post.city_id,
            COVERED.post_id == Post.id,
            CONTRACT.guard_unit_id == Post.guard_unit_id,
            CONTRACT.starts_on <= work.today,
            last_day >= work.today,
        )
        .correlate(Post)
    )
    query = posts.where(GuardUnit.kind == GuardUnitKind.SERVICE_COMPANY, ~in_force)
    for post_id, name, unit_id in work.rows(query):
        beside = sentence(N_("No contract of the unit covers it on %(day)s."), day=work.today.isoformat())
        yield Mismatch(MismatchKind.NO_CONTRACT, unit_id, post_id, name, beside)


def _without_certificate(work: Work, posts: Posts) -> Iterator[Mismatch]:
    """Posts where somebody is on duty without a certificate in force, whoever the contract is with."""
    lacking = (
        select(func.count(STAY.id))
        .where(
            STAY.city_id == Post.city_id,
            STAY.post_id == Post.id,
            STAY.left_on.is_(None),
            ~in_force(work, STAY, STAY.person_id),
        )
        .correlate(Post)
        .scalar_subquery()
    )
    for post_id, name, unit_id, guards in work.rows(posts.add_columns(lacking)):
        if guards:
            beside = sentence(N_("Guards there who hold none today: %(guards)s."), guards=guards)
            yield Mismatch(MismatchKind.NO_CERTIFICATE, unit_id, post_id, name, beside)


def _other_party(work: Work, unit_id: UUID | None) -> Iterator[Mismatch]:
    """Contracts in force for posts where another unit's guards stand; said of both units, where both are in reach."""
    query = (
        select(Post.id, Post.name, PARTY.id, PARTY.name, GUARDING.id, GUARDING.name, ServiceContract.client_name)
        .join(ContractPost, (ContractPost.city_id == Post.city_id) & (ContractPost.post_id == Post.id))
        .join(
            ServiceContract,
            (ServiceContract.city_id == ContractPost.city_id) & (ServiceContract.id == ContractPost.contract_id),
        )
        .join(PARTY, (PARTY.city_id == ServiceContract.city_id) & (PARTY.id == ServiceContract.guard_unit_id))
        .join(GUARDING, (GUARDING.city_id == Post.city_id) & (GUARDING.id == Post.guard_unit_id))
        .where(
            Post.city_id == work.city_id,
            ServiceContract.in_force_on(work.today),
            ServiceContract.guard_unit_id != Post.guard_unit_id,
        )
        .order_by(Post.name)
    )
    if unit_id is not None:
        query = query.where(or_(ServiceContract.guard_unit_id == unit_id, Post.guard_unit_id == unit_id))
    for post_id, name, party_id, party_name, guarding_id, guarding_name, client in work.rows(query):
        said = N_("%(client)s has its contract with %(party)s; the guards belong to %(unit)s.")
        beside = sentence(said, client=client, party=party_name, unit=guarding_name)
        for each_id in (party_id, guarding_id):
            yield Mismatch(MismatchKind.OTHER_PARTY, each_id, post_id, name, beside)
