"""The auditor reads one attempt whole, follows each entry to its signed head, and leaves a trace by reading."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select, text

from exam_app.actors import the_system
from exam_app.errors import NotAllowed
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Sitting
from exam_app.operations.dossiers import read_attempt
from exam_app.operations.entry_proofs import prove_entry
from exam_app.operations.ledgers import sign_due_ledgers
from exam_app.work import Site, Work
from question_bank import RulingKind
from tests.builders import key_corrections
from tests.builders.appeals import WORDS, a_third_officer, asked, decided
from tests.builders.resits import AFTER, over
from tests.builders.sittings import ITEMS, Hall
from tests.cast import CITY, Cast, enter
from tests.conftest import Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")
LATER = AFTER + timedelta(days=1)


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    """Bao appealed, and it was decided; before that an item of the paper was struck."""
    hall = over(site, cast)
    correction = key_corrections.proposed(site, cast, ITEMS[0], RulingKind.OUT)
    key_corrections.signed(site, cast, correction)
    decided(site, cast, a_third_officer(site, cast), asked(site, hall.bao, hall))
    return hall


@pytest.fixture
def auditor(client: FlaskClient, site: Site, clock: Clock, cast: Cast) -> FlaskClient:
    clock.now = LATER
    enter(client, site, cast["ma"], LATER)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def sign(site: Site) -> None:
    """Heads are signed when a work ends: call it until it says 0."""
    signed = 1
    while signed:
        with Work.open(site, the_system(CITY), LATER) as work:
            signed = sign_due_ledgers(work)


def entry_of(site: Site, cast: Cast, tag: Tag) -> JournalEntry:
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        return work.all(select(JournalEntry).where(JournalEntry.tag == tag).order_by(JournalEntry.leaf_index))[0]


def test_one_page_holds_the_attempt_from_the_seat_to_the_letter(
    auditor: FlaskClient, site: Site, cast: Cast, hall: Hall
) -> None:
    person = auditor.get(f"/oversight/people/{hall.bao.person_id}").text
    address = f"/oversight/attempts/{hall.bao.booking_id}"
    assert address in person
    page = auditor.get(address).text
    for said in ("seat", "Receipt", "2 of 5", "correction of a key, number 1", "marked when it was handed in", WORDS):
        assert said in page, said
    assert "Released" in page and "Score appeal 2026-0001" in page and "2026-0001 was decided" in page
    assert "saved answers" in page and "Room ledger" in page and "Site ledger" in page
    assert "****" in page and "19700312" not in page
    letter = auditor.get(f"{address}/letter.pdf")
    assert letter.mimetype == "application/pdf" and letter.data.startswith(b"%PDF")


def test_each_look_stands_in_the_persons_journal(auditor: FlaskClient, site: Site, cast: Cast, hall: Hall) -> None:
    auditor.get(f"/oversight/attempts/{hall.bao.booking_id}")
    read = auditor.get(f"/oversight/people/{hall.bao.person_id}/journal?only=reads").text
    assert "The file of an examination was read" in read and "马青" in read
    found = re.findall(r"/oversight/entries/[0-9a-f-]+", read)
    assert auditor.get(found[0]).status_code == 200
    read = auditor.get(f"/oversight/people/{hall.bao.person_id}/journal?only=reads").text
    assert "followed to its signed head" in read


def test_an_entry_leads_to_the_head_that_was_signed(auditor: FlaskClient, site: Site, cast: Cast, hall: Hall) -> None:
    row = entry_of(site, cast, Tag.SITTING_SUBMITTED)
    with Work.open(site, cast["ma"], LATER) as work:
        early = prove_entry(work, row.id)
    assert early.fault is None and not early.holds
    assert "not signed yet" in auditor.get(f"/oversight/entries/{row.id}").text
    sign(site)
    with Work.open(site, cast["ma"], LATER) as work:
        proof = prove_entry(work, row.id)
    assert proof.holds and proof.leaf_hash == row.leaf_hash.hex() and proof.size > row.leaf_index
    page = auditor.get(f"/oversight/entries/{row.id}").text
    assert "stands as it was signed" in page and proof.leaf_hash in page and proof.path[0] in page


@pytest.mark.parametrize("fault", ["the entry", "its neighbour", "a missing one"])
def test_what_was_changed_behind_the_program_is_said(site: Site, cast: Cast, hall: Hall, fault: str) -> None:
    row = entry_of(site, cast, Tag.SITTING_SUBMITTED)
    sign(site)
    with Work.open(site, cast["he"], LATER) as work:
        neighbour = work.session.execute(
            text("SELECT id FROM journal_entry WHERE ledger_id = :ledger AND leaf_index = :index"),
            {"ledger": row.ledger_id.hex, "index": row.leaf_index - 1},
        ).scalar_one()
        for trigger in ("journal_entry_no_update", "journal_entry_no_delete"):
            work.session.execute(text(f"DROP TRIGGER {trigger}"))
        if fault == "the entry":
            work.session.execute(
                text("UPDATE journal_entry SET facts = '{\"answered\": 99}' WHERE id = :id"), {"id": row.id.hex}
            )
        elif fault == "its neighbour":
            work.session.execute(
                text("UPDATE journal_entry SET leaf_hash = :hash WHERE id = :id"),
                {"hash": bytes(32), "id": neighbour},
            )
        else:
            work.session.execute(text("DELETE FROM journal_entry WHERE id = :id"), {"id": neighbour})
    said = {
        "the entry": "it was changed afterwards",
        "its neighbour": "does not lead to the signed head",
        "a missing one": "are missing",
    }
    with Work.open(site, cast["ma"], LATER) as work:
        proof = prove_entry(work, row.id)
    assert not proof.holds and said[fault] in str(proof.fault)


def test_only_an_auditor_reads_it(client: FlaskClient, site: Site, clock: Clock, cast: Cast, hall: Hall) -> None:
    clock.now = LATER
    row = entry_of(site, cast, Tag.SITTING_SUBMITTED)
    for name in ("he", "zhou", "zhao", "li"):
        enter(client, site, cast[name], LATER)
        for address in (f"attempts/{hall.bao.booking_id}", f"attempts/{hall.bao.booking_id}/letter.pdf"):
            assert client.get(f"/oversight/{address}").status_code == 403
        assert client.get(f"/oversight/entries/{row.id}").status_code == 403
        with Work.open(site, cast[name], LATER) as work, pytest.raises(NotAllowed):
            read_attempt(work, hall.bao.booking_id or UUID(int=0))
    enter(client, site, cast["ma"], LATER)
    assert client.get(f"/oversight/attempts/{UUID(int=1)}").status_code == 404
    assert client.get(f"/oversight/entries/{UUID(int=1)}").status_code == 404


def test_who_was_absent_has_a_file_too_and_no_letter(auditor: FlaskClient, hall: Hall) -> None:
    absent = hall.candidates[2]
    page = auditor.get(f"/oversight/attempts/{absent.booking_id}").text
    assert "No paper was begun." in page and "Nothing is marked." in page
    assert auditor.get(f"/oversight/attempts/{absent.booking_id}/letter.pdf").status_code == 404


def test_the_file_asks_for_few_statements(auditor: FlaskClient, site: Site, cast: Cast, hall: Hall) -> None:
    asked_for: list[str] = []

    def count(*said: object) -> None:
        if str(said[2]).startswith("SELECT"):
            asked_for.append(str(said[2]))

    event.listen(site.engine, "before_cursor_execute", count)
    try:
        auditor.get(f"/oversight/attempts/{hall.bao.booking_id}")
    finally:
        event.remove(site.engine, "before_cursor_execute", count)
    assert len(asked_for) <= 30, "\n".join(asked_for)
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        assert work.all(select(Sitting.id))
