"""Who comes alone: registered at the county's desk, without a training unit and without a dead end."""

from threading import Thread

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from exam_app.errors import Conflict, Invalid
from exam_app.models import Person, Registration
from exam_app.operations import registrations
from exam_app.operations.walk_ins import hand_in_again, register_in_person
from exam_app.terms import RegistrationState, ReturnReason
from exam_app.work import Site, Work
from tests.builders.registrations import registered, trainees
from tests.cast import Cast, enter, id_number
from tests.conftest import NOON

NUMBER = id_number("19800510", 33)


def test_who_comes_alone_waits_in_the_countys_queue(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["zhou"], NOON) as work:
        registration_id = register_in_person(work, name="欧阳志诚", id_number=NUMBER, phone="13700000000")
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        found = work.get(Registration, registration_id)
        assert (found.state, found.training_unit_id, found.county_id) == (
            RegistrationState.SUBMITTED,
            None,
            cast.qingxi,
        )
        assert work.get(Person, found.person_id).name == "欧阳志诚"


def test_a_trainee_may_come_alone_too(site: Site, cast: Cast) -> None:
    (person_id,) = trainees(site, cast)
    with Work.open(site, cast["zhou"], NOON) as work:
        registration_id = register_in_person(work, name="李秀英", id_number=id_number("19790312", 1))
        assert work.get(Registration, registration_id).person_id == person_id


def test_a_known_number_under_another_name_is_refused_without_saying_whose(site: Site, cast: Cast) -> None:
    trainees(site, cast)
    with pytest.raises(Conflict) as refused, Work.open(site, cast["shi"], NOON) as work:
        register_in_person(work, name="李秀瑛", id_number=id_number("19790312", 1))
    assert "李秀英" not in str(refused.value)


def test_a_second_open_application_is_not_taken(site: Site, cast: Cast) -> None:
    registered(site, cast, trainees(site, cast))
    with pytest.raises(Conflict, match="open application"), Work.open(site, cast["shi"], NOON) as work:
        register_in_person(work, name="李秀英", id_number=id_number("19790312", 1))


def test_two_desks_that_register_somebody_at_the_same_moment_get_one_application_and_a_sentence(
    site: Site, cast: Cast
) -> None:
    said: list[Exception] = []

    def register_at(desk: str) -> None:
        try:
            with Work.open(site, cast[desk], NOON) as work:
                register_in_person(work, name="欧阳志诚", id_number=NUMBER)
        except Exception as refused:  # whatever it is, the assertion shows it
            said.append(refused)

    other = Thread(target=register_at, args=("shi",))
    with Work.open(site, cast["zhou"], NOON) as work:
        register_in_person(work, name="欧阳志诚", id_number=NUMBER)
        other.start()
        other.join(timeout=0.5)  # PostgreSQL has it wait at the number, SQLite at the door
    other.join(timeout=20)
    assert [type(refused) for refused in said] == [Conflict]
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert work.count(select(func.count(Registration.id))) == 1


@pytest.mark.parametrize("number", [id_number("20100312", 1), "330301198005103300"])
def test_an_age_that_bars_and_a_wrong_number_are_said_at_the_field(site: Site, cast: Cast, number: str) -> None:
    with pytest.raises(Invalid) as refused, Work.open(site, cast["zhou"], NOON) as work:
        register_in_person(work, name="欧阳志诚", id_number=number)
    assert "id_number" in refused.value.fields


def test_the_county_takes_repaired_papers_in_again(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["zhou"], NOON) as work:
        alone = register_in_person(work, name="欧阳志诚", id_number=NUMBER)
        registrations.return_with_reasons(work, alone, [ReturnReason.MEDICAL_MISSING])
    (of_a_unit,) = registered(site, cast, trainees(site, cast))
    with Work.open(site, cast["zhou"], NOON) as work:
        registrations.return_with_reasons(work, of_a_unit, [ReturnReason.PHOTO_MISSING])
        hand_in_again(work, alone)
        assert work.get(Registration, alone).state is RegistrationState.SUBMITTED
        for other in (alone, of_a_unit):
            with pytest.raises(Conflict):
                hand_in_again(work, other)


def test_the_desk_registers_and_nothing_typed_is_lost(
    client: FlaskClient, site: Site, cast: Cast, sqlite_only: None
) -> None:
    enter(client, site, cast["zhou"], NOON)
    wrong = client.post("/office/walk-ins/new", data={"name": "欧阳志诚", "id_number": "330301198005103300"})
    assert wrong.status_code == 422 and "欧阳志诚" in wrong.text
    done = client.post("/office/walk-ins/new", data={"name": "欧阳志诚", "id_number": NUMBER})
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (registration_id,) = work.all(select(Registration.id))
    assert done.location == f"/office/reviews/{registration_id}"
    assert f"/office/applications/{registration_id}/photo" in client.get(done.location).text
    enter(client, site, cast["shi"], NOON)
    assert client.get(f"/office/applications/{registration_id}/photo").status_code == 404
