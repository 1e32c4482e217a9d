"""The scope holds whichever way a statement reaches a row."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import aliased

from exam_app.models import Person, RegistrationStep
from exam_app.work import Site, Work
from tests.builders.registrations import passed_at_county, registered, trainees
from tests.cast import Cast
from tests.conftest import NOON


@pytest.mark.parametrize("reviewer,seen", [("zhou", ["李敏", "周海"]), ("shi", [])])
def test_a_joined_alias_is_narrowed_like_its_model(site: Site, cast: Cast, reviewer: str, seen: list[str]) -> None:
    passed_at_county(site, cast, registered(site, cast, trainees(site, cast)))
    step, who = aliased(RegistrationStep), aliased(Person)
    query = (
        select(who.name).join(step, (step.city_id == who.city_id) & (step.by_person_id == who.id)).order_by(step.number)
    )
    with Work.open(site, cast[reviewer], NOON, read_only=True) as work:
        assert work.all(query) == seen


def test_an_alias_joined_beside_its_model_is_narrowed_by_its_own_columns(site: Site, cast: Cast) -> None:
    """Reviewer Shi sees herself and nobody of the other county, also through a join that starts from herself."""
    trainees(site, cast)
    me, anybody = Person, aliased(Person)
    query = select(anybody.name).select_from(me).join(anybody, anybody.city_id == me.city_id)
    with Work.open(site, cast["shi"], NOON, read_only=True) as work:
        assert work.all(query) == ["石磊"]
