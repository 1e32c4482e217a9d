"""Row 37: two servers for one room. Of one folder they are one; two copies of it are found out."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from exam_app.delivery import Equivocation
from exam_app.journal import JournalEntry, Tag
from exam_app.queries.sittings import answers_of
from exam_app.settings import Settings
from exam_app.work import Work, open_site
from tests.builders.sittings import a_sitting, chained, save
from tests.faults.conftest import Place, let_go_on_at_the_same_seat
from tests.faults.witnessed import admitted, looked_at
from tests.journeys.over_http import WireCandidate
from tests.journeys.server import Server, environment_of, serving

TIMES = 20
BEGINNING = ((1, "A"), (2, "A"))


def test_two_servers_of_one_folder_keep_one_history_and_one_lease(
    server: Server, shared_place: Place, order: int
) -> None:
    """A second one started by mistake: whichever a page reaches, what the other took is there."""
    candidate = shared_place.candidate(order, server.port)
    events = chained(*[(n % 3 + 1, "AB"[n // 3 % 2]) for n in range(2 * TIMES)])
    with serving(environment_of(shared_place.settings)) as second:
        again = WireCandidate(second.port)
        again.cookies, again.config = candidate.cookies, candidate.config
        for taken in range(0, 2 * TIMES, 2):
            assert candidate.save(events[taken : taken + 1])[1]["durable_through"] == taken + 1
            with ThreadPoolExecutor(2) as both:
                asked = [both.submit(one.save, events[taken : taken + 2]) for one in (candidate, again)]
            assert [one.result()[1]["durable_through"] for one in asked] == [taken + 2] * 2
        assert [seq for _, seq, _ in shared_place.held(candidate)] == list(range(1, 2 * TIMES + 1))

        let_go_on_at_the_same_seat(shared_place, order)
        for one in (candidate, again):
            assert one.save([])[1] == {"code": "lease_lost"}


def test_two_copies_of_a_site_that_both_took_answers_are_found_out(place: Place, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    seated = a_sitting(place.site, place.actor(0), now)
    save(place.site, seated, chained(*BEGINNING), now)
    witness, witness_id = admitted(place, tmp_path / "witness")
    place.site.engine.dispose()
    shutil.copytree(place.settings.data_folder, tmp_path / "copy")
    copy = open_site(Settings.for_folder(tmp_path / "copy"))

    save(place.site, seated, chained(*BEGINNING, (3, "A")), now)
    there = chained(*BEGINNING, (3, "B"))
    save(copy, seated, there, now)
    # The page comes back: what stood first stands, and the other is on record.
    assert isinstance(save(place.site, seated, there, now), Equivocation)
    with Work.open(place.site, place.cast["ma"], now, read_only=True) as work:
        assert {slot: at.value for slot, at in answers_of(work, seated.sitting_id).items()} == {1: "A", 2: "A", 3: "A"}
        assert work.all(select(JournalEntry.tag).where(JournalEntry.tag == Tag.ANSWER_EQUIVOCATED))

    assert all(answer.is_good for answer in looked_at(place.site, place, witness, witness_id))
    of_the_copy = [answer for answer in looked_at(copy, place, witness, witness_id) if not answer.is_good]
    assert any("/room/" in answer.words for answer in of_the_copy)
    copy.engine.dispose()
