"""People of a training unit and their applications, as far along as a test needs them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.id_numbers import read_id_number
from exam_app.models import Course, Enrolment, IdentityQuestion, Registration
from exam_app.operations import biometrics, courses, people, registrations
from exam_app.operations.biometrics import Taken
from exam_app.work import Site, Work
from tests.cast import NOON, Cast, id_number

NAMES = ("王建国", "李秀英", "张伟", "刘玉兰", "陈大勇", "杨桂芳", "赵铁柱", "黄小梅", "周长河", "吴爱民")


def trainees(
    site: Site, cast: Cast, count: int = 1, *, clerk: str = "li", born: str = "19790312", first: int = 1
) -> list[UUID]:
    """``count`` people enrolled in a course of the clerk's training unit; ``first`` keeps ID numbers apart."""
    with Work.open(site, cast[clerk], NOON) as work:
        course_id = _course(work, f"{clerk} {born} {first}")
        entered = []
        for order in range(first, first + count):
            number = read_id_number(id_number(born, order))
            name = NAMES[order % len(NAMES)] + ("" if order < len(NAMES) else f"{order}")
            person = work.add(people.new_person(work, name=name, id_number=number))
            entered.append(person.id)
            enrol(work, course_id, person.id)
    return entered


def _course(work: Work, name: str) -> UUID:
    known = work.one(select(Course.id).where(Course.city_id == work.city_id, Course.name == name))
    return known or courses.open_course(work, name=name, starts_on=work.today, ends_on=work.today)


def enrol(work: Work, course_id: UUID, person_id: UUID) -> None:
    work.add(
        Enrolment(
            city_id=work.city_id,
            id=work.new_id(),
            training_unit_id=work.actor.training_unit_id,
            course_id=course_id,
            person_id=person_id,
            enrolled_at=work.now,
        )
    )


def registered(
    site: Site, cast: Cast, people_ids: Sequence[UUID], *, clerk: str = "li", at: datetime = NOON
) -> list[UUID]:
    """Register people; the ids of their registrations in the order of the people."""
    with Work.open(site, cast[clerk], at) as work:
        registrations.register(work, people_ids)
        query = select(Registration.person_id, Registration.id).where(
            Registration.city_id == work.city_id, Registration.person_id.in_(people_ids)
        )
        found = {row[0]: row[1] for row in work.rows(query)}
    return [found[person_id] for person_id in people_ids]


def with_receipts(site: Site, cast: Cast, registration_ids: Sequence[UUID], *, reviewer: str = "zhou") -> None:
    """Fingerprints taken at the county's desk."""
    with Work.open(site, cast[reviewer], NOON) as work:
        for registration_id in registration_ids:
            taken = Taken(work.today, work.actor.name, f"ZW{registration_id.hex[-12:]}")
            biometrics.enter_receipt(work, registration_id, taken)


def passed_at_county(
    site: Site, cast: Cast, registration_ids: Sequence[UUID], *, reviewer: str = "zhou"
) -> Sequence[UUID]:
    with Work.open(site, cast[reviewer], NOON) as work:
        for registration_id in registration_ids:
            registrations.pass_at_county(work, registration_id)
    return registration_ids


def approved(
    site: Site, cast: Cast, count: int = 1, *, clerk: str = "li", reviewer: str = "zhou", first: int = 1
) -> list[UUID]:
    """``count`` approved registrations of one training unit."""
    people_ids = trainees(site, cast, count, clerk=clerk, first=first)
    ids = registered(site, cast, people_ids, clerk=clerk)
    with_receipts(site, cast, ids, reviewer=reviewer)
    passed_at_county(site, cast, ids, reviewer=reviewer)
    with Work.open(site, cast["he"], NOON) as work:
        registrations.approve(work, ids)
    return ids


def asked_identity(site: Site, cast: Cast, person_id: UUID, *, clerk: str = "gao", stated_name: str = "王建國") -> UUID:
    """Another unit names the known person differently; the question goes to the county of that unit."""
    with Work.open(site, cast[clerk], NOON) as work:
        course_id = _course(work, f"{clerk} asks")
        row_id = work.new_id()
        work.add(
            IdentityQuestion(
                city_id=work.city_id,
                id=row_id,
                county_id=cast.qingxi if clerk == "li" else cast.panshan,
                training_unit_id=work.actor.training_unit_id,
                course_id=course_id,
                person_id=person_id,
                stated_name_sealed=site.vault.seal(stated_name, "identity_question", row_id),
                asked_at=work.now,
            )
        )
    return row_id
