"""Everything a certificate stands on: an approved registration, a sitting, a mark, a release, a photo."""

import hashlib
import io
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from PIL import Image
from sqlalchemy import select

from certificates.photo import canonical_photo
from exam_app.actors import Actor
from exam_app.id_numbers import read_id_number
from exam_app.models import (
    BiometricsReceipt,
    BlueprintVersion,
    Booking,
    ExamSession,
    ItemVersion,
    KeyCorrection,
    Person,
    Photo,
    Registration,
    Result,
    ResultReason,
    ResultRelease,
    Sitting,
)
from exam_app.operations import certificates
from exam_app.terms import ExamSessionState, MarkedAgainFor, RegistrationState, Sex, SittingState
from exam_app.work import Site, Work
from question_bank import Pool, RulingKind
from tests.cast import NOON, Cast, id_number

NAMES = ("张建国", "李娜", "买买提·艾力", "欧阳雪梅", "王强")


@dataclass
class Passed:
    """The ids of people who passed, in order."""

    exam_session_id: UUID
    people: list[UUID] = field(default_factory=list)
    results: list[UUID] = field(default_factory=list)
    registrations: list[UUID] = field(default_factory=list)


def a_photo(shade: int = 120) -> bytes:
    """The canonical photo of nobody: one grey."""
    sent = io.BytesIO()
    Image.new("RGB", (400, 500), (shade, shade, shade)).save(sent, "PNG")
    return canonical_photo(sent.getvalue())


def passed_results(
    site: Site,
    cast: Cast,
    count: int = 1,
    *,
    approver: Actor | None = None,
    released: bool = True,
    passed: bool = True,
    with_photo: bool = True,
    with_receipt: bool = True,
    name: str | None = None,
    first: int = 1,
) -> Passed:
    """``count`` people with a mark in one examination of yesterday, approved by He unless somebody else is named."""
    approver = approver or cast["he"]
    begun = NOON - timedelta(days=1)
    with Work.open(site, cast["he"], NOON) as work:
        city = work.city_id
        blueprint = work.one(select(BlueprintVersion.id).limit(1)) or _blueprint(work)
        exam = work.add(
            ExamSession(
                city_id=city,
                id=work.new_id(),
                centre_id=cast.centre,
                blueprint_id=blueprint,
                name="十一月第一场",
                starts_at=begun + timedelta(minutes=first),
                minutes=90,
                seed=bytes(32),
                state=ExamSessionState.CLOSED,
                closed_at=NOON,
            )
        )
        made = Passed(exam.id)
        photo_id = _photo(work) if with_photo else None
        people = [_person(work, first + n, name or NAMES[n % len(NAMES)], photo_id) for n in range(count)]
        work.add_all(people)
        if with_receipt:
            work.add_all([_receipt(work, cast, person) for person in people])
        registrations = [_registration(work, cast, person, approver) for person in people]
        work.add_all(registrations)
        bookings = [
            _in_city(
                work,
                Booking,
                exam_session_id=exam.id,
                registration_id=registration.id,
                person_id=registration.person_id,
                booked_at=begun,
            )
            for registration in registrations
        ]
        work.add_all(bookings)
        sittings = [
            _in_city(
                work,
                Sitting,
                exam_session_id=exam.id,
                booking_id=booking.id,
                person_id=booking.person_id,
                room_id=cast.room,
                paper_digests=[],
                paper_seed=bytes(16),
                state=SittingState.SUBMITTED,
                started_at=begun,
                deadline_at=begun + timedelta(minutes=90),
                closed_at=begun + timedelta(minutes=60),
            )
            for booking in bookings
        ]
        work.add_all(sittings)
        results = [a_mark(work, sitting, raw=78 if passed else 54) for sitting in sittings]
        work.add_all(results)
        if released:
            work.add(
                _in_city(
                    work,
                    ResultRelease,
                    exam_session_id=exam.id,
                    first_person_id=cast["he"].person_id,
                    first_at=NOON,
                    second_person_id=cast["lin"].person_id,
                    second_at=NOON,
                )
            )
        made.people = [person.id for person in people]
        made.registrations = [registration.id for registration in registrations]
        made.results = [result.id for result in results]
    return made


def issued(site: Site, cast: Cast, count: int = 1, *, first: int = 1) -> list[UUID]:
    """Certificates of ``count`` people, issued by Sun."""
    made = passed_results(site, cast, count, first=first)
    with Work.open(site, cast["sun"], NOON) as work:
        report = certificates.issue(work, made.results)
    assert not report.not_issued
    return list(report.certificate_ids)


def a_mark(work: Work, sitting: Sitting, *, raw: int, number: int = 1) -> Result:
    """A mark of a sitting, not yet written; a further one is there for a correction of a key."""
    return _in_city(
        work,
        Result,
        sitting_id=sitting.id,
        exam_session_id=sitting.exam_session_id,
        person_id=sitting.person_id,
        number=number,
        raw=raw,
        maximum=100,
        cut_score=60,
        passed=raw >= 60,
        by_topic={},
        reason_id=_corrected_key(work).id if number > 1 else None,
        marked_at=NOON,
    )


def _corrected_key(work: Work) -> ResultReason:
    """A correction that waits, of an item in no paper, as the reason of a further mark."""
    item = _in_city(
        work,
        ItemVersion,
        digest=work.new_id().hex * 2,
        pool=Pool.LIVE,
        topic="T2",
        item_code="T2-L-999",
        document={},
        entered_by_id=work.actor.person_id,
        entered_at=NOON,
    )
    work.add(item)
    correction = work.add(
        _in_city(
            work,
            KeyCorrection,
            item_id=item.id,
            kind=RulingKind.ALL_RIGHT,
            reason="题干有误。",
            source="治安管理处罚法",
            first_person_id=work.actor.person_id,
            first_at=NOON,
        )
    )
    return work.add(
        _in_city(work, ResultReason, kind=MarkedAgainFor.KEY_CORRECTION, key_correction_id=correction.id, at=NOON)
    )


def _in_city(work: Work, model: type, **columns: object):
    return model(city_id=work.city_id, id=work.new_id(), **columns)


def _blueprint(work: Work) -> UUID:
    return work.add(
        _in_city(
            work,
            BlueprintVersion,
            digest="0" * 64,
            code="cn-guard-100",
            document={},
            entered_by_id=work.actor.person_id,
            entered_at=NOON,
        )
    ).id


def _photo(work: Work) -> UUID:
    jpeg = a_photo()
    digest = hashlib.sha256(jpeg).digest()
    if stored := work.one(select(Photo.id).where(Photo.digest == digest)):
        return stored
    return work.add(_in_city(work, Photo, digest=digest, jpeg=jpeg, created_at=NOON)).id


def _person(work: Work, order: int, name: str, photo_id: UUID | None) -> Person:
    number = read_id_number(id_number(f"1990{1 + order % 12:02d}{1 + order // 12 % 28:02d}", 1 + order % 900))
    vault, row_id = work.site.vault, work.new_id()
    return Person(
        city_id=work.city_id,
        id=row_id,
        name=name,
        id_number_sealed=vault.seal(number.text, "person", row_id),
        id_number_index=vault.blind_index(number.text),
        birth_date=number.birth_date,
        sex=Sex.MALE,
        photo_id=photo_id,
        created_at=NOON,
    )


def _receipt(work: Work, cast: Cast, person: Person) -> BiometricsReceipt:
    return _in_city(
        work,
        BiometricsReceipt,
        person_id=person.id,
        number=1,
        authority_id=cast.qingxi,
        taken_on=(NOON - timedelta(days=18)).date(),
        taken_by="周海",
        receipt_number=f"ZW{person.id.hex[-12:]}",
        is_struck=False,
        entered_by_id=cast["zhou"].person_id,
        entered_at=NOON - timedelta(days=18),
    )


def _registration(work: Work, cast: Cast, person: Person, approver: Actor) -> Registration:
    return _in_city(
        work,
        Registration,
        person_id=person.id,
        county_id=cast.qingxi,
        training_unit_id=cast.anwei,
        state=RegistrationState.APPROVED,
        submitted_at=NOON - timedelta(days=20),
        approved_by_id=approver.person_id,
    )
