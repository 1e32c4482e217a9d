"""The shipped bank in the tests' city: entered by He, approved by Lin."""

from datetime import datetime
from uuid import UUID

from exam_app.operations import bank
from exam_app.work import Site, Work
from question_bank import Blueprint, ItemBank, Pool, shipped_bank, shipped_blueprint
from tests.cast import NOON, Cast

BLUEPRINT = "cn-guard-100"


def entered_bank(site: Site, cast: Cast, *pools: Pool, now: datetime = NOON) -> UUID:
    """Enter the shipped items of the pools (live ones by default) and the blueprint; returns the blueprint's id."""
    with Work.open(site, cast["he"], now) as work:
        for pool in pools or (Pool.LIVE,):
            bank.enter_items(work, shipped_bank(pool))
        return bank.enter_blueprint(work, shipped_blueprint(BLUEPRINT))


def approved_items(site: Site, cast: Cast, *pools: Pool, now: datetime = NOON) -> UUID:
    """The same, approved by a second person."""
    blueprint_id = entered_bank(site, cast, *pools, now=now)
    with Work.open(site, cast["lin"], now) as work:
        for pool in pools or (Pool.LIVE,):
            bank.approve_items(work, list(shipped_bank(pool)))
    return blueprint_id


def approved_for(site: Site, cast: Cast, blueprint: Blueprint) -> None:
    """Just the practice items that fill a blueprint: quicker where a test does not ask what is drawn."""
    pool = shipped_bank(Pool.PRACTICE)
    items = [item for cell in blueprint.cells for item in pool.find(cell.topic, cell.kind)[: cell.count]]
    with Work.open(site, cast["he"], NOON) as work:
        bank.enter_items(work, ItemBank(items, pool.sources, Pool.PRACTICE))
    with Work.open(site, cast["lin"], NOON) as work:
        bank.approve_items(work, [item.digest for item in items])
