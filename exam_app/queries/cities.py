"""The cities of a site."""

from collections.abc import Sequence

from sqlalchemy import select

from exam_app.models import Authority
from exam_app.terms import AuthorityKind
from exam_app.work import Work


def cities(work: Work) -> Sequence[str]:
    """Division codes of the cities in reach; all of them for the gate."""
    query = select(Authority.city_id).where(Authority.kind == AuthorityKind.CITY).order_by(Authority.city_id)
    return work.all(query)
