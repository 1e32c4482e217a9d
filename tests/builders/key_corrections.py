"""Corrections of keys as a test needs them."""

from datetime import datetime, timedelta
from uuid import UUID

from exam_app.operations import key_corrections
from exam_app.operations.key_corrections import Corrected
from exam_app.queries.key_effects import Effects, effects_of
from exam_app.work import Site, Work
from question_bank import Item, RulingKind
from tests.cast import NOON, Cast

FOUND = NOON + timedelta(hours=5)
WHY, SHOWN_BY = "B项与条例第三十条不符，C项正确。", "《保安服务管理条例》第三十条"


def proposed(
    site: Site,
    cast: Cast,
    item: Item,
    kind: RulingKind = RulingKind.OTHER_KEY,
    keys: str = "",
    who: str = "he",
    now: datetime = FOUND,
) -> UUID:
    with Work.open(site, cast[who], now) as work:
        return key_corrections.propose_key_correction(work, item.digest, kind, keys, WHY, SHOWN_BY)


def foreseen(site: Site, cast: Cast, correction_id: UUID, who: str = "lin") -> Effects:
    with Work.open(site, cast[who], FOUND, read_only=True) as work:
        return effects_of(work, correction_id)


def signed(site: Site, cast: Cast, correction_id: UUID, who: str = "lin", now: datetime = FOUND) -> Corrected:
    digest = foreseen(site, cast, correction_id, who).digest
    with Work.open(site, cast[who], now) as work:
        return key_corrections.sign_key_correction(work, correction_id, digest)


def corrected(site: Site, cast: Cast, item: Item, kind: RulingKind = RulingKind.OTHER_KEY, keys: str = "") -> UUID:
    correction_id = proposed(site, cast, item, kind, keys)
    signed(site, cast, correction_id)
    return correction_id
