"""Training: courses, who attends them (a roster previewed, repaired, confirmed), photos, class hours."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePath
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError

from certificates import PhotoRefused
from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound, Sentence, sentence
from exam_app.id_numbers import IdNumberWrong, read_id_number
from exam_app.journal import Tag
from exam_app.models import Course, Enrolment, IdentityQuestion, Person, RosterDraft, TrainingRecord, TrainingUnit
from exam_app.models.training import DAILY_CEILING
from exam_app.operations import operation
from exam_app.operations.people import KnownPerson, known_people, new_person, set_photo
from exam_app.queries.rosters import open_draft
from exam_app.queries.training import counts_still
from exam_app.rosters import CheckedRow, Draft, Entry, Outcome, Standing, read_roster
from exam_app.terms import N_, HourKind
from exam_app.work import Work

CEILINGS = DAILY_CEILING
"""What the page says beforehand is what is refused afterwards."""
DRAFT_LIFE = timedelta(hours=24)
SLICE = 500
LONGEST_COURSE_NAME = LONGEST_SUBJECT = 80
LONGEST_REASON = LONGEST_FILE_NAME = 200
MOST_PHOTOS = 60
"""At once: decoding a photo takes some 20 ms."""
PHOTO_FAULTS = {
    "not_an_image": N_("This is not a JPEG or PNG picture. Take a new photo, or save it as JPEG."),
    "too_many_bytes": N_("The photo is larger than 20 MB. Send a smaller one."),
    "too_many_pixels": N_("The photo has more than 25 million pixels. Send a smaller one."),
    "too_small": N_("The photo is smaller than 358 x 441 pixels. Take a larger one."),
}


@dataclass(frozen=True)
class Confirmed:
    """What a confirmation wrote: how many people it enrolled, and the draft that keeps the rows still to repair."""

    written: int
    rest_id: UUID | None = None


@dataclass(frozen=True)
class PhotoOutcome:
    """What became of one photo file: whose photo it is now, or why it is nobody's."""

    file_name: str
    person_name: str | None = None
    fault: Sentence | None = None


def _wrong(field: str, text: str, **places: object) -> Invalid:
    """A refusal that belongs to one field of the form."""
    return Invalid(text, fields={field: Sentence(text, places)}, **places)  # type: ignore[arg-type]  # none is "code"


def _own_unit(work: Work) -> UUID:
    if work.actor.training_unit_id is None:
        raise NotFound("This does not exist, or not for you.")
    return work.actor.training_unit_id


# -- courses ------------------------------------------------------------------------------------------------------


@operation(Permission.TRAIN)
def open_course(work: Work, *, name: str, starts_on: date, ends_on: date) -> UUID:
    """Open a course of the actor's unit; its name is unique within the unit. Raises :class:`Invalid` by field."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_COURSE_NAME:
        raise _wrong("name", N_("A course has a name of at most %(most)s characters."), most=LONGEST_COURSE_NAME)
    if ends_on < starts_on:
        raise _wrong("ends_on", N_("The last day lies before the first."))
    taken = select(Course.id).where(
        Course.city_id == work.city_id, Course.training_unit_id == _own_unit(work), Course.name == name
    )
    if work.one(taken) is not None:
        raise _wrong("name", N_("You have a course with this name already. Choose another."))
    course = work.add(
        Course(
            city_id=work.city_id,
            id=work.new_id(),
            training_unit_id=_own_unit(work),
            name=name,
            starts_on=starts_on,
            ends_on=ends_on,
            created_at=work.now,
        )
    )
    work.record(Tag.COURSE_OPENED, "course", course.id)
    return course.id


# -- a roster: previewed and repaired -----------------------------------------------------------------------------


@operation(Permission.TRAIN)
def preview_roster(work: Work, course_id: UUID, *, file_name: str, data: bytes) -> UUID:
    """Check a roster file and keep it as a sealed draft for 24 hours; returns the draft's id. Nobody is enrolled yet.

    Raises :class:`~exam_app.rosters.FileRefused` when the bytes are no roster. The file is parsed and checked before
    the first write, so the database's write lock is held for one small row only.
    """
    course = work.get(Course, course_id)
    draft = _looked_up(work, course_id, Draft(read_roster(data), {}))
    rows = draft.check(work.today)
    _forget_expired(work)
    row = _keep_draft(work, course, draft, file_name, work.now + DRAFT_LIFE)
    work.record(
        Tag.ROSTER_PREVIEWED,
        "roster_draft",
        row.id,
        accepted=len(_of(rows, Outcome.ACCEPTED)),
        refused=len(_of(rows, Outcome.REFUSED)),
    )
    return row.id


def _of(rows: Sequence[CheckedRow], outcome: Outcome) -> list[Entry]:
    """What the rows of one outcome say of their people; a refused row may say nothing and counts all the same."""
    return [row.entry for row in rows if row.outcome == outcome]  # type: ignore[misc]


@operation(Permission.TRAIN)
def repair_row(work: Work, draft_id: UUID, number: int, *, name: str, id_number: str) -> CheckedRow:
    """Put name and ID number of one row right in the draft; the rest of the file need not be sent again.

    Returns the row as it is judged now; what was typed is kept even when it is still wrong.
    """
    row, draft = _draft_with(work, draft_id, number)
    draft = draft.with_given(number, name[:LONGEST_REASON], id_number[:LONGEST_REASON])
    entry = draft.entry(number)
    looked_up = _standings(work, row.course_id, [entry]) if entry is not None else {}
    draft = Draft(draft.roster, {**draft.standings, **looked_up})
    row.content_sealed = _seal(work, draft, row.id)
    return next(checked for checked in draft.check(work.today) if checked.row.number == number)


@operation(Permission.TRAIN)
def leave_out_row(work: Work, draft_id: UUID, number: int) -> None:
    """Leave one row out of the roster; typing it again takes it back in."""
    row, draft = _draft_with(work, draft_id, number)
    row.content_sealed = _seal(work, draft.without(number), row.id)


def _draft_with(work: Work, draft_id: UUID, number: int) -> tuple[RosterDraft, Draft]:
    row = work.lock(RosterDraft, draft_id)
    draft = open_draft(work, row)
    if not draft.has_row(number):
        raise NotFound("This does not exist, or not for you.")
    return row, draft


@operation(Permission.TRAIN)
def discard_roster(work: Work, draft_id: UUID) -> None:
    """Delete an unconfirmed roster before its day is over."""
    row = work.lock(RosterDraft, draft_id)
    open_draft(work, row)
    _forget(work, row)


@operation(Permission.CLOSE_EXPIRED, Permission.TRAIN)
def expire_rosters(work: Work) -> int:
    """Delete what is left of unconfirmed rosters after 24 hours; returns how many there were."""
    return _forget_expired(work)


def _forget_expired(work: Work) -> int:
    over = work.all(
        select(RosterDraft).where(
            RosterDraft.city_id == work.city_id,
            RosterDraft.content_sealed.is_not(None),
            RosterDraft.expires_at <= work.now,
        )
    )
    for row in over:
        _forget(work, row)
    return len(over)


def _forget(work: Work, row: RosterDraft) -> None:
    row.content_sealed, row.expires_at = None, min(row.expires_at, work.now)
    work.record(Tag.ROSTER_EXPIRED, "roster_draft", row.id)


def _keep_draft(work: Work, course: Course, draft: Draft, file_name: str, expires_at: datetime) -> RosterDraft:
    row_id = work.new_id()
    return work.add(
        RosterDraft(
            city_id=work.city_id,
            id=row_id,
            training_unit_id=course.training_unit_id,
            course_id=course.id,
            file_name=file_name[:LONGEST_FILE_NAME],
            content_sealed=_seal(work, draft, row_id),
            created_by_id=work.actor.person_id,
            created_at=work.now,
            expires_at=expires_at,
        )
    )


def _seal(work: Work, draft: Draft, row_id: UUID) -> bytes:
    return work.site.vault.seal(draft.to_json(), "roster_draft", row_id)


# -- a roster: what the record knows ------------------------------------------------------------------------------


def _looked_up(work: Work, course_id: UUID, draft: Draft) -> Draft:
    return Draft(draft.roster, _standings(work, course_id, draft.entries()))


def _standings(work: Work, course_id: UUID, entries: Sequence[Entry]) -> dict[str, Standing]:
    """What stands against enrolling these people; nobody is in it who is new, or known by the same name.

    The whole list is one journalled look. That a person is known to another unit shows only when the names disagree.
    """
    known = _known(work, entries)
    enrolled = set(
        work.all(select(Enrolment.person_id).where(Enrolment.city_id == work.city_id, Enrolment.course_id == course_id))
    )
    agreed = _names_the_county_confirmed(work)
    standings = {}
    for entry in entries:
        person = known.get(entry.id_number.text)
        if person is not None and entry.name not in {person.name, *agreed[person.id]}:
            standings[entry.key] = Standing.OTHER_NAME
        elif person is not None and person.id in enrolled:
            standings[entry.key] = Standing.ENROLLED
    return standings


def _known(work: Work, entries: Sequence[Entry]) -> Mapping[str, KnownPerson]:
    return known_people(work, [entry.id_number.text for entry in entries]) if entries else {}


def _names_the_county_confirmed(work: Work) -> Mapping[UUID, set[str]]:
    """By person: other names under which the county has found them to be the person this unit means."""
    settled = select(IdentityQuestion).where(
        IdentityQuestion.city_id == work.city_id,
        IdentityQuestion.training_unit_id == _own_unit(work),
        IdentityQuestion.same_person.is_(True),
    )
    names: dict[UUID, set[str]] = defaultdict(set)
    for question in work.all(settled):
        names[question.person_id].add(
            work.site.vault.open(question.stated_name_sealed, "identity_question", question.id)
        )
    return names


# -- a roster: confirmed ------------------------------------------------------------------------------------------


@operation(Permission.TRAIN)
def confirm_roster(work: Work, draft_id: UUID) -> Confirmed:
    """Enrol everybody whose row is accepted and hand doubtful identities to the county, once.

    Confirming again writes nothing and returns the same figure. What the record knows is looked up anew, because hours
    may have passed since the preview. Rows still to repair go on in a draft of their own, until the same hour. Raises
    :class:`TooLate` when the draft is gone, :class:`Conflict` when there is nothing to write yet.
    """
    row = work.lock(RosterDraft, draft_id)
    if row.confirmed_at is not None:
        return Confirmed(row.written or 0)
    draft = open_draft(work, row)
    course = work.lock(Course, row.course_id)
    draft = _looked_up(work, course.id, draft)
    rows = draft.check(work.today)
    accepted, asked = _of(rows, Outcome.ACCEPTED), _of(rows, Outcome.COUNTY)
    if not accepted and not asked:
        raise Conflict("No row can be written yet. Repair at least one, then confirm.")
    _enrol(work, course, accepted)
    _ask_county(work, course, asked)
    row.confirmed_at, row.written, row.content_sealed = work.now, len(accepted), None
    work.record(Tag.ROSTER_CONFIRMED, "roster_draft", row.id, written=len(accepted))
    rest = draft.rest(rows)
    rest_id = _keep_draft(work, course, rest, row.file_name, row.expires_at).id if rest is not None else None
    return Confirmed(len(accepted), rest_id)


def _enrol(work: Work, course: Course, entries: Sequence[Entry]) -> None:
    known = {number: person.id for number, person in _known(work, entries).items()}
    try:
        for start in range(0, len(entries), SLICE):
            _enrol_some(work, course, entries[start : start + SLICE], known)
    except IntegrityError as error:
        # Another unit wrote the same new person between our look and now; the next look finds that person.
        raise Conflict(
            "Somebody entered one of these people at the same moment. Nothing was written; confirm again."
        ) from error


def _enrol_some(work: Work, course: Course, entries: Sequence[Entry], known: Mapping[str, UUID]) -> None:
    newcomers = {
        entry.id_number.text: new_person(work, name=entry.name, id_number=entry.id_number, phone=entry.phone)
        for entry in entries
        if entry.id_number.text not in known
    }
    work.add_all(list(newcomers.values()))
    ids = {**known, **{number: person.id for number, person in newcomers.items()}}
    people = [ids[entry.id_number.text] for entry in entries]
    work.add_all(
        [
            Enrolment(
                city_id=work.city_id,
                id=work.new_id(),
                training_unit_id=course.training_unit_id,
                course_id=course.id,
                person_id=person_id,
                enrolled_at=work.now,
            )
            for person_id in people
        ]
    )
    for person_id in people:
        work.record(Tag.PERSON_ENROLLED, "course", course.id, about=person_id)


def _ask_county(work: Work, course: Course, entries: Sequence[Entry]) -> None:
    """One open question for each person and unit; the stated name is sealed, the known one stays where it is."""
    county_id = work.get(TrainingUnit, course.training_unit_id).county_id
    open_already = set(
        work.all(
            select(IdentityQuestion.person_id).where(
                IdentityQuestion.city_id == work.city_id,
                IdentityQuestion.training_unit_id == course.training_unit_id,
                IdentityQuestion.settled_at.is_(None),
            )
        )
    )
    known = _known(work, entries)
    for entry in entries:
        person_id = known[entry.id_number.text].id
        if person_id not in open_already:
            question_id = work.new_id()
            work.add(
                IdentityQuestion(
                    city_id=work.city_id,
                    id=question_id,
                    county_id=county_id,
                    training_unit_id=course.training_unit_id,
                    course_id=course.id,
                    person_id=person_id,
                    stated_name_sealed=work.site.vault.seal(entry.name, "identity_question", question_id),
                    asked_at=work.now,
                )
            )
            work.record(Tag.IDENTITY_ASKED, "identity_question", question_id, about=person_id)


# -- photos -------------------------------------------------------------------------------------------------------


@operation(Permission.TRAIN)
def give_photo(work: Work, person_id: UUID, image: bytes) -> None:
    """Give one person of the unit a photo; raises :class:`Invalid` with what is wrong with the picture."""
    try:
        set_photo(work, person_id, image)
    except PhotoRefused as refused:
        raise _wrong("photo", PHOTO_FAULTS[refused.reason]) from refused


@operation(Permission.TRAIN)
def give_photos(work: Work, course_id: UUID, files: Sequence[tuple[str, bytes]]) -> tuple[PhotoOutcome, ...]:
    """Give many people of a course their photos. Each file is named after an ID number; the good ones are kept.

    ``files`` holds pairs of file name and content; returns one outcome for each, in the same order.
    """
    if len(files) > MOST_PHOTOS:
        raise _wrong("photos", N_("At most %(most)s photos at once. Send the rest afterwards."), most=MOST_PHOTOS)
    work.get(Course, course_id)
    people = {
        index: (person_id, name)
        for index, person_id, name in work.rows(
            select(Person.id_number_index, Person.id, Person.name)
            .join(Enrolment, (Enrolment.city_id == Person.city_id) & (Enrolment.person_id == Person.id))
            .where(Person.city_id == work.city_id, Enrolment.course_id == course_id)
        )
    }
    return tuple(_give_named_photo(work, people, file_name, image) for file_name, image in files)


def _give_named_photo(
    work: Work, people: Mapping[bytes, tuple[UUID, str]], file_name: str, image: bytes
) -> PhotoOutcome:
    try:
        number = read_id_number(PurePath(file_name).stem)
    except IdNumberWrong:
        return PhotoOutcome(file_name, fault=sentence(N_("The file name is not an ID number. Rename the file.")))
    found = people.get(work.site.vault.blind_index(number.text))
    if found is None:
        return PhotoOutcome(file_name, fault=sentence(N_("Nobody in this course has this ID number.")))
    person_id, name = found
    try:
        set_photo(work, person_id, image)
    except PhotoRefused as refused:
        return PhotoOutcome(file_name, name, sentence(PHOTO_FAULTS[refused.reason]))
    return PhotoOutcome(file_name, name)


# -- class hours --------------------------------------------------------------------------------------------------


@operation(Permission.TRAIN)
def record_hours(
    work: Work,
    course_id: UUID,
    person_ids: Sequence[UUID],
    *,
    held_on: date,
    kind: HourKind,
    hours: int,
    subject: str,
) -> int:
    """Record class hours (45 minutes each) of one lesson for people of a course; returns for how many.

    Nobody can attend more than 6 theory and 3 skill hours a day, over all courses and units (ministry outline,
    domain.md 3). One person too many refuses the whole lesson, so that nothing is half recorded. So does a lesson that
    is recorded already, which also makes sending a form twice harmless.
    """
    subject = subject.strip()
    course = work.lock(Course, course_id)
    _check_lesson(work, course, held_on, kind, hours, subject)
    people = _locked_people(work, course.id, person_ids)
    _refuse_recorded_before(work, course.id, people, held_on, kind, subject)
    _refuse_beyond_ceiling(work, people, held_on, kind, hours)
    work.add_all(
        [
            TrainingRecord(
                city_id=work.city_id,
                id=work.new_id(),
                training_unit_id=course.training_unit_id,
                course_id=course.id,
                person_id=person_id,
                held_on=held_on,
                kind=kind,
                hours=hours,
                subject=subject,
                recorded_by_id=work.actor.person_id,
                recorded_at=work.now,
            )
            for person_id in people
        ]
    )
    for person_id in people:
        work.record(Tag.HOURS_RECORDED, "course", course.id, about=person_id, hours=hours, held_on=held_on.isoformat())
    return len(people)


@operation(Permission.TRAIN)
def correct_hours(work: Work, record_id: UUID, *, hours: int, reason: str) -> UUID:
    """Put recorded hours right by a new row that names the old one; 0 strikes it out. Returns the new row's id.

    Raises :class:`Conflict` when somebody corrected the same row before, :class:`Invalid` beyond the day's limit.
    """
    old = work.get(TrainingRecord, record_id)
    person = work.lock(Person, old.person_id)
    _check_correction(work, old, hours, reason.strip())
    _refuse_beyond_ceiling(work, {person.id: person.name}, old.held_on, old.kind, hours, instead_of=old.id)
    new = work.add(
        TrainingRecord(
            city_id=work.city_id,
            id=work.new_id(),
            training_unit_id=old.training_unit_id,
            course_id=old.course_id,
            person_id=old.person_id,
            held_on=old.held_on,
            kind=old.kind,
            hours=hours,
            subject=old.subject,
            corrects_id=old.id,
            reason=reason.strip(),
            recorded_by_id=work.actor.person_id,
            recorded_at=work.now,
        )
    )
    work.record(
        Tag.HOURS_CORRECTED,
        "training_record",
        new.id,
        about=person.id,
        hours=hours,
        held_on=old.held_on.isoformat(),
    )
    return new.id


def _check_lesson(work: Work, course: Course, held_on: date, kind: HourKind, hours: int, subject: str) -> None:
    if held_on > work.today:
        raise _wrong("held_on", N_("This day is still to come. Record hours after the lesson."))
    if held_on < course.starts_on:
        raise _wrong("held_on", N_("The course begins on %(day)s. Check the day."), day=course.starts_on.isoformat())
    if not 1 <= hours <= CEILINGS[kind]:
        raise _wrong("hours", N_("%(kind)s: between 1 and %(most)s class hours a day."), kind=kind, most=CEILINGS[kind])
    if not 1 <= len(subject) <= LONGEST_SUBJECT:
        raise _wrong("subject", N_("Say in at most %(most)s characters what was taught."), most=LONGEST_SUBJECT)


def _check_correction(work: Work, old: TrainingRecord, hours: int, reason: str) -> None:
    still = select(TrainingRecord.id).where(
        TrainingRecord.city_id == work.city_id, TrainingRecord.id == old.id, counts_still()
    )
    if work.one(still) is None:
        raise Conflict("Somebody corrected these hours in the meantime. Look at the newest figure first.")
    if not 0 <= hours <= CEILINGS[old.kind]:
        raise _wrong(
            "hours",
            N_("%(kind)s: between 0 and %(most)s class hours a day."),
            kind=old.kind,
            most=CEILINGS[old.kind],
        )
    if hours == old.hours:
        raise _wrong("hours", N_("These are the hours recorded already."))
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise _wrong("reason", N_("Give the reason in at most %(most)s characters."), most=LONGEST_REASON)


def _locked_people(work: Work, course_id: UUID, person_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names by id, the rows locked in the order of their ids, so that two clerks cannot exceed a limit together.

    It is the person's row that is locked and not the enrolment's: the limit holds across units. On SQLite the course's
    lock has taken the one write lock already.
    """
    wanted = set(person_ids)
    if not wanted:
        raise _wrong("who", N_("Choose at least one person."))
    query = (
        select(Person)
        .join(Enrolment, (Enrolment.city_id == Person.city_id) & (Enrolment.person_id == Person.id))
        .where(Person.city_id == work.city_id, Enrolment.course_id == course_id, Person.id.in_(wanted))
        .order_by(Person.id)
        .with_for_update(of=Person)
    )
    people = {person.id: person.name for person in work.all(query)}
    if len(people) < len(wanted):
        raise NotFound("This does not exist, or not for you.")
    return people


def _refuse_recorded_before(
    work: Work, course_id: UUID, people: Mapping[UUID, str], held_on: date, kind: HourKind, subject: str
) -> None:
    same = select(TrainingRecord.person_id).where(
        TrainingRecord.city_id == work.city_id,
        TrainingRecord.course_id == course_id,
        TrainingRecord.person_id.in_(people),
        TrainingRecord.held_on == held_on,
        TrainingRecord.kind == kind,
        TrainingRecord.subject == subject,
        TrainingRecord.hours > 0,
        counts_still(),
    )
    recorded = work.all(same)
    if recorded:
        raise _wrong(
            "subject",
            N_("This lesson is recorded already for %(people)s people, among them %(name)s. Correct it there instead."),
            people=len(recorded),
            name=people[recorded[0]],
        )


def _refuse_beyond_ceiling(
    work: Work,
    people: Mapping[UUID, str],
    held_on: date,
    kind: HourKind,
    hours: int,
    instead_of: UUID | None = None,
) -> None:
    """Refuse hours that no day holds, saying how many are recorded but never by whom (ui.md 5, S12)."""
    already = _hours_of_day(work, people, held_on, kind, instead_of)
    most = CEILINGS[kind]
    beyond = {person_id: held for person_id, held in already.items() if held + hours > most}
    if not beyond:
        return
    worst = max(beyond, key=lambda person_id: beyond[person_id])
    raise _wrong(
        "hours",
        N_(
            "%(name)s has %(already)s class hours of %(kind)s recorded that day already; with these the limit of "
            "%(most)s is passed (%(people)s people in all). Nothing was recorded."
        ),
        name=people[worst],
        already=beyond[worst],
        kind=kind,
        most=most,
        people=len(beyond),
    )


def _hours_of_day(
    work: Work, people: Mapping[UUID, str], held_on: date, kind: HourKind, instead_of: UUID | None
) -> dict[UUID, int]:
    """Hours that count, by person: this unit's as this work sees them, the other units' beyond its scope."""
    own = TrainingRecord.training_unit_id == _own_unit(work)
    sums = _sums(work, people, held_on, kind, own & (TrainingRecord.id != instead_of))
    with work.everything("class hours of a day over all units") as beyond:
        for person_id, hours in _sums(beyond, people, held_on, kind, ~own).items():
            sums[person_id] = sums.get(person_id, 0) + hours
    return sums


def _sums(
    work: Work, people: Mapping[UUID, str], held_on: date, kind: HourKind, which: ColumnElement[bool]
) -> dict[UUID, int]:
    query = (
        select(TrainingRecord.person_id, func.sum(TrainingRecord.hours))
        .where(
            TrainingRecord.city_id == work.city_id,
            TrainingRecord.person_id.in_(people),
            TrainingRecord.held_on == held_on,
            TrainingRecord.kind == kind,
            counts_still(),
            which,
        )
        .group_by(TrainingRecord.person_id)
    )
    return {person_id: int(hours) for person_id, hours in work.rows(query)}
