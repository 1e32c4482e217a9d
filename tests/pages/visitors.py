"""Who looks at the pages: at least one person of every role, and a second of each whose scope is another."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.actors import Role
from exam_app.demo.folder import Note
from exam_app.demo.staff import PASSWORD
from exam_app.models import ApplicantSlip, Booking, Case, CaseSlip, Enrolment, Person, Result, StudyCard
from exam_app.terms import CaseState
from exam_app.work import Site
from tests.pages.crawling import Crawl


@dataclass(frozen=True)
class Visitor:
    """One person at one browser. ``login`` is None for candidates, guards and the public."""

    key: str
    role: Role
    login: str | None = None
    looks_first: bool = True
    """Whether this person's pages are looked at; the others are strangers to them."""


PUBLIC = Visitor("public", Role.PUBLIC)
STAFF = (
    Visitor("wu", Role.ADMINISTRATOR, "wu"),
    Visitor("li", Role.TRAINING_CLERK, "li"),
    Visitor("gao", Role.TRAINING_CLERK, "gao", looks_first=False),
    Visitor("luo", Role.TRAINER, "luo"),
    Visitor("shao", Role.TRAINER, "shao", looks_first=False),
    Visitor("chen", Role.EMPLOYER_CLERK, "chen"),
    Visitor("jiang", Role.EMPLOYER_CLERK, "jiang", looks_first=False),
    Visitor("zhou", Role.COUNTY_REVIEWER, "zhou"),
    Visitor("shi", Role.COUNTY_REVIEWER, "shi", looks_first=False),
    Visitor("he", Role.CITY_EXAM_OFFICER, "he"),
    Visitor("sun", Role.ISSUER, "sun"),
    Visitor("zhao", Role.INVIGILATOR, "zhao"),
    Visitor("xu", Role.INVIGILATOR, "xu", looks_first=False),
    Visitor("du", Role.INVIGILATOR, "du"),
    Visitor("qin", Role.PATROL_OFFICER, "qin"),
    Visitor("fang", Role.PATROL_OFFICER, "fang", looks_first=False),
    Visitor("ma", Role.AUDITOR, "ma"),
)
CANDIDATES = (
    Visitor("arriving", Role.CANDIDATE),
    Visitor("answering", Role.CANDIDATE),
    Visitor("passed", Role.CANDIDATE),
    Visitor("failed", Role.CANDIDATE),
    Visitor("stranger", Role.CANDIDATE, looks_first=False),
)
GUARDS = (
    Visitor("guard", Role.GUARD),
    Visitor("other_guard", Role.GUARD, looks_first=False),
)
CONCERNED = (
    Visitor("asked", Role.CONCERNED),
    Visitor("decided", Role.CONCERNED),
    Visitor("other_asked", Role.CONCERNED, looks_first=False),
)
APPLICANTS = (
    Visitor("applicant", Role.APPLICANT),
    Visitor("other_applicant", Role.APPLICANT, looks_first=False),
)
VISITORS = (PUBLIC, *STAFF, *CANDIDATES, *GUARDS, *CONCERNED, *APPLICANTS)
Clients = Mapping[Visitor, FlaskClient]
Crawls = Mapping[Visitor, Crawl]
LOOKING = [visitor for visitor in VISITORS if visitor.looks_first]


def at_the_browser(app: Flask, site: Site, note: Note, visitor: Visitor) -> FlaskClient:
    """A client signed in as that person."""
    client = app.test_client()
    if visitor.login is not None:
        answer = client.post("/sign-in", data={"login": visitor.login, "password": PASSWORD})
        assert answer.status_code == 302, visitor
    elif visitor.role is Role.CANDIDATE:
        ticket, last_four = _ticket(site, note, visitor)
        answer = client.post("/seat", data={"ticket_number": ticket, "last_four": last_four})
        assert answer.status_code == 302, visitor
    elif visitor.role is Role.GUARD:
        number, last_four = _card(site, note, visitor)
        answer = client.post("/study/sign-in", data={"card_number": number, "last_four": last_four})
        assert answer.status_code == 302, visitor
    elif visitor.role is Role.CONCERNED:
        number, last_four = _slip(site, note, visitor)
        answer = client.post("/slip/sign-in", data={"slip_number": number, "last_four": last_four})
        assert answer.status_code == 302, visitor
    elif visitor.role is Role.APPLICANT:
        number, last_four = _applicant_slip(site, note, visitor)
        answer = client.post("/application/sign-in", data={"slip_number": number, "last_four": last_four})
        assert answer.status_code == 302, visitor
    return client


def _applicant_slip(site: Site, note: Note, visitor: Visitor) -> tuple[str, str]:
    """The slip of the printed list, or the first other one."""
    shown, last_four = next((each.name, each.secret) for each in note.sign_ins if each.role == "applicant")
    if visitor.key == "applicant":
        return shown, last_four
    with site.engine.connect() as connection:
        rows = connection.execute(
            select(ApplicantSlip.number, Person.id, Person.id_number_sealed)
            .join(Person, Person.id == ApplicantSlip.person_id)
            .where(ApplicantSlip.ended_at.is_(None), ApplicantSlip.number != shown)
            .order_by(ApplicantSlip.number)
        ).all()
    number, person_id, sealed = rows[0]
    return number, site.vault.open(sealed, "person", person_id)[-4:]


def _slip(site: Site, note: Note, visitor: Visitor) -> tuple[str, str]:
    """The slip of the printed list, one of the decided case, or the other one of the case that is being heard."""
    shown = next(each.name for each in note.sign_ins if each.role == "concerned")
    with site.engine.connect() as connection:
        rows = connection.execute(
            select(CaseSlip.number, Case.state, Person.id, Person.id_number_sealed)
            .join(Case, Case.id == CaseSlip.case_id)
            .join(Person, Person.id == CaseSlip.person_id)
            .order_by(CaseSlip.number)
        ).all()
    found = next(
        row
        for row in rows
        if (row.number == shown) == (visitor.key == "asked")
        and (row.state == CaseState.DECIDED) == (visitor.key == "decided")
    )
    return found.number, site.vault.open(found.id_number_sealed, "person", found.id)[-4:]


def _card(site: Site, note: Note, visitor: Visitor) -> tuple[str, str]:
    """The card of the printed list, or the first one of somebody who is in no course with its holder."""
    shown, last_four = next((each.name, each.secret) for each in note.sign_ins if each.role == "guard")
    if visitor.key == "guard":
        return shown, last_four
    own = select(Enrolment.course_id).join(StudyCard, StudyCard.person_id == Enrolment.person_id)
    classmates = select(Enrolment.person_id).where(Enrolment.course_id.in_(own.where(StudyCard.number == shown)))
    with site.engine.connect() as connection:
        rows = connection.execute(
            select(StudyCard.number, Person.id, Person.id_number_sealed)
            .join(Person, Person.id == StudyCard.person_id)
            .where(StudyCard.ended_at.is_(None), StudyCard.person_id.not_in(classmates))
            .order_by(StudyCard.number)
        ).all()
    number, person_id, sealed = rows[0]
    return number, site.vault.open(sealed, "person", person_id)[-4:]


def _ticket(site: Site, note: Note, visitor: Visitor) -> tuple[str, str]:
    tickets = [(each.name, each.secret) for each in note.sign_ins if each.role == "candidate"]
    match visitor.key:
        case "arriving":
            return tickets[0]
        case "stranger":
            return tickets[-1]
        case "answering":
            return _ticket_of(site, Result.id.is_(None), {ticket for ticket, _ in tickets})
        case outcome:
            return _ticket_of(site, Result.passed.is_(outcome == "passed"), set())


def _ticket_of(site: Site, condition: object, not_these: set[str]) -> tuple[str, str]:
    """The first ticket, in order, whose holder's result fits."""
    with site.engine.connect() as connection:
        rows = connection.execute(
            select(Booking.ticket_number, Person.id, Person.id_number_sealed)
            .join(Person, Person.id == Booking.person_id)
            .outerjoin(Result, Result.person_id == Person.id)
            .where(Booking.ticket_number.is_not(None), condition)  # type: ignore[arg-type]  # a column expression
            .order_by(Booking.ticket_number)
        ).all()
    ticket, person_id, sealed = next(row for row in rows if row[0] not in not_these)
    return ticket, site.vault.open(sealed, "person", person_id)[-4:]
