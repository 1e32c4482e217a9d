"""What a guard unit sees of its people: who is on duty where, what each of them still lacks, who has left."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from exam_app.errors import NotFound
from exam_app.models import Certificate, Employment, GuardUnit, IdentityQuestion, Person, Post, StatusChange
from exam_app.queries.assessments import late_at_unit
from exam_app.queries.certificates import legal_day
from exam_app.queries.dossiers import Dossier, dossier_of
from exam_app.queries.filings import filings_of
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.people import masked_numbers
from exam_app.queries.places import Place
from exam_app.queries.rosters import DraftLine, waiting_rosters
from exam_app.queries.unit_documents import PaperState, papers_of
from exam_app.queries.units import own_unit
from exam_app.terms import N_, FilingState, GuardUnitKind, Term
from exam_app.work import Work

PEOPLE_A_PAGE = 50
ISSUED, ENDED = aliased(Certificate), aliased(StatusChange)
"""Made once: an alias has a copy of every column, and to make it costs more than to ask."""


class Standing(Term):
    """Where somebody stands with the unit, gaps first: nobody guards without a certificate in force."""

    ENDED = "ended", N_("Certificate ended")
    NO_CERTIFICATE = "no_certificate", N_("No certificate")
    NO_PHOTO = "no_photo", N_("Photo missing")
    CERTIFIED = "certified", N_("Certificate in force")
    LEFT = "left", N_("Left")


GAPS = (Standing.ENDED, Standing.NO_CERTIFICATE, Standing.NO_PHOTO)


def standing_of(*, left: bool, in_force: bool, ever: bool, has_photo: bool) -> Standing:
    """The one thing to say of somebody; ``ever`` is whether any certificate was issued.

    >>> standing_of(left=False, in_force=False, ever=True, has_photo=False).value
    'ended'
    """
    if left:
        return Standing.LEFT
    if not in_force:
        return Standing.ENDED if ever else Standing.NO_CERTIFICATE
    return Standing.CERTIFIED if has_photo else Standing.NO_PHOTO


@dataclass(frozen=True)
class GuardLine:
    """One person of the roster, with the newest stay at this unit."""

    id: UUID
    name: str
    id_number: str
    """Masked."""
    post: str | None
    hired_on: date
    left_on: date | None
    standing: Standing


@dataclass(frozen=True)
class PostLine:
    """A post of the unit with how many of its people stand there."""

    id: UUID
    name: str
    people: int


@dataclass(frozen=True)
class Desk:
    """The clerk's first page: gaps first."""

    unit: str
    kind: GuardUnitKind
    licence_number: str | None
    standings: Mapping[Standing, int]
    posts: Sequence[PostLine]
    reserve: int
    """On duty without a post."""
    rosters: Sequence[DraftLine]
    at_county: int
    """Questions of identity that the county has not settled yet."""
    assessments_late: int
    """Guards whose assessment is overdue, or failed without a decision."""
    papers_lacking: int
    """Kinds of documents that are missing or past their review day."""
    filings_open: int
    filings_late: int

    @property
    def on_duty(self) -> int:
        return sum(self.standings.values()) - self.standings[Standing.LEFT]

    @property
    def gaps(self) -> int:
        return sum(self.standings[standing] for standing in GAPS)


@dataclass(frozen=True)
class Shown:
    """What a list is narrowed to; nothing chosen shows who is on duty."""

    standing: Standing | None = None
    post_id: UUID | None = None


@dataclass(frozen=True)
class RosterList:
    """The people of the unit, narrowed, one page of them."""

    standings: Mapping[Standing, int]
    shown: Shown
    post: str | None
    """Name of the post that the list is narrowed to."""
    people: Listing[GuardLine]

    @property
    def on_duty(self) -> int:
        return sum(self.standings.values()) - self.standings[Standing.LEFT]


@dataclass(frozen=True)
class Stay:
    """One stay at this unit."""

    id: UUID
    post_id: UUID | None
    post: str | None
    hired_on: date
    left_on: date | None


@dataclass(frozen=True)
class GuardPage:
    """One person of the unit: the file as the unit may see it, and the stays here, newest first."""

    dossier: Dossier
    standing: Standing
    stays: Sequence[Stay]

    @property
    def now(self) -> Stay | None:
        """The stay that has not ended."""
        return next((stay for stay in self.stays if stay.left_on is None), None)


def desk_of_guard_unit(work: Work) -> Desk:
    """Who is on duty and what is missing; ten statements whatever the number of people."""
    unit = work.get(GuardUnit, work.found(work.actor.guard_unit_id))
    registered = own_unit(work)
    filings = [line for line in filings_of(work, registered) if line.is_open]
    everybody = _everybody(work)
    at_posts = Counter(stay.post_id for stay in everybody if stay.standing != Standing.LEFT)
    questions = select(func.count(IdentityQuestion.id)).where(
        IdentityQuestion.city_id == work.city_id, IdentityQuestion.settled_at.is_(None)
    )
    return Desk(
        unit.name,
        unit.kind,
        unit.licence_number,
        _counted(everybody),
        [PostLine(post.id, post.name, at_posts[post.id]) for post in own_posts(work)],
        at_posts[None],
        waiting_rosters(work),
        work.count(questions),
        late_at_unit(work, unit.id),
        sum(paper.state in (PaperState.MISSING, PaperState.OVERDUE) for paper in papers_of(work, registered)),
        len(filings),
        sum(line.standing.state == FilingState.LATE for line in filings),
    )


def guards_of_unit(work: Work, shown: Shown, page: int = 1) -> RosterList:
    """The unit's people, narrowed; who lacks something stands first. Three statements."""
    everybody = _everybody(work)
    some = [guard for guard in everybody if _fits(shown, guard)]
    some.sort(key=lambda guard: (list(Standing).index(guard.standing), guard.name))
    page = page_within(page, len(some), PEOPLE_A_PAGE)
    here = some[(page - 1) * PEOPLE_A_PAGE : page * PEOPLE_A_PAGE]
    posts = {post.id: post.name for post in own_posts(work)}
    numbers = masked_numbers(work, [guard.person_id for guard in here])
    lines = [
        GuardLine(
            guard.person_id,
            guard.name,
            numbers[guard.person_id],
            posts.get(guard.post_id) if guard.post_id else None,
            guard.hired_on,
            guard.left_on,
            guard.standing,
        )
        for guard in here
    ]
    post = posts.get(shown.post_id) if shown.post_id else None
    return RosterList(_counted(everybody), shown, post, Listing(lines, len(some), page, PEOPLE_A_PAGE))


class NewestStay(NamedTuple):
    """Somebody's newest stay at the unit."""

    person_id: UUID
    name: str
    post_id: UUID | None
    hired_on: date
    left_on: date | None
    standing: Standing


def _fits(shown: Shown, stay: NewestStay) -> bool:
    if shown.post_id is not None and stay.post_id != shown.post_id:
        return False
    return stay.standing == shown.standing if shown.standing is not None else stay.standing != Standing.LEFT


def _counted(everybody: Sequence[NewestStay]) -> Mapping[Standing, int]:
    counts = Counter(stay.standing for stay in everybody)
    return {standing: counts[standing] for standing in Standing}


def _everybody(work: Work) -> Sequence[NewestStay]:
    """Everybody who is or was employed here, with the newest stay; in the order of hiring."""
    query = (
        select(
            Person.id,
            Person.name,
            Employment.post_id,
            Employment.hired_on,
            Employment.left_on,
            Person.photo_id.is_not(None),
            in_force(work, Person, Person.id),
            ever_certified(),
        )
        .join(Employment, (Employment.city_id == Person.city_id) & (Employment.person_id == Person.id))
        .where(Person.city_id == work.city_id, Employment.guard_unit_id == work.found(work.actor.guard_unit_id))
        .order_by(Employment.hired_on, Employment.id)
    )
    newest = {
        person_id: NewestStay(
            person_id,
            name,
            post_id,
            hired_on,
            left_on,
            standing_of(left=left_on is not None, in_force=certified, ever=ever, has_photo=has_photo),
        )
        for person_id, name, post_id, hired_on, left_on, has_photo, certified, ever in work.rows(query)
    }
    return list(newest.values())


def in_force(work: Work, row: Any, person_column: Any) -> ColumnElement[bool]:
    """The person that ``person_column`` of ``row`` names holds a certificate that nobody ended and that has not
    expired."""
    end = exists(
        select(ENDED.id)
        .where(ENDED.city_id == ISSUED.city_id, ENDED.certificate_id == ISSUED.id, ENDED.second_at.is_not(None))
        .correlate(ISSUED)
    )
    return exists(
        select(ISSUED.id)
        .where(
            ISSUED.city_id == row.city_id,
            ISSUED.person_id == person_column,
            or_(ISSUED.expires_after.is_(None), ISSUED.expires_after >= legal_day(work.now)),
            ~end,
        )
        .correlate(row)
    )


def ever_certified() -> ColumnElement[bool]:
    """A certificate was issued to the :class:`Person` once, whatever became of it."""
    return exists(
        select(ISSUED.id).where(ISSUED.city_id == Person.city_id, ISSUED.person_id == Person.id).correlate(Person)
    )


def own_posts(work: Work) -> Sequence[Place]:
    """The posts of the actor's unit, by name."""
    query = (
        select(Post.id, Post.name)
        .where(Post.city_id == work.city_id, Post.guard_unit_id == work.found(work.actor.guard_unit_id))
        .order_by(Post.name)
    )
    return [Place(post_id, name) for post_id, name in work.rows(query)]


def guard_page(work: Work, person_id: UUID) -> GuardPage:
    """One person of the unit, who works here or did. Raises :class:`NotFound` for everybody else."""
    query = (
        select(Employment, Post.name)
        .outerjoin(Post, (Post.city_id == Employment.city_id) & (Post.id == Employment.post_id))
        .where(Employment.city_id == work.city_id, Employment.person_id == person_id)
        .order_by(Employment.hired_on.desc(), Employment.id.desc())
    )
    stays = [Stay(row.id, row.post_id, post, row.hired_on, row.left_on) for row, post in work.rows(query)]
    if not stays:
        raise NotFound("This does not exist, or not for you.")
    certificates = select(in_force(work, Person, Person.id), ever_certified()).where(
        Person.city_id == work.city_id, Person.id == person_id
    )
    ((certified, ever),) = work.rows(certificates)
    dossier = dossier_of(work, person_id)
    left = all(stay.left_on is not None for stay in stays)
    return GuardPage(dossier, standing_of(left=left, in_force=certified, ever=ever, has_photo=dossier.has_photo), stays)
