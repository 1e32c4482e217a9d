"""Receipts of fingerprints: entered by the county, corrected by a new row, asked for before a certificate."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.models import BiometricsReceipt
from exam_app.operations import biometrics, certificates
from exam_app.operations.biometrics import Taken
from exam_app.queries.biometrics import receipts_of, with_receipt
from exam_app.queries.certificates import issuers_desk
from exam_app.queries.person_papers import application_papers
from exam_app.terms import Gap
from exam_app.work import Site, Work
from tests.builders.certificates import passed_results
from tests.builders.registrations import registered, trainees
from tests.cast import Cast
from tests.conftest import NOON

TAKEN = Taken(NOON.date(), "周海", "ZW-2026-0815")


def applied(site: Site, cast: Cast, count: int = 1) -> tuple[list[UUID], list[UUID]]:
    """People and their applications."""
    people = trainees(site, cast, count)
    return people, registered(site, cast, people)


def entered(site: Site, cast: Cast, application: UUID, taken: Taken = TAKEN, *, who: str = "zhou") -> UUID:
    with Work.open(site, cast[who], NOON) as work:
        return biometrics.enter_receipt(work, application, taken)


def corrected(site: Site, cast: Cast, application: UUID, receipt: UUID, taken: Taken | None, reason: str) -> UUID:
    with Work.open(site, cast["zhou"], NOON) as work:
        return biometrics.correct_receipt(work, application, receipt, taken, reason)


def test_a_receipt_closes_the_gap_and_a_correction_stands_above_it(site: Site, cast: Cast) -> None:
    (person,), (application,) = applied(site, cast)
    first = entered(site, cast, application)
    corrected(site, cast, application, first, replace(TAKEN, by="郑强"), "录入有误")
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        assert Gap.BIOMETRICS not in application_papers(work, application).gaps
        assert [line.taken_by for line in receipts_of(work, person)] == ["郑强", "周海"]
        assert with_receipt(work, [person]) == {person}
    for statement in (update(BiometricsReceipt).values(taken_by="x"), delete(BiometricsReceipt)):
        with pytest.raises(DatabaseError, match="append only"), Work.open(site, cast["zhou"], NOON) as work:
            work.change(statement)


def test_a_struck_receipt_is_none_until_another_is_entered(site: Site, cast: Cast) -> None:
    (person,), (application,) = applied(site, cast)
    struck = corrected(site, cast, application, entered(site, cast, application), None, "采的是别人")
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        assert with_receipt(work, [person]) == set()
        assert application_papers(work, application).receipt is None
    entered(site, cast, application)
    with pytest.raises(Conflict, match="corrected meanwhile"):
        corrected(site, cast, application, struck, TAKEN, "晚了")
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        assert with_receipt(work, [person]) == {person}


@pytest.mark.usefixtures("sqlite_only")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"on": NOON.date() + timedelta(days=1)}, "taken_on"),
        ({"on": NOON.date() - timedelta(days=40_000)}, "taken_on"),
        ({"by": "周" * 41}, "taken_by"),
        ({"receipt_number": ""}, "receipt_number"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(site: Site, cast: Cast, given: dict[str, object], field: str) -> None:
    _, (application,) = applied(site, cast)
    with pytest.raises(Invalid) as refused:
        entered(site, cast, application, replace(TAKEN, **given))  # type: ignore[arg-type]  # fields of Taken
    assert set(refused.value.fields) == {field}


def test_one_receipt_belongs_to_one_person_and_a_person_has_one(site: Site, cast: Cast) -> None:
    _, (one, other) = applied(site, cast, 2)
    entered(site, cast, one)
    with pytest.raises(Invalid) as refused:
        entered(site, cast, other)
    assert set(refused.value.fields) == {"receipt_number"}
    with pytest.raises(Conflict, match="stands already"):
        entered(site, cast, one, replace(TAKEN, receipt_number="ZW-2"))


def test_another_county_enters_nothing(site: Site, cast: Cast) -> None:
    _, (application,) = applied(site, cast)
    with pytest.raises(NotFound):
        entered(site, cast, application, who="shi")


def test_nobody_gets_a_certificate_without_one_and_the_desk_says_why(site: Site, cast: Cast) -> None:
    made = passed_results(site, cast, with_receipt=False)
    with Work.open(site, cast["sun"], NOON, read_only=True) as work:
        desk = issuers_desk(work)
    assert not desk.ready and ["Regulation art. 16" in str(reason) for reason in desk.hindered[0].reasons] == [True]
    with Work.open(site, cast["sun"], NOON) as work:
        report = certificates.issue(work, made.results)
    assert not report.certificate_ids and "No receipt of fingerprints" in str(report.not_issued[0].reasons[0])
    entered(site, cast, made.registrations[0])
    with Work.open(site, cast["sun"], NOON) as work:
        assert len(certificates.issue(work, made.results).certificate_ids) == 1
