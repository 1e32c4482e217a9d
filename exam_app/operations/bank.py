"""The city's item bank: entering item versions and blueprints from the library, approval by a second person."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, NotFound
from exam_app.journal import Tag
from exam_app.models import Authority, BlueprintVersion, ItemVersion
from exam_app.operations import operation
from exam_app.terms import AuthorityKind
from exam_app.work import Work
from question_bank import Blueprint, ItemBank

KEYS_AT_ONCE = 500
"""Digests named in one statement; SQLite and PostgreSQL both limit their number."""


@operation(Permission.MANAGE_BANK)
def enter_items(work: Work, items: ItemBank) -> int:
    """Enter the items of one pool; returns how many were new.

    A version that is entered already is left as it is, so the same bank may be entered again after an upgrade. What
    is entered waits for a second person: see :func:`approve_items`.
    """
    _lock_bank(work)
    known = _versions(work, list(items))
    new = [item for digest, item in items.items() if digest not in known]
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
