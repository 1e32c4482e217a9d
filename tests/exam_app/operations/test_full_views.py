"""Full ID numbers and telephones: masked until somebody asks, and then on record with who and why."""

from sqlalchemy import select

from exam_app.journal import JournalEntry, Tag
from exam_app.models import Person
from exam_app.operations import full_views
from exam_app.queries.training import person_page
from exam_app.work import Site, Work
from tests.builders.registrations import registered
from tests.builders.training import number_of, trained
from tests.cast import Cast
from tests.conftest import NOON


def looks(site: Site, cast: Cast) -> list[tuple[object, ...]]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        query = (
            select(JournalEntry.tag, JournalEntry.actor_id, JournalEntry.about_person_id, JournalEntry.facts)
            .where(JournalEntry.tag.in_([Tag.ID_NUMBER_READ, Tag.TELEPHONE_READ]))
            .order_by(JournalEntry.leaf_index)
        )
        return [(tag, actor, about, facts["view"]) for tag, actor, about, facts in work.rows(query)]


def test_a_telephone_is_masked_until_it_is_asked_for(site: Site, cast: Cast) -> None:
    (person,) = trained(site, cast, 1).people
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        assert person_page(work, person).phone == "138****0000"
    with Work.open(site, cast["li"], NOON) as work:
        assert full_views.show_telephone(work, person) == "13800000000"
    assert looks(site, cast) == [(Tag.TELEPHONE_READ, cast["li"].person_id, person, "call")]


def test_every_number_on_a_form_is_a_look_of_its_own(site: Site, cast: Cast) -> None:
    people = trained(site, cast, 2).people
    registered(site, cast, people)
    with Work.open(site, cast["zhou"], NOON) as work:
        found = full_views.numbers_for_forms(work, people)
        assert {numbers.id_number for numbers in found.values()} == {number_of(1), number_of(2)}
        assert work.get(Person, people[0]).phone_sealed is not None
    told = looks(site, cast)
    assert len(told) == 4 and {about for _, _, about, _ in told} == set(people)
    assert {view for *_, view in told} == {"form"}
