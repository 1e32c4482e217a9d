"""The line of a guard's life: hired → trained → reviewed → examined → certified → serving, and what comes next."""

from datetime import date
from uuid import UUID

import pytest

from exam_app.models import Certificate
from exam_app.operations import employment
from exam_app.queries.assessments import BLUEPRINT
from exam_app.queries.dossiers import Dossier, dossier_of
from exam_app.work import Site, Work
from question_bank import shipped_blueprint
from tests.builders.assessments import as_guard, planned, taken
from tests.builders.bank import approved_for
from tests.builders.certificates import issued
from tests.builders.employment import HIRED, employed, guards
from tests.builders.registrations import enrol, registered, trainees
from tests.cast import Cast
from tests.conftest import NOON

PANSHI = "磐石保安服务有限公司"


def file_of(site: Site, cast: Cast, person_id: UUID, who: str = "ma") -> Dossier:
    with Work.open(site, cast[who], NOON, read_only=True) as work:
        return dossier_of(work, person_id)


def a_holder(site: Site, cast: Cast) -> UUID:
    (certificate_id,) = issued(site, cast)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return work.get(Certificate, certificate_id).person_id


def test_hired_shows_the_day_the_employer_and_who_noted_it(site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast)
    hired = file_of(site, cast, person).life_line[0]
    assert (hired.state, hired.on, hired.organ, hired.staff) == ("done", HIRED, PANSHI, "叶芳")


def test_hired_is_the_first_employer_and_serving_the_one_of_today(site: Site, cast: Cast) -> None:
    holder = a_holder(site, cast)
    employed(site, cast, [holder], clerk="jiang", hired_on=date(2020, 5, 4), left_on=date(2023, 1, 31))
    employed(site, cast, [holder], post_id=cast.post)
    found = file_of(site, cast, holder)
    hired, *_, serving = found.life_line
    assert (hired.on, hired.organ) == (date(2020, 5, 4), "磐山园区物业服务有限公司")
    assert (serving.state, str(serving.what), serving.organ) == ("done", "At 青溪医院东门", PANSHI)
    assert found.employer == PANSHI


def test_guard_service_begins_when_employment_and_certificate_are_both_there(site: Site, cast: Cast) -> None:
    holder = a_holder(site, cast)
    employed(site, cast, [holder])
    found = file_of(site, cast, holder)
    certified, serving = found.life_line[4:]
    assert certified.on is not None and certified.on > HIRED
    assert serving.on == certified.on


def test_the_employed_without_a_certificate_does_not_serve_yet_and_the_employer_holds_the_next_step(
    site: Site, cast: Cast
) -> None:
    (person,) = guards(site, cast)
    found = file_of(site, cast, person)
    assert (found.life_line[5].state, str(found.life_line[5].what)) == ("needs-you", "Employed; no certificate yet")
    assert (str(found.next_step.title), found.next_step.holder) == ("Register for the examination", PANSHI)


def test_the_employed_in_review_is_held_by_the_county(site: Site, cast: Cast) -> None:
    (person,) = trainees(site, cast)
    employed(site, cast, [person])
    registered(site, cast, [person])
    assert file_of(site, cast, person).next_step.holder == "青溪县公安局"


def test_the_certified_whom_nobody_employs_holds_the_next_step(site: Site, cast: Cast) -> None:
    found = file_of(site, cast, a_holder(site, cast))
    assert str(found.next_step.title) == "Take up guard service"
    assert found.next_step.holder == found.name


def test_the_certified_on_duty_has_only_to_carry_the_certificate(site: Site, cast: Cast) -> None:
    holder = a_holder(site, cast)
    employed(site, cast, [holder])
    assert str(file_of(site, cast, holder).next_step.title) == "Carry the certificate on duty"


def test_who_left_serves_no_longer_and_both_days_are_among_the_records(site: Site, cast: Cast) -> None:
    holder = a_holder(site, cast)
    (stay,) = employed(site, cast, [holder])
    with Work.open(site, cast["ye"], NOON) as work:
        employment.leave(work, stay, date(2026, 11, 20))
    found = file_of(site, cast, holder)
    serving = found.life_line[5]
    assert (serving.state, str(serving.what), serving.on) == (
        "not-applicable",
        "Left the guard unit",
        date(2026, 11, 20),
    )
    said = " ".join(str(record.what) for record in found.records)
    assert f"Hired by {PANSHI} on 2024-03-01" in said and f"Left {PANSHI} on 2026-11-20" in said


def test_the_guard_unit_sees_both_ends_of_the_line_and_no_guess_about_the_middle(site: Site, cast: Cast) -> None:
    holder = a_holder(site, cast)
    employed(site, cast, [holder], post_id=cast.post)
    line = file_of(site, cast, holder, "ye").life_line
    assert [stage.state for stage in line] == ["done", *["not-applicable"] * 3, "done", "done"]
    assert {str(stage.what) for stage in line[1:4]} == {"Not shown to your office"}
    assert line[4].staff == ""


def test_the_guard_unit_is_told_what_comes_before_guarding(site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast)
    step = file_of(site, cast, person, "ye").next_step
    assert (step.state, str(step.title)) == ("needs-you", "Get the certificate before guarding")


@pytest.mark.parametrize("who", ["li", "zhou"])
def test_training_unit_and_county_see_the_employer_of_their_own_people(site: Site, cast: Cast, who: str) -> None:
    (person,) = trainees(site, cast)
    registered(site, cast, [person])
    employed(site, cast, [person], post_id=cast.post)
    assert file_of(site, cast, person, who).life_line[0].organ == PANSHI


def test_a_post_is_named_only_to_those_who_may_see_it(site: Site, cast: Cast) -> None:
    holder = a_holder(site, cast)
    employed(site, cast, [holder], post_id=cast.post)
    with Work.open(site, cast["li"], NOON) as work:
        from exam_app.operations import courses

        enrol(work, courses.open_course(work, name="1", starts_on=work.today, ends_on=work.today), holder)
    assert str(file_of(site, cast, holder, "li").life_line[5].what) == "On duty"


def test_serving_tells_the_units_assessment_to_those_who_see_it_and_changes_no_state(site: Site, cast: Cast) -> None:
    holder = a_holder(site, cast)
    employed(site, cast, [holder], post_id=cast.post)
    plan_id = planned(site, cast)
    approved_for(site, cast, shipped_blueprint(BLUEPRINT))
    before = file_of(site, cast, holder).life_line[-1]
    assert str(before.what) == "At 青溪医院东门. Assessment by the unit due by 2026-11-24"
    taken(site, as_guard(holder), plan_id, 3)
    for who in ("ma", "ye", "zhou"):
        seen = file_of(site, cast, holder, who)
        serving = seen.life_line[-1]
        assert serving.state == "done", who
        assert "Assessed by the unit on 2026-11-24, not passed; next by 2026-11-24" in str(serving.what), who
        assert any("3 of 30, not passed" in str(record.what) for record in seen.records), who
    issuer = file_of(site, cast, holder, "sun")
    assert str(issuer.life_line[-1].what) == "At 青溪医院东门"
    assert not any("not passed" in str(record.what) for record in issuer.records)
