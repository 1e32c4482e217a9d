"""Whoever has to be told is told by the act itself; the text leaves in the hands of people and is deleted in time."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, update

from exam_app.actors import the_system
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Notice, NoticeBatch, Person
from exam_app.operations import certificates, outbox, registrations, results
from exam_app.operations.notices import SEALED_AS
from exam_app.queries.outbox import batch_page, steps_of
from exam_app.queries.outbox import outbox as the_outbox
from exam_app.queries.told import told
from exam_app.terms import NoticeAct, NoticeChannel, NoticeKind, NoticeState, RefusalGround, ReturnReason
from exam_app.work import Site, Work
from tests.builders.certificates import issued
from tests.builders.registrations import approved, asked_identity, passed_at_county, registered, trainees
from tests.builders.scheduling import published
from tests.builders.sittings import a_closed_hall
from tests.cast import CITY, NOON, Cast

LATER = NOON + timedelta(hours=4)
once = pytest.mark.usefixtures("sqlite_only")


def written(site: Site, cast: Cast, *, kind: NoticeKind | None = None) -> Sequence[Notice]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        query = select(Notice).order_by(Notice.made_at, Notice.id)
        return [notice for notice in work.all(query) if kind in (None, notice.kind)]


def text_of(site: Site, notice: Notice) -> str:
    assert notice.text_sealed is not None
    return site.vault.open(notice.text_sealed, SEALED_AS, notice.id)


PHONES = {"李秀英": "13800000001", "张伟": "13800000002"}


def with_telephones(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["wu"], NOON) as work:
        for name, phone in PHONES.items():
            person_id = work.found(work.one(select(Person.id).where(Person.name == name)))
            sealed = site.vault.seal(phone, "person.phone", person_id)
            work.change(update(Person).where(Person.id == person_id).values(phone_sealed=sealed))


def handed_over(site: Site, cast: Cast, channel: NoticeChannel = NoticeChannel.GATEWAY, who: str = "zhou"):  # type: ignore[no-untyped-def]
    with Work.open(site, cast[who], NOON) as work:
        return outbox.hand_over(work, channel)


# -- written by the act -------------------------------------------------------------------------------------------


def test_every_step_of_a_registration_is_told_in_one_message_without_its_reasons(site: Site, cast: Cast) -> None:
    first, second = registered(site, cast, trainees(site, cast, 2))
    reasons = [ReturnReason.PHOTO_MISSING, ReturnReason.MEDICAL_MISSING]
    with Work.open(site, cast["zhou"], NOON) as work:
        registrations.return_with_reasons(work, first, reasons, "无照片")
    passed_at_county(site, cast, [second])
    with Work.open(site, cast["he"], NOON) as work:
        registrations.refuse(work, second, [RefusalGround.REVOKED_RECENTLY], "三年内被吊销")
    by_kind = {notice.kind: notice for notice in written(site, cast)}
    returned, passed, refused = (
        by_kind.pop(kind) for kind in (NoticeKind.RETURNED, NoticeKind.PASSED_ON, NoticeKind.REFUSED)
    )
    assert not by_kind
    assert text_of(site, returned) == "【云川市公安局】李秀英：您的报名材料被退回，有2处要补正，请联系为您报名的单位。"
    assert "青溪县公安局" in text_of(site, refused)
    assert "吊销" not in text_of(site, refused)
    assert {notice.parts for notice in (returned, passed, refused)} == {1}
    assert {notice.county_id for notice in (returned, passed, refused)} == {cast.qingxi}


def test_what_is_undone_tells_nobody(site: Site, cast: Cast) -> None:
    (registration,) = registered(site, cast, trainees(site, cast))
    with pytest.raises(RuntimeError), Work.open(site, cast["zhou"], NOON) as work:
        registrations.pass_at_county(work, registration)
        raise RuntimeError("the network broke")
    assert written(site, cast) == []


@once
def test_a_published_examination_tells_day_and_place(site: Site, cast: Cast) -> None:
    published(site, cast, approved(site, cast, 2))
    told_of = written(site, cast, kind=NoticeKind.TICKET_READY)
    assert len(told_of) == 2
    assert all("12月1日9:00考试，地点云川职教中心" in text_of(site, notice) for notice in told_of)


def test_results_are_told_with_the_second_signature_never_before_and_in_few_statements(site: Site, cast: Cast) -> None:
    hall = a_closed_hall(site, cast, right=(5, 2, 3, 4, 1, 0))
    with Work.open(site, cast["he"], LATER) as work:
        results.sign_release(work, hall.exam_session_id)
    assert written(site, cast, kind=NoticeKind.RESULT_OUT) == []
    ran: list[str] = []

    def note(connection, cursor, statement, parameters, context, executemany) -> None:  # type: ignore[no-untyped-def]
        ran.append(statement)

    event.listen(site.engine, "before_cursor_execute", note)
    try:
        with Work.open(site, cast["lin"], LATER) as work:
            results.sign_release(work, hall.exam_session_id)
    finally:
        event.remove(site.engine, "before_cursor_execute", note)
    told_of = written(site, cast, kind=NoticeKind.RESULT_OUT)
    assert len(told_of) == 6
    assert sum(statement.startswith("INSERT INTO notice ") for statement in ran) == 1
    assert all("成绩已公布" in text_of(site, notice) for notice in told_of)


@once
def test_a_certificate_is_told_when_it_is_first_printed(site: Site, cast: Cast) -> None:
    (certificate_id,) = issued(site, cast)
    assert written(site, cast, kind=NoticeKind.CERTIFICATE_READY) == []
    with Work.open(site, cast["sun"], LATER) as work:
        row = work.all(select(certificates.Certificate))[0]
    for _ in range(2):
        with Work.open(site, cast["sun"], LATER) as work:
            certificates.note_printed(work, [(certificate_id, row.person_id, row.number)])
    (notice,) = written(site, cast, kind=NoticeKind.CERTIFICATE_READY)
    assert "保安员证已办好" in text_of(site, notice)


@once
def test_a_confirmed_identity_is_told_and_another_person_is_not(site: Site, cast: Cast) -> None:
    first, second = trainees(site, cast, 2)
    for person_id, same in ((first, True), (second, False)):
        question = asked_identity(site, cast, person_id)
        with Work.open(site, cast["shi"], NOON) as work:
            registrations.settle_identity(work, question, same)
    (notice,) = written(site, cast)
    assert (notice.kind, notice.person_id) == (NoticeKind.IDENTITY_SETTLED, first)


# -- out of the outbox --------------------------------------------------------------------------------------------


@pytest.fixture
def three_passed(site: Site, cast: Cast) -> None:
    """Three people of Qingxi were told that the county passed them on; two have a telephone."""
    passed_at_county(site, cast, registered(site, cast, trainees(site, cast, 3)))
    with_telephones(site, cast)


@pytest.mark.usefixtures("three_passed")
def test_a_batch_for_the_gateway_holds_who_has_a_telephone_and_reading_it_is_recorded(site: Site, cast: Cast) -> None:
    batch_id = handed_over(site, cast)
    for _ in range(2):
        with Work.open(site, cast["zhou"], NOON) as work:
            found = outbox.read_batch(work, batch_id)
    assert [row.place for row in found.rows] == [1, 2]
    assert {row.name: row.phone for row in found.rows} == PHONES
    assert all(row.text.startswith(f"【云川市公安局】{row.name}：") for row in found.rows)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        read = work.count(select(func.count()).where(JournalEntry.tag == Tag.NOTICE_FILE_READ))
        assert read == 2
    with pytest.raises(Conflict):
        handed_over(site, cast)
    paper = handed_over(site, cast, NoticeChannel.LETTERS)
    with Work.open(site, cast["zhou"], NOON) as work:
        assert [(row.phone, row.name) for row in outbox.read_batch(work, paper).rows] == [("", "刘玉兰")]
        assert the_outbox(work).listing.total == 0


@pytest.mark.usefixtures("three_passed")
def test_each_desk_numbers_its_own_batches(site: Site, cast: Cast) -> None:
    with_telephones(site, cast)
    batches = handed_over(site, cast, who="he"), handed_over(site, cast, NoticeChannel.LETTERS)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert [work.get(NoticeBatch, batch_id).number for batch_id in batches] == [1, 1]


@pytest.mark.usefixtures("three_passed")
def test_what_did_not_arrive_stands_first_and_can_leave_again(site: Site, cast: Cast) -> None:
    batch_id = handed_over(site, cast)
    with Work.open(site, cast["zhou"], NOON) as work:
        first = batch_page(work, batch_id).listing.rows[0].line.id
        with pytest.raises(Invalid):
            outbox.note_not_told(work, first, " ")
        outbox.note_not_told(work, first, "空号")
        assert outbox.note_batch_delivered(work, batch_id) == 1
    with Work.open(site, cast["zhou"], NOON) as work:
        found = the_outbox(work)
        assert (found.failed, found.for_gateway, found.for_print) == (1, 0, 2)
        assert (found.listing.rows[0].id, found.listing.rows[0].words) == (first, "空号")
        assert found.batches[0].counts == {NoticeState.FAILED: 1, NoticeState.DELIVERED: 1}
        assert outbox.put_failed_back(work) == 1
    again = handed_over(site, cast)
    with Work.open(site, cast["zhou"], NOON) as work:
        assert [row.line.id for row in batch_page(work, again).listing.rows] == [first]
        outbox.note_told(work, first)
        with pytest.raises(Conflict):
            outbox.note_told(work, first)
        acts = [step.act for step in steps_of(work, first)]
        assert sorted(acts) == sorted(
            [NoticeAct.HAND_OVER, NoticeAct.FAIL, NoticeAct.AGAIN, NoticeAct.HAND_OVER, NoticeAct.DELIVER]
        )


@pytest.mark.usefixtures("three_passed", "sqlite_only")
def test_another_county_sees_nothing_and_the_city_sees_all(site: Site, cast: Cast) -> None:
    batch_id = handed_over(site, cast)
    with Work.open(site, cast["shi"], NOON) as work:
        assert the_outbox(work).listing.total == 0
        with pytest.raises(NotFound):
            outbox.read_batch(work, batch_id)
        with pytest.raises(NotFound):
            outbox.open_notice(work, written(site, cast)[0].id)
        with pytest.raises(Conflict):
            outbox.hand_over(work, NoticeChannel.LETTERS)
    with Work.open(site, cast["he"], NOON) as work:
        assert len(outbox.read_batch(work, batch_id).rows) == 2
        assert the_outbox(work).listing.total == 1


@pytest.mark.usefixtures("three_passed", "sqlite_only")
def test_the_unit_sees_that_its_people_were_told(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        lines = told(work).rows
        assert {(line.kind, line.state) for line in lines} == {(NoticeKind.PASSED_ON, NoticeState.WAITING)}
        assert len(lines) == 3
    with Work.open(site, cast["gao"], NOON, read_only=True) as work:
        assert told(work).total == 0


@pytest.mark.usefixtures("three_passed")
def test_texts_are_deleted_after_their_days_and_the_fact_stays(site: Site, cast: Cast) -> None:
    batch_id = handed_over(site, cast)
    for days, forgotten in ((89, 0), (90, 2), (91, 0)):
        with Work.open(site, the_system(CITY), NOON + timedelta(days=days)) as work:
            assert outbox.forget_texts(work) == forgotten
    with Work.open(site, cast["zhou"], NOON) as work:
        assert [row.is_readable for row in batch_page(work, batch_id).listing.rows] == [False, False]
        with pytest.raises(Conflict):
            outbox.read_batch(work, batch_id)
    assert [notice.text_sealed is None for notice in written(site, cast)].count(True) == 2
