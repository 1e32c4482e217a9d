"""The city's item bank: entering item versions and blueprints, approval and publication by a second person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from exam_app import session_states
from exam_app.actors import Permission
from exam_app.errors import Conflict, NotFound
from exam_app.journal import Tag
from exam_app.models import Authority, BlueprintVersion, ExamSession, ItemPublication, ItemVersion
from exam_app.operations import operation
from exam_app.queries.bank import shortages_without
from exam_app.queries.items import stored_item
from exam_app.terms import AuthorityKind
from exam_app.work import Work
from question_bank import Blueprint, ItemBank, Pool

KEYS_AT_ONCE = 500
"""Digests named in one statement; SQLite and PostgreSQL both limit their number."""
MARGIN = timedelta(minutes=1)
"""Longer than any piece of work takes: a paper drawn before the pool changes is stored before it may change."""


@dataclass(frozen=True)
class Publication:
    """Where the publication of an item stands after a signature."""

    digest: str
    is_published: bool


@operation(Permission.MANAGE_BANK)
def enter_items(work: Work, items: ItemBank) -> int:
    """Enter the items of one pool; returns how many were new.

    A version that is entered already is left as it is, so the same bank may be entered again after an upgrade. What
    is entered waits for a second person: see :func:`approve_items`. A published item stays published in all its
    versions: another version of it is not entered as a live one.
    """
    _lock_bank(work)
    known = _versions(work, list(items))
    published = _published_codes(work) if items.pool is Pool.LIVE else frozenset()
    new = [item for digest, item in items.items() if digest not in known and item.id not in published]
    work.add_all(
        [
            ItemVersion(
                city_id=work.city_id,
                id=work.new_id(),
                digest=item.digest,
                pool=items.pool,
                topic=item.topic,
                item_code=item.id,
                document=item.to_document(),
                entered_by_id=work.actor.person_id,
                entered_at=work.now,
            )
            for item in new
        ]
    )
    if new:
        work.record(Tag.ITEMS_ENTERED, "bank", None, items=len(new), pool=items.pool.value)
    return len(new)


@operation(Permission.MANAGE_BANK)
def approve_items(work: Work, digests: Collection[str]) -> int:
    """Approve entered items by their digests; returns how many were approved now.

    Only approved live items reach a paper. Raises :class:`Conflict` if the actor entered one of those that wait:
    four eyes see a wrong key, two do not. Items approved earlier are left as they are.
    """
    _lock_bank(work)
    versions = _versions(work, digests)
    if missing := set(digests) - versions.keys():
        raise NotFound("Not in the bank: %(items)s of these items. Enter them first.", items=len(missing))
    waiting = [version for version in versions.values() if version.approved_by_id is None]
    if any(version.entered_by_id == work.actor.person_id for version in waiting):
        raise Conflict("You entered these items yourself. A second officer must approve them.")
    for version in waiting:
        version.approved_by_id, version.approved_at = work.actor.person_id, work.now
    if waiting:
        work.record(Tag.ITEMS_APPROVED, "bank", None, items=len(waiting))
    return len(waiting)


@operation(Permission.MANAGE_BANK)
def publish_item(work: Work, digest: str) -> Publication:
    """Sign the publication of an approved live item; a second officer's signature moves it to the practice pool.

    From then on anybody may study it and no new paper contains it; papers already drawn keep it. There is no way
    back. Raises :class:`Conflict` when the same person signs twice, when the item is not approved or published
    already, while candidates begin an examination, and when a planned examination could not be filled any more.
    """
    _lock_bank(work)
    version = work.found(_versions(work, [digest]).get(digest))
    if version.pool is Pool.PRACTICE:
        raise Conflict("This item is in the practice pool already.")
    if version.approved_by_id is None:
        raise Conflict("This item is not approved yet. Only approved items can be published.")
    _refuse_while_papers_are_drawn(work)
    _refuse_if_a_planned_paper_falls_short(work, version)
    query = select(ItemPublication).where(
        ItemPublication.city_id == work.city_id, ItemPublication.item_id == version.id
    )
    publication = work.one(query)
    if publication is None:
        return _propose_publication(work, version)
    return _confirm_publication(work, version, publication)


def _propose_publication(work: Work, version: ItemVersion) -> Publication:
    work.add(
        ItemPublication(
            city_id=work.city_id,
            id=work.new_id(),
            item_id=version.id,
            first_person_id=work.actor.person_id,
            first_at=work.now,
        )
    )
    work.record(Tag.PUBLICATION_PROPOSED, "item", version.id, item=version.item_code)
    return Publication(version.digest, is_published=False)


def _confirm_publication(work: Work, version: ItemVersion, publication: ItemPublication) -> Publication:
    if publication.first_person_id == work.actor.person_id:
        raise Conflict("You signed. A second officer must sign before the item is published.")
    publication.second_person_id, publication.second_at = work.actor.person_id, work.now
    # Every version of the item goes: another wording of a published question gives its answer away all the same.
    work.change(
        update(ItemVersion)
        .where(
            ItemVersion.city_id == work.city_id,
            ItemVersion.item_code == version.item_code,
            ItemVersion.pool == Pool.LIVE,
        )
        .values(pool=Pool.PRACTICE)
    )
    work.record(Tag.ITEM_PUBLISHED, "item", version.id, item=version.item_code)
    return Publication(version.digest, is_published=True)


def _refuse_while_papers_are_drawn(work: Work) -> None:
    """All candidates of an examination draw from one pool, and none draws while the pool changes."""
    query = (
        select(ExamSession)
        .where(
            ExamSession.city_id == work.city_id,
            ExamSession.state.in_(session_states.OPEN),
            ExamSession.starts_at <= work.now + MARGIN,
        )
        .order_by(ExamSession.starts_at)
    )
    for session in work.all(query):
        if work.now <= session.starts_at + timedelta(minutes=session.late_minutes) + MARGIN:
            raise Conflict("Candidates are beginning “%(exam)s” now. Publish when entry is closed.", exam=session.name)


def _refuse_if_a_planned_paper_falls_short(work: Work, version: ItemVersion) -> None:
    for short in shortages_without(work, stored_item(version.document)):
        if short.exam is not None:
            raise Conflict(
                "“%(exam)s” needs %(wanted)s items of topic %(topic)s and this kind; %(left)s would be left. "
                "Approve new items first.",
                exam=short.exam,
                wanted=short.wanted,
                topic=version.topic,
                left=short.left,
            )


def _published_codes(work: Work) -> frozenset[str]:
    """Codes of the items that were published."""
    query = (
        select(ItemVersion.item_code)
        .join(
            ItemPublication,
            (ItemPublication.city_id == ItemVersion.city_id) & (ItemPublication.item_id == ItemVersion.id),
        )
        .where(ItemVersion.city_id == work.city_id, ItemPublication.second_at.is_not(None))
    )
    return frozenset(work.all(query))


@operation(Permission.MANAGE_BANK)
def enter_blueprint(work: Work, blueprint: Blueprint) -> UUID:
    """Enter one version of a blueprint and return its id; the same version again returns the row that is there."""
    _lock_bank(work)
    query = select(BlueprintVersion.id).where(
        BlueprintVersion.city_id == work.city_id, BlueprintVersion.digest == blueprint.digest
    )
    if known := work.one(query):
        return known
    version = work.add(
        BlueprintVersion(
            city_id=work.city_id,
            id=work.new_id(),
            digest=blueprint.digest,
            code=blueprint.code,
            document=blueprint.to_document(),
            entered_by_id=work.actor.person_id,
            entered_at=work.now,
        )
    )
    work.record(Tag.BLUEPRINT_ENTERED, "blueprint", version.id, code=blueprint.code)
    return version.id


def _lock_bank(work: Work) -> None:
    """One change of the bank at a time: the city bureau, whose bank it is, serves as the lock."""
    bureau = select(Authority.id).where(Authority.city_id == work.city_id, Authority.kind == AuthorityKind.CITY)
    work.lock(Authority, work.found(work.one(bureau)))


def _versions(work: Work, digests: Collection[str]) -> Mapping[str, ItemVersion]:
    """The entered versions among ``digests``."""
    wanted, found = sorted(set(digests)), dict[str, ItemVersion]()
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        query = (
            select(ItemVersion)
            .where(ItemVersion.city_id == work.city_id, ItemVersion.digest.in_(wanted[start : start + KEYS_AT_ONCE]))
            .order_by(ItemVersion.digest)
        )
        found |= {version.digest: version for version in work.all(query)}
    return found
