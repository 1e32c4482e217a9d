"""A candidate is not let in by two people, with a reason; who has begun is not refused any more."""

import io
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from exam_app.actors import Actor
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from exam_app.journal import JournalEntry, Tag
from exam_app.models import EntryRefusal, Invigilation, Sitting
from exam_app.operations import check_ins, entry_refusals, sittings
from exam_app.operations.check_ins import Arrival
from exam_app.operations.entry_refusals import Reason
from exam_app.queries.entry_refusals import my_refusal, refusal_lines
from exam_app.terms import CheckInOutcome, CheckInWay, EntryGround
from exam_app.work import Site, Work
from tests.builders.components import examiners
from tests.builders.rooms import a_colleague
from tests.builders.sittings import Hall, a_hall, a_sitting
from tests.cast import Cast
from tests.conftest import NOON

WORDS = "身份证照片与本人明显不符，本人承认替考。"


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast)


def a_picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (900, 700), (120, 130, 140)).save(written, "PNG")
    return written.getvalue()


def proposed(
    site: Site,
    who: Actor,
    hall: Hall,
    candidate: Actor,
    *,
    ground: EntryGround | None = EntryGround.IDENTITY,
    words: str = WORDS,
    nonce: UUID | None = None,
    picture: bytes | None = None,
) -> UUID:
    assert candidate.booking_id is not None
    with Work.open(site, who, NOON) as work:
        reason = Reason(ground, words, nonce or uuid4(), picture)
        return entry_refusals.propose_entry_refusal(
            work, hall.exam_session_id, hall.room_id, candidate.booking_id, reason
        )


def signed(site: Site, who: Actor, hall: Hall, refusal_id: UUID) -> None:
    with Work.open(site, who, NOON) as work:
        entry_refusals.sign_entry_refusal(work, hall.exam_session_id, refusal_id)


def outcome_at_the_door(site: Site, cast: Cast, hall: Hall, candidate: Actor) -> CheckInOutcome:
    assert candidate.booking_id is not None
    with Work.open(site, cast["zhao"], NOON) as work:
        arrival = Arrival(uuid4(), candidate.booking_id, CheckInWay.LIST)
        (done,) = check_ins.check_in(work, hall.exam_session_id, hall.room_id, [arrival])
        return done.outcome


def test_nobody_is_kept_out_by_one_person(site: Site, cast: Cast, hall: Hall) -> None:
    refusal_id = proposed(site, cast["zhao"], hall, hall.lin)
    with pytest.raises(Conflict):
        signed(site, cast["zhao"], hall, refusal_id)
    with Work.open(site, hall.lin, NOON, read_only=True) as work:
        assert my_refusal(work) is None
    assert outcome_at_the_door(site, cast, hall, hall.lin) is CheckInOutcome.ARRIVED
    a_sitting(site, hall.lin)
    with pytest.raises(TooLate):
        signed(site, cast["he"], hall, refusal_id)


def test_two_people_keep_somebody_out_at_the_door_and_at_the_computer(site: Site, cast: Cast, hall: Hall) -> None:
    refusal_id = proposed(site, cast["zhao"], hall, hall.lin)
    signed(site, a_colleague(site, cast, hall), hall, refusal_id)
    assert outcome_at_the_door(site, cast, hall, hall.lin) is CheckInOutcome.REFUSED
    assert outcome_at_the_door(site, cast, hall, hall.bao) is CheckInOutcome.ARRIVED
    with pytest.raises(Conflict, match="not let in"), Work.open(site, hall.lin, NOON) as work:
        sittings.start(work, None)
    with Work.open(site, hall.lin, NOON, read_only=True) as work:
        assert my_refusal(work) is EntryGround.IDENTITY
    with Work.open(site, hall.bao, NOON, read_only=True) as work:
        assert my_refusal(work) is None
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert work.count(select(func.count(Sitting.id))) == 0
        entries = work.all(select(JournalEntry).order_by(JournalEntry.leaf_index))
        about = [entry.tag for entry in entries if entry.tag in (Tag.ENTRY_REFUSAL_PROPOSED, Tag.ENTRY_REFUSED)]
    assert about == [Tag.ENTRY_REFUSAL_PROPOSED, Tag.ENTRY_REFUSED]


def test_of_two_invigilators_one_is_the_chief_of_the_room(site: Site, cast: Cast, hall: Hall) -> None:
    colleague, other = a_colleague(site, cast, hall), examiners(site, cast, 1)[0]
    with Work.open(site, cast["he"], NOON) as work:
        work.add(
            Invigilation(
                city_id=work.city_id,
                id=work.new_id(),
                exam_session_id=hall.exam_session_id,
                room_id=hall.room_id,
                person_id=other.person_id,
                assigned_at=work.now,
                is_chief=True,
            )
        )
    refusal_id = proposed(site, cast["zhao"], hall, hall.lin)
    with pytest.raises(Conflict, match="chief"):
        signed(site, colleague, hall, refusal_id)
    signed(site, other, hall, refusal_id)
    signed(site, cast["he"], hall, proposed(site, cast["zhao"], hall, hall.bao))


def test_the_city_signs_where_a_room_has_one_invigilator_and_may_decline(site: Site, cast: Cast, hall: Hall) -> None:
    refusal_id = proposed(site, cast["zhao"], hall, hall.lin)
    with Work.open(site, cast["he"], NOON) as work:
        entry_refusals.decline_entry_refusal(work, hall.exam_session_id, refusal_id)
    a_sitting(site, hall.lin)
    again = proposed(site, cast["zhao"], hall, hall.bao)
    signed(site, cast["he"], hall, again)
    for act in (entry_refusals.sign_entry_refusal, entry_refusals.decline_entry_refusal):
        with Work.open(site, cast["lin"], NOON) as work, pytest.raises(Conflict):
            act(work, hall.exam_session_id, again)


def test_what_was_declined_can_be_proposed_again_and_stays_on_record(site: Site, cast: Cast, hall: Hall) -> None:
    first = proposed(site, cast["zhao"], hall, hall.lin)
    with pytest.raises(Conflict):
        proposed(site, cast["zhao"], hall, hall.lin)
    with Work.open(site, cast["he"], NOON) as work:
        entry_refusals.decline_entry_refusal(work, hall.exam_session_id, first)
    signed(site, cast["he"], hall, proposed(site, cast["zhao"], hall, hall.lin))
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert len(refusal_lines(work, hall.exam_session_id)) == 2


def test_a_reason_is_needed_and_pressing_twice_is_one(site: Site, cast: Cast, hall: Hall) -> None:
    for wrong in ({"ground": None}, {"words": " "}, {"words": "长" * 301}, {"picture": b"no picture"}):
        with pytest.raises(Invalid):
            proposed(site, cast["zhao"], hall, hall.lin, **wrong)  # type: ignore[arg-type]  # one at a time
    nonce = uuid4()
    once = proposed(site, cast["zhao"], hall, hall.lin, nonce=nonce)
    assert proposed(site, cast["zhao"], hall, hall.lin, nonce=nonce) == once


def test_who_is_not_on_duty_in_the_room_neither_proposes_nor_sees_it(site: Site, cast: Cast, hall: Hall) -> None:
    refusal_id = proposed(site, cast["zhao"], hall, hall.lin)
    for name in ("li", "zhou", "sun"):
        with pytest.raises(NotAllowed):
            proposed(site, cast[name], hall, hall.bao)
        with pytest.raises(NotAllowed):
            signed(site, cast[name], hall, refusal_id)
    with pytest.raises(NotFound), Work.open(site, cast["he"], NOON) as work:
        entry_refusals.sign_entry_refusal(work, UUID(int=7), refusal_id)


def test_the_picture_is_sealed_and_each_opening_is_recorded(site: Site, cast: Cast, hall: Hall) -> None:
    picture = a_picture()
    refusal_id = proposed(site, cast["zhao"], hall, hall.lin, picture=picture)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        row = work.get(EntryRefusal, refusal_id)
        assert row.evidence_sealed is not None and b"JFIF" not in row.evidence_sealed
    with Work.open(site, cast["he"], NOON) as work:
        jpeg = entry_refusals.open_refusal_evidence(work, hall.exam_session_id, refusal_id)
    assert Image.open(io.BytesIO(jpeg)).format == "JPEG"
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert work.count(select(func.count()).where(JournalEntry.tag == Tag.ENTRY_EVIDENCE_READ)) == 1


def test_the_table_refuses_one_person_twice_and_keeps_what_was_signed(site: Site, cast: Cast, hall: Hall) -> None:
    refusal_id = proposed(site, cast["zhao"], hall, hall.lin)
    with pytest.raises(DatabaseError), Work.open(site, cast["he"], NOON) as work:
        row = work.get(EntryRefusal, refusal_id)
        row.second_person_id, row.second_at = cast["zhao"].person_id, work.now
    signed(site, cast["he"], hall, refusal_id)
    for change in ("UPDATE entry_refusal SET words = 'x'", "DELETE FROM entry_refusal"):
        with pytest.raises(DatabaseError), Work.open(site, cast["he"], NOON) as work:
            work.session.execute(text(change))
