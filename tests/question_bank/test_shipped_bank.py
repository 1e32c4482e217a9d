"""The bank that comes with the package is fit for use."""

from datetime import date

import pytest

from question_bank.assembly import assemble
from question_bank.bank import shipped_bank
from question_bank.blueprint import shipped_blueprint
from question_bank.editorial import Severity, lint
from question_bank.kinds import ItemKind, Pool

EXAM_DAY = date(2026, 11, 24)


def test_the_editor_finds_no_error() -> None:
    live, practice = shipped_bank(Pool.LIVE), shipped_bank(Pool.PRACTICE)

    remarks = lint(list(live.values()), list(practice.values()))

    assert [remark for remark in remarks if remark.severity is Severity.ERROR] == []


def test_the_guard_examination_can_be_assembled_for_many_candidates() -> None:
    bank, blueprint = shipped_bank(Pool.LIVE), shipped_blueprint("cn-guard-100")

    papers = {assemble(bank, blueprint, number.to_bytes(16), EXAM_DAY) for number in range(20)}

    assert len(papers) == 20
    assert all(len(paper.digests) == 100 for paper in papers)


@pytest.mark.parametrize("pool", list(Pool))
def test_every_item_rests_on_law_in_force_on_the_exam_day(pool: Pool) -> None:
    bank = shipped_bank(pool)

    assert len(bank) > 0
    assert len(bank.in_force_on(EXAM_DAY)) == len(bank)


@pytest.mark.parametrize("pool", list(Pool))
def test_every_item_to_choose_from_has_four_choices(pool: Pool) -> None:
    counts = {len(item.choices) for item in shipped_bank(pool).values() if item.kind is not ItemKind.TRUE_FALSE}

    assert counts == {4}
