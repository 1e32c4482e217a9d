"""Held answers: two people decide, neither sees a mark, and what counts is marked as after a correction of a key."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooEarly, TooLate
from exam_app.journal import JournalEntry, Tag
from exam_app.models import HeldDecision, Notice, Response, Result, Sitting
from exam_app.operations import held_answers, sittings
from exam_app.queries.held_answers import decided_lines, held_group, held_groups, held_waiting, witnessed
from exam_app.queries.sittings import answers_of
from exam_app.terms import EvidenceLevel, MarkedAgainFor, NoticeKind
from exam_app.work import Site, Work
from tests.builders.kept_answers import a_file, bring, bring_to_the_office, stamped
from tests.builders.resits import released
from tests.builders.results import reason_of
from tests.builders.rooms import move
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, chained, hand_in, printed_key, save, the_paper
from tests.cast import Cast
from tests.conftest import NOON

once = pytest.mark.usefixtures("sqlite_only")
MINUTE = timedelta(minutes=1)
OLD, NEW = "0d" * 32, "4e" * 32
"""Browsers."""
AFTERWARDS = NOON + 180 * MINUTE
WHY = "该座位断网，监考员当场保存。"


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast)


@pytest.fixture
def lin(site: Site, cast: Cast, hall: Hall) -> Seated:
    """Two right answers were saved; three more stayed on the computer that the candidate was moved from."""
    seated = a_sitting(site, hall.lin, browser=OLD)
    right = [(slot.number, printed_key(slot)) for slot in the_paper(site, seated)]
    events = chained(*right, stamp=stamped(site, NOON + 10 * MINUTE, NOON))
    save(site, seated, events[:2])
    move(site, cast["zhao"], hall, hall.lin, seat=7, now=NOON + 11 * MINUTE)
    hand_in(site, a_sitting(site, hall.lin, browser=NEW), NOON + 20 * MINUTE)
    assert bring_to_the_office(site, cast["he"], a_file(seated, events), AFTERWARDS).held == 3
    return seated


def propose(site: Site, cast: Cast, seated: Seated, *, counts: bool = True, who: str = "he", reason: str = WHY) -> UUID:
    with Work.open(site, cast[who], AFTERWARDS) as work:
        return held_answers.propose_held_decision(work, seated.sitting_id, 1, counts=counts, reason=reason)


def confirm(site: Site, cast: Cast, decision_id: UUID, who: str = "lin") -> None:
    with Work.open(site, cast[who], AFTERWARDS) as work:
        held_answers.confirm_held_decision(work, decision_id)


def results(site: Site, cast: Cast, seated: Seated) -> list[Result]:
    with Work.open(site, cast["he"], AFTERWARDS, read_only=True) as work:
        return list(work.all(select(Result).where(Result.sitting_id == seated.sitting_id).order_by(Result.number)))


def answered(site: Site, cast: Cast, seated: Seated) -> int:
    with Work.open(site, cast["he"], AFTERWARDS, read_only=True) as work:
        found = answers_of(work, seated.sitting_id)
        sitting = work.get(Sitting, seated.sitting_id)
        assert sitting.answered == len(found)
        return len(found)


def tags(site: Site, cast: Cast, prefix: str) -> list[str]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        found = work.all(select(JournalEntry.tag).order_by(JournalEntry.at, JournalEntry.leaf_index))
    return [tag.value for tag in found if tag.value.startswith(prefix)]


def facts_of(site: Site, cast: Cast, tag: Tag) -> list[dict[str, object]]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        query = select(JournalEntry.facts).where(JournalEntry.tag == tag).order_by(JournalEntry.leaf_index)
        return list(work.all(query))


def close(site: Site, cast: Cast, hall: Hall) -> None:
    with Work.open(site, cast["he"], AFTERWARDS) as work:
        sittings.close_session(work, hall.exam_session_id)


def test_held_answers_count_once_two_persons_have_said_so_and_the_first_result_stays(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    decision = propose(site, cast, lin)
    assert answered(site, cast, lin) == 2
    confirm(site, cast, decision)
    assert answered(site, cast, lin) == 5
    first, second = results(site, cast, lin)
    assert (first.raw, first.passed, second.raw, second.passed) == (2, False, 5, True)
    reason = reason_of(site, cast, second)
    assert first.reason_id is None and reason is not None
    assert (reason.kind, reason.held_decision_id) == (MarkedAgainFor.HELD_ANSWERS, decision)
    assert tags(site, cast, "sitting:held") == ["sitting:held:proposed", "sitting:held:counted"]
    assert facts_of(site, cast, Tag.SITTING_MARKED_AGAIN) == [
        {"number": 0, "result": str(second.id), "marked_again_for": "held_answers", "reason": str(reason.id)}
    ]
    with Work.open(site, hall.lin, AFTERWARDS, read_only=True) as work:
        assert len(answers_of(work, lin.sitting_id)) == 5  # the same for everybody who may see them


def test_what_two_persons_do_not_count_changes_nothing_for_good(site: Site, cast: Cast, lin: Seated) -> None:
    confirm(site, cast, propose(site, cast, lin, counts=False))
    assert (answered(site, cast, lin), len(results(site, cast, lin))) == (2, 1)
    assert tags(site, cast, "sitting:held")[-1] == "sitting:held:not_counted"
    with pytest.raises(NotFound):
        propose(site, cast, lin)
    with Work.open(site, cast["he"], AFTERWARDS, read_only=True) as work:
        assert held_groups(work, 1).total == 0
        (line,) = decided_lines(work, 1).rows
    assert (line.counts, line.changes, line.reason, line.name) == (False, 3, WHY, "林国强")


def test_one_person_decides_nothing(site: Site, cast: Cast, lin: Seated) -> None:
    decision = propose(site, cast, lin)
    with pytest.raises(Conflict, match="second person"):
        confirm(site, cast, decision, "he")
    with pytest.raises(IntegrityError), Work.open(site, cast["he"], AFTERWARDS) as work:
        row = work.get(HeldDecision, decision)
        row.second_person_id, row.second_at = row.first_person_id, work.now
    with pytest.raises(DBAPIError), Work.open(site, cast["he"], AFTERWARDS) as work:
        work.get(HeldDecision, decision).counts = False  # not even before it is confirmed
    assert answered(site, cast, lin) == 2


@once
def test_a_proposal_is_settled_once(site: Site, cast: Cast, lin: Seated) -> None:
    decision = propose(site, cast, lin)
    with pytest.raises(Conflict, match="waits for a second person already"):
        propose(site, cast, lin, who="lin")
    with Work.open(site, cast["he"], AFTERWARDS) as work:
        held_answers.drop_held_decision(work, decision)
    for act in (held_answers.drop_held_decision, held_answers.confirm_held_decision):
        with pytest.raises(TooLate, match="already"), Work.open(site, cast["lin"], AFTERWARDS) as work:
            act(work, decision)
    assert answered(site, cast, lin) == 2
    confirm(site, cast, propose(site, cast, lin))  # dropped, so it can be proposed anew
    assert answered(site, cast, lin) == 5


@once
def test_a_reason_is_asked_for(site: Site, cast: Cast, lin: Seated) -> None:
    for reason in ("", "  ", "字" * 301):
        with pytest.raises(Invalid) as refused:
            propose(site, cast, lin, reason=reason)
        assert "reason" in refused.value.fields


@once
@pytest.mark.parametrize("who", ["zhao", "li", "ma", "wu"])
def test_nobody_but_the_exam_office_decides(site: Site, cast: Cast, lin: Seated, who: str) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        propose(site, cast, lin, who=who)
    decision = propose(site, cast, lin)
    with pytest.raises((NotAllowed, NotFound)):
        confirm(site, cast, decision, who)


@once
def test_nothing_is_decided_while_the_paper_is_open(site: Site, cast: Cast, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin, browser=OLD)
    move(site, cast["zhao"], hall, hall.lin, seat=7, now=NOON + 11 * MINUTE)
    a_sitting(site, hall.lin, browser=NEW)
    save(site, seated, chained((1, "B"), stamp=stamped(site, NOON + 10 * MINUTE, NOON)), NOON + 12 * MINUTE)
    with pytest.raises(TooEarly, match="still answering"):
        propose(site, cast, seated)


def test_what_the_replaced_computer_sends_by_itself_waits_too(site: Site, cast: Cast, hall: Hall) -> None:
    """Its network came back after the move: what it says to have kept before is as good as in a file."""
    seated = a_sitting(site, hall.lin, browser=OLD)
    move(site, cast["zhao"], hall, hall.lin, seat=7, now=NOON + 11 * MINUTE)
    before = chained((1, "B"), (2, "A"), stamp=stamped(site, NOON + 10 * MINUTE, NOON))
    after = stamped(site, NOON + 15 * MINUTE, NOON)
    events = before + chained((3, "C"), head=before[-1], stamp=after)  # type: ignore[arg-type]  # has number and hash
    save(site, seated, events, NOON + 16 * MINUTE)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        levels = work.all(select(Response.level).order_by(Response.seq))
        group = held_group(work, seated.sitting_id, 1)
        assert group is not None
        known = witnessed(work, group)
    assert levels == [EvidenceLevel.HELD, EvidenceLevel.HELD, EvidenceLevel.LATE]
    assert (group.changes, group.last_seq, list(known.slots), known.moved_at) == (2, 2, [1, 2], NOON + 11 * MINUTE)
    assert answered(site, cast, seated) == 0


def test_what_is_held_later_needs_a_decision_of_its_own(site: Site, cast: Cast, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin, browser=OLD)
    events = chained((1, "B"), (2, "A"), (3, "C"), stamp=stamped(site, NOON + 10 * MINUTE, NOON))
    hand_in(site, seated, NOON + 93 * MINUTE)
    bring(site, cast["zhao"], hall, hall.lin, a_file(seated, events[:2]), AFTERWARDS)
    decision = propose(site, cast, seated)
    bring(site, cast["zhao"], hall, hall.lin, a_file(seated, events), AFTERWARDS)
    confirm(site, cast, decision)
    assert answered(site, cast, seated) == 2
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        (group,) = held_groups(work, 1).rows
        assert (group.first_seq, group.changes, group.proposal) == (3, 1, None)
        assert held_waiting(work, hall.exam_session_id) == 1
    confirm(site, cast, propose(site, cast, seated, counts=False))
    assert answered(site, cast, seated) == 2


@once
def test_whose_released_result_changes_is_told_and_only_then(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    hand_in(site, a_sitting(site, hall.bao), NOON + 20 * MINUTE)
    close(site, cast, hall)
    released(site, cast, hall.exam_session_id)
    confirm(site, cast, propose(site, cast, lin))
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        told = work.all(select(Notice.person_id).where(Notice.kind == NoticeKind.RESULT_CORRECTED))
    assert told == [hall.lin.person_id]


@once
def test_before_the_release_nobody_is_told(site: Site, cast: Cast, lin: Seated) -> None:
    confirm(site, cast, propose(site, cast, lin))
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert work.all(select(Notice.id).where(Notice.kind == NoticeKind.RESULT_CORRECTED)) == []


@once
def test_a_mark_that_stays_the_same_makes_no_further_result(site: Site, cast: Cast, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin, browser=OLD)
    right = printed_key(the_paper(site, seated)[0])
    wrong = next(letter for letter in "ABCD" if letter != right)
    hand_in(site, seated, NOON + 93 * MINUTE)
    events = chained((1, wrong), stamp=stamped(site, NOON + 10 * MINUTE, NOON))
    bring(site, cast["zhao"], hall, hall.lin, a_file(seated, events), AFTERWARDS)
    confirm(site, cast, propose(site, cast, seated))
    assert len(results(site, cast, seated)) == 1
    assert tags(site, cast, "sitting:result") == [Tag.SITTING_MARKED.value]
