"""The auditor finds a person, reads the file and the journal, and leaves a trace by reading."""

import re
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from exam_app.actors import the_system
from exam_app.errors import NotAllowed, NotFound
from exam_app.journal import JournalEntry, PersonalText, Tag
from exam_app.ledger import (
    Verifier,
    open_receipt,
    read_bundle,
    read_offers,
    read_statements,
    verify_bundle,
    vouched_key,
    write_offers,
)
from exam_app.ledger.witness import Witness, make_witness
from exam_app.models import Certificate, Person, Registration
from exam_app.operations import dossiers as acts
from exam_app.operations.ledgers import sign_due_ledgers
from exam_app.queries.dossiers import Dossier, dossier_of, find_people
from exam_app.queries.journals import sentence_of
from exam_app.work import Site, Work, ledger_key
from tests.builders.certificates import issued
from tests.builders.registrations import approved, passed_at_county, registered, trainees
from tests.builders.room_keys import AFTER, an_opened_hall, handed_in, looked_at, note_of, sign
from tests.builders.scheduling import published
from tests.cast import CITY, Cast, enter
from tests.conftest import NOON


@pytest.fixture
def auditor(sqlite_only: None, client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    enter(client, site, cast["ma"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


@pytest.fixture
def person(site: Site, cast: Cast) -> UUID:
    """A trainee of Anwei whose application the county passed."""
    (person_id,) = trainees(site, cast, 1)
    passed_at_county(site, cast, registered(site, cast, [person_id]))
    return person_id


def dossier(site: Site, cast: Cast, person_id: UUID, who: str = "ma") -> Dossier:
    with Work.open(site, cast[who], NOON, read_only=True) as work:
        return dossier_of(work, person_id)


def states(found: Dossier) -> list[str]:
    return [stage.state for stage in found.life_line]


def journal(site: Site, cast: Cast, person_id: UUID) -> list[JournalEntry]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        query = select(JournalEntry).where(JournalEntry.about_person_id == person_id)
        return list(work.all(query.order_by(JournalEntry.leaf_index)))


def test_reading_a_file_and_a_journal_stands_in_the_journal_next_time(
    auditor: FlaskClient, site: Site, cast: Cast, person: UUID
) -> None:
    before = len(journal(site, cast, person))
    assert auditor.get(f"/oversight/people/{person}").status_code == 200
    first = auditor.get(f"/oversight/people/{person}/journal").text
    assert "The dossier was read" in first and "The journal of a person was read" not in first
    second = auditor.get(f"/oversight/people/{person}/journal").text
    assert "The journal of a person was read" in second and "马青" in second
    tags = [entry.tag for entry in journal(site, cast, person)[before:]]
    assert tags == [Tag.DOSSIER_READ, Tag.JOURNAL_READ, Tag.JOURNAL_READ]


def test_the_journal_shows_every_entry_with_the_way_to_its_proof(
    auditor: FlaskClient, site: Site, cast: Cast, person: UUID
) -> None:
    entries = journal(site, cast, person)
    page = auditor.get(f"/oversight/people/{person}/journal").text
    assert entries and f"{len(entries)} entries" in page
    for entry in entries:
        assert entry.leaf_hash.hex()[:8] in page and f"Site ledger {entry.leaf_index}" in page
    assert page.index("Passed by the county") < page.index("Registered for the examination")


def test_who_has_read_the_file_leaves_everything_else_out(auditor: FlaskClient, person: UUID) -> None:
    auditor.get(f"/oversight/people/{person}")
    page = auditor.get(f"/oversight/people/{person}/journal?only=reads").text
    assert "was read 1 time" in page and "Passed by the county" not in page


def test_the_printed_journal_is_whole_and_recorded(auditor: FlaskClient, site: Site, cast: Cast, person: UUID) -> None:
    with Work.open(site, cast["ma"], NOON) as work:
        for _ in range(55):
            work.record(Tag.DOSSIER_READ, "person", person, about=person)
    entries = journal(site, cast, person)
    sheet = auditor.get(f"/oversight/people/{person}/journal/sheet").text
    assert all(entry.leaf_hash.hex()[:8] in sheet for entry in entries)
    assert "1 to 50 of" in auditor.get(f"/oversight/people/{person}/journal").text
    assert journal(site, cast, person)[-2].facts == {"entries": len(entries)}


def test_a_file_of_nobody_is_not_found_and_leaves_no_trace(auditor: FlaskClient, site: Site, cast: Cast) -> None:
    nobody = uuid4()
    for path in ("", "/journal", "/journal/sheet", "/photo"):
        assert auditor.get(f"/oversight/people/{nobody}{path}").status_code == 404
    assert journal(site, cast, nobody) == []


def test_nobody_but_the_auditor_reaches_oversight(
    sqlite_only: None, app: Flask, site: Site, cast: Cast, person: UUID
) -> None:
    for who in ("wu", "li", "zhou", "he", "sun", "zhao", "qin"):
        browser = app.test_client()
        enter(browser, site, cast[who], NOON)
        for path in ("/people", f"/people/{person}", f"/people/{person}/journal", f"/people/{person}/photo"):
            assert browser.get(f"/oversight{path}").status_code == 403, (who, path)
    assert app.test_client().get("/oversight/people").status_code == 302


def test_oversight_offers_no_form_that_changes_anything(auditor: FlaskClient, person: UUID) -> None:
    harmless = {"/preferences", "/sign-out"}
    for path in ("", "/journal", "/journal?only=reads", "/journal/sheet"):
        page = auditor.get(f"/oversight/people/{person}{path}").text
        forms = re.findall(r"<form[^>]*>", page)
        assert {re.search(r'action="([^"]*)"', form)[1] for form in forms} <= harmless  # type: ignore[index]


def test_a_person_is_found_by_name_whole_id_number_or_certificate_number(site: Site, cast: Cast) -> None:
    (person_id,) = issued_to(site, cast)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        found = work.get(Person, person_id)
        number = work.all(select(Certificate.number))[0]
        whole = site.vault.open(found.id_number_sealed, "person", found.id)
        spaced = f"{number[:4]} {number[4:8]}-{number[8:]}"
        for wanted in (found.name, found.name[:2], whole, f" {whole.lower()} ", number, spaced):
            assert person_id in {each.id for each in find_people(work, wanted).people}, wanted
        for wanted in (whole[:17], whole[-4:], number[:15], "%", "_", "没有此人"):
            assert find_people(work, wanted).people == (), wanted


def issued_to(site: Site, cast: Cast) -> list[UUID]:
    issued(site, cast)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return list(work.all(select(Certificate.person_id)))


def test_a_search_keeps_names_and_numbers_out_of_the_address(auditor: FlaskClient, person: UUID) -> None:
    answer = auditor.post("/oversight/people", data={"wanted": "330301197903120175"})
    assert "330301197903120175" not in (answer.location or "")
    assert auditor.post("/oversight/people", data={"wanted": " "}).status_code == 422
    assert "Nobody found" in auditor.post("/oversight/people", data={"wanted": "没有此人"}).text


def test_the_line_of_somebody_new_has_not_begun(site: Site, cast: Cast) -> None:
    found = dossier(site, cast, cast["qin"].person_id)  # type: ignore[arg-type]  # members of staff are people too
    assert states(found) == ["not-applicable"] * 6
    assert str(found.next_step.title) == "Register for the examination"
    assert str(found.life_line[0].what) == "No employer on record"


def test_the_line_moves_with_the_application_and_says_who_holds_it(site: Site, cast: Cast) -> None:
    (person_id,) = trainees(site, cast, 1)
    (registration,) = registered(site, cast, [person_id])
    found = dossier(site, cast, person_id)
    assert (states(found)[2], found.next_step.holder) == ("waiting", "青溪县公安局")
    passed_at_county(site, cast, [registration])
    found = dossier(site, cast, person_id)
    assert (states(found)[2], found.next_step.holder) == ("waiting", "云川市公安局")
    assert (found.life_line[2].organ, found.life_line[2].staff) == ("青溪县公安局", "周海")


def test_the_line_of_a_booked_candidate_names_day_room_and_seat(site: Site, cast: Cast) -> None:
    registrations = approved(site, cast, 1)
    published(site, cast, registrations)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        person_id = work.all(select(Registration.person_id).where(Registration.id == registrations[0]))[0]
    exam = dossier(site, cast, person_id).life_line[3]
    assert exam.state == "waiting" and exam.on is not None and "302室" in exam.organ
    assert re.fullmatch(r"Seat \d+", str(exam.what))


def test_the_line_of_a_certified_guard_names_number_and_both_signers(site: Site, cast: Cast) -> None:
    (person_id,) = issued_to(site, cast)
    found = dossier(site, cast, person_id)
    assert states(found)[3:5] == ["done", "done"]
    assert found.life_line[4].staff == "何静、孙丽" and found.certificate_number in str(found.life_line[4].what)
    assert [str(record.what) for record in found.records if "Certificate" in str(record.what)]


def test_a_training_unit_sees_its_own_people_without_the_names_of_officers(
    site: Site, cast: Cast, person: UUID
) -> None:
    seen = dossier(site, cast, person, "li")
    assert seen.life_line[2].organ == "青溪县公安局" and seen.life_line[2].staff == ""
    for stranger in ("gao", "shi"):
        with pytest.raises(NotFound):
            dossier(site, cast, person, stranger)


def test_a_file_takes_as_many_statements_whatever_its_length(site: Site, cast: Cast) -> None:
    (short,) = trainees(site, cast, 1)
    (long,) = issued_to(site, cast)
    assert _statements(site, cast, short) == _statements(site, cast, long)


def _statements(site: Site, cast: Cast, person_id: UUID) -> int:
    counted: list[str] = []

    def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("SELECT"):
            counted.append(statement)

    event.listen(site.engine, "before_cursor_execute", count)
    try:
        dossier(site, cast, person_id)
    finally:
        event.remove(site.engine, "before_cursor_execute", count)
    return len(counted)


@pytest.mark.parametrize("who", ["li", "qin", "zhao", "wu"])
def test_a_journal_is_for_the_auditor_alone(site: Site, cast: Cast, person: UUID, who: str) -> None:
    with pytest.raises(NotAllowed), Work.open(site, cast[who], NOON) as work:
        acts.read_journal(work, person)


def test_a_journal_sentence_survives_facts_that_are_missing() -> None:
    for tag in Tag:
        assert "%(" not in str(sentence_of(tag, {}))
    assert str(sentence_of(Tag.ROLE_GRANTED, {"role": "auditor"})) == "The role “auditor” was granted"


def test_personal_text_of_an_entry_is_shown_until_it_is_erased(
    auditor: FlaskClient, site: Site, cast: Cast, person: UUID
) -> None:
    with Work.open(site, cast["zhou"], NOON) as work:
        work.record(Tag.PERSON_PHOTO_SET, "person", person, about=person, note=PersonalText("照片换过一次"))
    assert "照片换过一次" in auditor.get(f"/oversight/people/{person}/journal").text


def test_the_auditor_takes_a_ledger_home_and_verifies_it_there(auditor: FlaskClient, site: Site) -> None:
    page = auditor.get("/oversight/ledgers").text
    line = ledger_key(site, CITY).verifier.to_line()
    assert "The whole site" in page
    assert line in page
    address = re.search(r'action="(/oversight/ledgers/[^"]+/bundle)"', page)
    assert address is not None
    answer = auditor.post(address[1])
    assert answer.mimetype == "application/zip"
    assert verify_bundle(read_bundle(answer.data), [Verifier.from_line(line)]).leaves > 10


def test_the_auditor_takes_the_key_of_a_room_home_and_checks_a_receipt_with_it(
    auditor: FlaskClient, site: Site, cast: Cast
) -> None:
    hall = an_opened_hall(site, cast)
    note = note_of(site, handed_in(site, hall.lin))
    looked_at(site, cast, hall, hall.lin)
    sign(site, cast, hall)
    page = auditor.get("/oversight/ledgers").text
    addresses = re.findall(r'href="(/oversight/ledgers/[^"]+/room-key.txt)"', page)
    assert len(addresses) == 1
    answer = auditor.get(addresses[0])
    assert answer.mimetype == "text/plain"
    statements = read_statements(answer.text)
    city = [ledger_key(site, CITY).verifier]
    assert [vouched_key(each, city).until for each in statements] == [None, AFTER]
    assert open_receipt(note, city, statements).vouch is not None


def test_the_ledger_of_the_site_has_no_key_of_a_room(auditor: FlaskClient) -> None:
    address = re.search(r'action="(/oversight/ledgers/[^"]+)/bundle"', auditor.get("/oversight/ledgers").text)
    assert address is not None
    assert auditor.get(f"{address[1]}/room-key.txt").status_code == 404


def test_nobody_else_sees_the_ledgers(client: FlaskClient, site: Site, cast: Cast, sqlite_only: None) -> None:
    enter(client, site, cast["wu"], NOON)
    assert client.get("/oversight/ledgers").status_code in (403, 404)


def test_the_auditor_admits_a_witness_and_brings_its_answer_back(
    auditor: FlaskClient, site: Site, tmp_path: Path
) -> None:
    with Work.open(site, the_system(CITY), NOON) as work:
        sign_due_ledgers(work)
    key = make_witness(tmp_path, "w.example", ledger_key(site, CITY).verifier.to_line(), lambda size: b"\x07" * size)
    refused = auditor.post("/oversight/witnesses", data={"owner": "检察院", "key_line": "w.example+1+2"})
    assert refused.status_code == 422
    assert "no key of a witness" in refused.text
    assert 'value="检察院"' in refused.text
    auditor.post("/oversight/witnesses", data={"owner": "检察院", "key_line": key.verifier.to_line()})
    offer = re.search(r'href="(/oversight/witnesses/[^"]+/offer.txt)"', auditor.get("/oversight/witnesses").text)
    assert offer is not None
    offers = read_offers(auditor.get(offer[1]).text)
    answers = Witness(tmp_path).judge_all(offers, int(NOON.timestamp()))
    file = write_offers(one.note for one in answers if one.note).encode()
    address = "/oversight/witnesses/answer"
    assert auditor.post(address, data={"answer": (BytesIO(b"old"), "answer.txt")}).status_code == 422
    assert auditor.post(address, data={"answer": (BytesIO(file), "answer.txt")}).status_code == 302
    assert "No witness yet" not in auditor.get("/oversight/ledgers").text
