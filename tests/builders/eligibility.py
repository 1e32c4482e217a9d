"""What a county found out about an applicant."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.eligibility import Background
from exam_app.eligibility.contents import RecordedFact
from exam_app.models import EligibilityOverride
from exam_app.operations import eligibility
from exam_app.queries.eligibility import judged
from exam_app.terms import BackgroundKind
from exam_app.work import Site, Work
from tests.cast import NOON, Cast

REVOKED = RecordedFact(Background(date(2024, 3, 1), BackgroundKind.CERTIFICATE_REVOKED), "邻市公保吊〔2024〕3号")
"""In another city; barred until 2027-03-01."""
CRIME = RecordedFact(Background(date(2015, 6, 1), BackgroundKind.INTENTIONAL_CRIME), "（2015）云刑初12号")


def recorded(site: Site, cast: Cast, registration_id: UUID, found: RecordedFact = REVOKED, *, by: str = "zhou") -> UUID:
    with Work.open(site, cast[by], NOON) as work:
        return eligibility.record_background(work, registration_id, found)


def override_proposed(
    site: Site, cast: Cast, registration_id: UUID, *, reason: str = "法院判决撤销原决定。", by: str = "zhou"
) -> UUID:
    """All bars that stand, proposed to be lifted."""
    with Work.open(site, cast[by], NOON) as work:
        bars = [bar.key for bar in judged(work, [registration_id], work.today)[registration_id].bars]
        return eligibility.propose_override(work, registration_id, bars, reason)


def override_signed(site: Site, cast: Cast, registration_id: UUID, *, by: str = "he", at: datetime = NOON) -> None:
    with Work.open(site, cast[by], at) as work:
        query = select(EligibilityOverride.id).where(
            EligibilityOverride.registration_id == registration_id, EligibilityOverride.second_at.is_(None)
        )
        eligibility.sign_override(work, work.found(work.one(query)))
