"""Why a paper was marked again: one reason, of the kind it says, and none for the first marking."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from exam_app.models import KeyCorrection, Result, ResultReason
from exam_app.queries.appeal_dossiers import reasons_of, why_marked
from exam_app.terms import MarkedAgainFor
from exam_app.work import Site, Work
from question_bank import RulingKind
from tests.builders import key_corrections
from tests.builders.appeals import asked
from tests.builders.resits import AFTER, over
from tests.builders.sittings import ITEMS, Hall
from tests.cast import Cast


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return over(site, cast)


@pytest.fixture
def correction(site: Site, cast: Cast, hall: Hall) -> KeyCorrection:
    """It struck an item that some answered rightly, so that results were added."""
    correction_id = key_corrections.proposed(site, cast, ITEMS[0], RulingKind.OUT)
    key_corrections.signed(site, cast, correction_id)
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        return work.get(KeyCorrection, correction_id)


def test_one_correction_is_one_reason_of_all_results_that_it_made(
    site: Site, cast: Cast, correction: KeyCorrection
) -> None:
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        (reason,) = work.all(select(ResultReason))
        again = work.all(select(Result).where(Result.number > 1))
        assert {row.reason_id for row in again} == {reason.id} and len(again) > 1
        assert (reason.kind, reason.key_correction_id) == (MarkedAgainFor.KEY_CORRECTION, correction.id)
        said = why_marked(reasons_of(work, again)[reason.id], {correction.id: correction.number})
        assert str(said) == "correction of a key, number 1"
        assert str(why_marked(None, {})) == "marked when it was handed in"


@pytest.mark.parametrize("named", [(), ("appeal",), ("key_correction", "appeal")])
def test_a_reason_names_what_its_kind_says_and_nothing_else(
    site: Site, cast: Cast, hall: Hall, correction: KeyCorrection, named: tuple[str, ...]
) -> None:
    appeal_id = asked(site, hall.bao, hall)
    references: dict[str, Any] = {"key_correction": correction.id, "appeal": appeal_id}
    with pytest.raises(IntegrityError), Work.open(site, cast["he"], AFTER) as work:
        work.add(
            ResultReason(
                city_id=work.city_id,
                id=work.new_id(),
                kind=MarkedAgainFor.KEY_CORRECTION,
                at=AFTER,
                **{f"{name}_id": references[name] for name in named},
            )
        )


def test_a_second_marking_without_a_reason_is_no_row(site: Site, cast: Cast, hall: Hall) -> None:
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        first = work.all(select(Result).where(Result.person_id == hall.bao.person_id))[0]
    kept = {column.name: getattr(first, column.name) for column in Result.__table__.columns}
    with pytest.raises(IntegrityError), Work.open(site, cast["he"], AFTER) as work:
        work.add(Result(**{**kept, "id": work.new_id(), "number": 2}))


def test_a_reason_stands_as_it_was_written(site: Site, cast: Cast, correction: KeyCorrection) -> None:
    for change in ("UPDATE result_reason SET kind = 'appeal'", "DELETE FROM result_reason"):
        with pytest.raises(DatabaseError), Work.open(site, cast["he"], AFTER) as work:
            work.session.execute(text(change))
