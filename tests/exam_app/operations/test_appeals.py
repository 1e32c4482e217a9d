"""A score appeal: asked in time, recounted from the events, marked by somebody else, decided by two."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DatabaseError

from exam_app.actors import Actor
from exam_app.appeal_clocks import AppealRule
from exam_app.errors import Conflict, Invalid, NotAllowed, TooEarly, TooLate
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Appeal, AppealRemark, Notice, Response, Result, Sitting
from exam_app.operations import appeals as acts
from exam_app.operations.appeal_remarks import ItemWord, file_remark, read_appeal_dossier
from exam_app.operations.appeal_rules import set_appeal_rule
from exam_app.operations.key_corrections import drop_key_correction
from exam_app.queries.appeal_dossiers import appeal_dossier
from exam_app.queries.appeal_marking import chain_holds, recount, responses_of
from exam_app.queries.appealable import appealable
from exam_app.queries.appeals import appeal_lines, appeal_page, appeals_due, my_appeals
from exam_app.terms import AppealChannel, AppealOutcome, ItemView, MarkedAgainFor, NoticeKind
from exam_app.work import Site, Work
from question_bank import Item, RulingKind
from tests.builders import key_corrections
from tests.builders.appeals import (
    CONFIRMED,
    FOUND,
    WORDS,
    a_third_officer,
    asked,
    decided,
    every_item,
    proposed,
    remarked,
    sent_back,
    signed,
    ticket_of,
)
from tests.builders.applicants import an_applicant
from tests.builders.resits import AFTER, over, registrations_of, released
from tests.builders.results import reason_of
from tests.builders.sittings import ITEMS, Hall, a_closed_hall
from tests.cast import Cast

once = pytest.mark.usefixtures("sqlite_only")
LAST_DAY = date(2026, 12, 8)
"""Ten working days after Tuesday 24 November 2026."""


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    """Lin five points, Bao two of three that pass; released by He and Lin."""
    return over(site, cast)


def results_of(site: Site, cast: Cast, who: Actor) -> list[Result]:
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        return list(work.all(select(Result).where(Result.person_id == who.person_id).order_by(Result.number)))


def appeal_row(site: Site, cast: Cast, appeal_id: UUID) -> Appeal:
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        return work.get(Appeal, appeal_id)


def tags(site: Site, cast: Cast) -> list[Tag]:
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        return list(work.all(select(JournalEntry.tag).order_by(JournalEntry.leaf_index)))


# -- asking ---------------------------------------------------------------------------------------------------------


def test_a_candidate_asks_once_and_both_days_are_fixed(site: Site, cast: Cast, hall: Hall) -> None:
    appeal_id = asked(site, hall.bao, hall)
    row = appeal_row(site, cast, appeal_id)
    assert (row.number, row.channel, row.taken_by_id) == ("2026-0001", AppealChannel.OWN_PAGE, None)
    assert (row.known_on, row.ask_until, row.decide_by) == (date(2026, 11, 24), LAST_DAY, date(2026, 12, 15))
    assert (row.result_number, row.words, row.county_id) == (1, WORDS, cast.qingxi)
    assert Tag.APPEAL_ASKED in tags(site, cast)
    with pytest.raises(Conflict):
        asked(site, hall.bao, hall)
    assert appeal_row(site, cast, asked(site, hall.lin, hall)).number == "2026-0002"


def test_it_can_be_asked_on_the_last_day_and_is_refused_with_the_date_after_it(
    site: Site, cast: Cast, hall: Hall
) -> None:
    last = AFTER + (LAST_DAY - date(2026, 11, 24))
    with pytest.raises(TooLate) as refused:
        asked(site, hall.bao, hall, last + timedelta(days=1))
    assert "2026-12-08" in str(refused.value) and "10 working days" in str(refused.value)
    asked(site, hall.bao, hall, last)


@once
def test_nothing_can_be_asked_before_the_release_without_words_or_of_somebody_else(site: Site, cast: Cast) -> None:
    waiting = a_closed_hall(site, cast)
    with pytest.raises(Conflict):
        asked(site, waiting.lin, waiting)
    for name in ("he", "li", "zhao", "ma"):
        with Work.open(site, cast[name], AFTER) as work, pytest.raises(NotAllowed):
            acts.ask_appeal(work, waiting.exam_session_id, WORDS)


@once
def test_who_did_not_sit_has_nothing_to_appeal_against(site: Site, cast: Cast, hall: Hall) -> None:
    absent = hall.candidates[2]
    with Work.open(site, absent, AFTER, read_only=True) as work:
        assert appealable(work, absent.person_id or UUID(int=0)) == []
    with pytest.raises(Conflict):
        asked(site, absent, hall)
    with Work.open(site, hall.lin, AFTER) as work, pytest.raises(Invalid):
        acts.ask_appeal(work, hall.exam_session_id, "  ")


@once
def test_an_applicant_at_home_asks_with_the_slip_of_the_county(site: Site, cast: Cast, hall: Hall) -> None:
    mine, _, _ = registrations_of(site, cast, hall)
    applicant = an_applicant(site, cast, mine)
    appeal_id = asked(site, applicant, hall)
    assert appeal_row(site, cast, appeal_id).person_id == hall.lin.person_id
    with Work.open(site, applicant, AFTER, read_only=True) as work:
        assert [each.id for each in my_appeals(work)] == [appeal_id]
    with Work.open(site, hall.bao, AFTER, read_only=True) as work:
        assert my_appeals(work) == []


def test_a_clerk_of_the_own_county_takes_it_down_for_somebody_who_came(site: Site, cast: Cast, hall: Hall) -> None:
    number = ticket_of(site, cast, hall.bao)
    with Work.open(site, cast["shi"], AFTER) as work, pytest.raises(Invalid):
        acts.take_down_appeal(work, number, WORDS)
    with Work.open(site, cast["zhou"], AFTER) as work:
        appeal_id = acts.take_down_appeal(work, number, WORDS)
    row = appeal_row(site, cast, appeal_id)
    assert (row.channel, row.taken_by_id, row.person_id) == (
        AppealChannel.IN_PERSON,
        cast["zhou"].person_id,
        hall.bao.person_id,
    )
    with Work.open(site, cast["zhou"], AFTER, read_only=True) as work:
        assert appeal_lines(work, 1).total == 1
    with Work.open(site, cast["shi"], AFTER, read_only=True) as work:
        assert appeal_lines(work, 1).total == 0


def test_an_office_sets_its_own_periods_and_what_is_known_keeps_its(site: Site, cast: Cast, hall: Hall) -> None:
    with Work.open(site, cast["he"], AFTER) as work:
        set_appeal_rule(work, AppealRule(date(2026, 11, 25), 3, 5, "云公治〔2026〕9号"))
        with pytest.raises(Invalid):
            set_appeal_rule(work, AppealRule(date(2026, 11, 25), 4, 5, "云公治〔2026〕9号"))
        for wrong in (
            AppealRule(date(2026, 11, 23), 3, 5, "x"),
            AppealRule(date(2026, 11, 26), 0, 5, "x"),
            AppealRule(date(2026, 11, 26), 3, 91, "x"),
            AppealRule(date(2026, 11, 26), 3, 5, " "),
        ):
            with pytest.raises(Invalid):
                set_appeal_rule(work, wrong)
    assert appeal_row(site, cast, asked(site, hall.bao, hall, AFTER + timedelta(days=2))).ask_until == LAST_DAY


@once
def test_a_result_that_a_key_correction_changed_is_known_anew(site: Site, cast: Cast, hall: Hall) -> None:
    later = AFTER + timedelta(days=20)
    correction = key_corrections.proposed(site, cast, ITEMS[0], RulingKind.OUT, now=later)
    key_corrections.signed(site, cast, correction, now=later)
    row = appeal_row(site, cast, asked(site, hall.bao, hall, later))
    assert (row.known_on, row.result_number) == (date(2026, 12, 14), 2)


# -- the second marking -----------------------------------------------------------------------------------------------


def test_who_released_the_result_does_not_mark_it_a_second_time(site: Site, cast: Cast, hall: Hall) -> None:
    appeal_id = asked(site, hall.bao, hall)
    for name in ("he", "lin"):
        with pytest.raises(Conflict):
            remarked(site, cast, cast[name], appeal_id)
    yan = a_third_officer(site, cast)
    remarked(site, cast, yan, appeal_id)
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        remark = work.all(select(AppealRemark))[0]
    assert (remark.recount_raw, remark.recount_maximum, remark.recount_passed) == (2, 5, False)
    assert remark.recount_agrees and remark.sum_agrees and remark.chain_holds


def test_the_table_itself_refuses_a_releaser_as_second_marker(site: Site, cast: Cast, hall: Hall) -> None:
    appeal_id = asked(site, hall.bao, hall)
    he, lin = cast["he"].person_id, cast["lin"].person_id
    with pytest.raises(DatabaseError), Work.open(site, cast["he"], AFTER) as work:
        work.add(
            AppealRemark(
                city_id=work.city_id,
                id=work.new_id(),
                appeal_id=appeal_id,
                marker_id=he,
                release_first_id=he,
                release_second_id=lin,
                recount_raw=2,
                recount_maximum=5,
                recount_passed=False,
                recount_agrees=True,
                sum_agrees=True,
                chain_holds=True,
                items=[],
                summary=FOUND,
                marked_at=work.now,
            )
        )


@once
def test_every_item_needs_a_word_and_a_doubt_its_note(site: Site, cast: Cast, hall: Hall) -> None:
    appeal_id, yan = asked(site, hall.bao, hall), a_third_officer(site, cast)
    whole = every_item(site, cast, appeal_id)
    wrong = (
        {slot: word for slot, word in whole.items() if slot != 3},
        {**whole, 6: CONFIRMED},
        {**whole, 2: ItemWord(ItemView.WRONG_KEY, " ")},
        {**whole, 2: ItemWord(ItemView.WRONG_KEY, "答" * 301)},
    )
    for words in wrong:
        with Work.open(site, yan, AFTER) as work, pytest.raises(Invalid):
            file_remark(work, appeal_id, words, FOUND)
    with Work.open(site, yan, AFTER) as work, pytest.raises(Invalid):
        file_remark(work, appeal_id, whole, " ")


def test_the_recount_reads_the_events_and_says_when_the_sum_beside_them_is_another(
    site: Site, cast: Cast, hall: Hall
) -> None:
    appeal_id, yan = asked(site, hall.bao, hall), a_third_officer(site, cast)
    with Work.open(site, cast["he"], AFTER) as work:
        sitting = work.get(Sitting, work.get(Appeal, appeal_id).sitting_id)
        sitting.answers = [[1, "D", False]]
    remarked(site, cast, yan, appeal_id)
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        remark = work.all(select(AppealRemark))[0]
    assert remark.recount_raw == 2 and remark.recount_agrees and not remark.sum_agrees


@once
def test_a_changed_event_breaks_the_chain(site: Site, cast: Cast, hall: Hall) -> None:
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        sitting = work.all(select(Sitting).where(Sitting.person_id == hall.lin.person_id))[0]
        whole = list(responses_of(work, sitting.id))
        assert len(whole) == 5 and chain_holds(whole)
        assert not chain_holds([*whole[:2], *whole[3:]])
        assert not chain_holds([whole[1], whole[0], *whole[2:]])
        changed = Response(**{column.name: getattr(whole[2], column.name) for column in Response.__table__.columns})
        changed.value = "D" if whole[2].value != "D" else "A"
        assert not chain_holds([*whole[:2], changed, *whole[3:]])


# -- the decision -----------------------------------------------------------------------------------------------------


def test_a_result_that_stands_is_upheld_by_two_and_no_row_is_added(site: Site, cast: Cast, hall: Hall) -> None:
    appeal_id, yan = asked(site, hall.bao, hall), a_third_officer(site, cast)
    before = results_of(site, cast, hall.bao)
    remarked(site, cast, yan, appeal_id)
    assert proposed(site, cast["he"], appeal_id) is AppealOutcome.UPHELD
    with pytest.raises(Conflict):
        signed(site, cast["he"], appeal_id)
    assert signed(site, cast["lin"], appeal_id) is AppealOutcome.UPHELD
    assert [row.id for row in results_of(site, cast, hall.bao)] == [row.id for row in before]
    with Work.open(site, hall.bao, AFTER, read_only=True) as work:
        (mine,) = my_appeals(work)
    assert mine.outcome is AppealOutcome.UPHELD and (mine.raw, mine.passed) == (2, False)
    with Work.open(site, cast["he"], AFTER, read_only=True) as work:
        kinds = work.all(select(Notice.kind).where(Notice.person_id == hall.bao.person_id))
    assert list(kinds).count(NoticeKind.APPEAL_DECIDED) == 1


def test_a_wrong_key_is_corrected_first_and_then_the_result_is_changed(site: Site, cast: Cast, hall: Hall) -> None:
    """Struck, an item counts for nobody: two of four reach the cut score, three fifths of four rounded up is three."""
    appeal_id, yan = asked(site, hall.bao, hall), a_third_officer(site, cast)
    item = unanswered(site, cast, hall.bao)
    remarked(site, cast, yan, appeal_id, {item.digest: "两项均成立。"})
    with pytest.raises(TooEarly):
        proposed(site, cast["he"], appeal_id)
    correction = key_corrections.proposed(site, cast, item, RulingKind.ALL_RIGHT)
    with pytest.raises(TooEarly):
        proposed(site, cast["he"], appeal_id)
    key_corrections.signed(site, cast, correction)
    assert proposed(site, cast["he"], appeal_id) is AppealOutcome.CHANGED
    assert signed(site, cast["lin"], appeal_id) is AppealOutcome.CHANGED
    first, second = results_of(site, cast, hall.bao)
    assert (first.raw, first.passed, second.raw, second.passed) == (2, False, 3, True)
    reason = reason_of(site, cast, second)
    assert reason and (reason.kind, reason.key_correction_id) == (MarkedAgainFor.KEY_CORRECTION, correction)
    assert reason.appeal_id is None


def unanswered(site: Site, cast: Cast, who: Actor) -> Item:
    """An item of the paper that was not answered."""
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        sitting = work.all(select(Sitting).where(Sitting.person_id == who.person_id))[0]
        answered = {slot for slot, value, _ in sitting.answers if value}
    digest = next(d for slot, d in enumerate(sitting.paper_digests, start=1) if slot not in answered)
    return next(item for item in ITEMS if item.digest == digest)


def test_a_dropped_correction_leaves_the_key_and_the_result(site: Site, cast: Cast, hall: Hall) -> None:
    appeal_id, yan = asked(site, hall.bao, hall), a_third_officer(site, cast)
    item = unanswered(site, cast, hall.bao)
    remarked(site, cast, yan, appeal_id, {item.digest: "请核对。"})
    correction = key_corrections.proposed(site, cast, item, RulingKind.ALL_RIGHT)
    with Work.open(site, cast["lin"], AFTER) as work:
        drop_key_correction(work, correction)
    assert proposed(site, cast["he"], appeal_id) is AppealOutcome.UPHELD


def test_a_stored_result_that_the_events_do_not_support_gets_a_row_that_names_the_appeal(
    site: Site, cast: Cast
) -> None:
    """As if a marking had gone wrong: the row says two, the events say five."""
    hall = a_closed_hall(site, cast)
    with Work.open(site, cast["he"], AFTER) as work:
        _replace_first_mark(work, hall)
    released(site, cast, hall.exam_session_id)
    appeal_id, yan = asked(site, hall.lin, hall), a_third_officer(site, cast)
    assert decided(site, cast, yan, appeal_id) is AppealOutcome.CHANGED
    first, second = results_of(site, cast, hall.lin)
    assert (first.raw, first.passed, first.reason_id) == (1, False, None)
    assert (second.raw, second.passed) == (5, True)
    reason = reason_of(site, cast, second)
    assert reason and (reason.kind, reason.appeal_id) == (MarkedAgainFor.APPEAL, appeal_id)
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        assert not work.all(select(AppealRemark))[0].recount_agrees


def _replace_first_mark(work: Work, hall: Hall) -> None:
    """Round the guards of the table, which refuse this: the first mark of Lin says one point."""
    if work.session.get_bind().dialect.name == "sqlite":
        work.session.execute(text("DROP TRIGGER result_no_update"))
    else:
        work.session.execute(text("ALTER TABLE result DISABLE TRIGGER USER"))
    work.session.execute(
        text("UPDATE result SET raw = 1, passed = false WHERE person_id = :who"),
        {"who": hall.lin.person_id.hex if work.session.get_bind().dialect.name == "sqlite" else hall.lin.person_id},  # type: ignore[union-attr]  # a candidate has one
    )


def test_a_decision_that_was_sent_back_stays_and_another_follows(site: Site, cast: Cast, hall: Hall) -> None:
    appeal_id, yan = asked(site, hall.bao, hall), a_third_officer(site, cast)
    remarked(site, cast, yan, appeal_id)
    proposed(site, cast["he"], appeal_id)
    sent_back(site, cast["lin"], appeal_id)
    proposed(site, cast["lin"], appeal_id)
    signed(site, cast["he"], appeal_id)
    found = tags(site, cast)
    assert found.count(Tag.APPEAL_PROPOSED) == 2 and found.count(Tag.APPEAL_SENT_BACK) == 1


def test_what_is_decided_stays_decided_in_the_tables(site: Site, cast: Cast, hall: Hall) -> None:
    appeal_id, yan = asked(site, hall.bao, hall), a_third_officer(site, cast)
    decided(site, cast, yan, appeal_id)
    for change in (
        "UPDATE appeal SET words = 'x'",
        "DELETE FROM appeal",
        "UPDATE appeal_decision SET reasons = 'x'",
        "DELETE FROM appeal_decision",
        "UPDATE appeal_remark SET summary = 'x'",
        "DELETE FROM appeal_remark",
    ):
        with pytest.raises(DatabaseError), Work.open(site, cast["he"], AFTER) as work:
            work.session.execute(text(change))


# -- who sees what ----------------------------------------------------------------------------------------------------


@once
def test_the_dossier_is_the_citys_and_each_opening_is_on_record(site: Site, cast: Cast, hall: Hall) -> None:
    appeal_id = asked(site, hall.bao, hall)
    with Work.open(site, cast["he"], AFTER) as work:
        dossier = read_appeal_dossier(work, appeal_id)
    assert len(dossier.items) == 5 and sum(item.is_right for item in dossier.items) == 2
    assert all(item.answer in item.keys for item in dossier.items if item.is_right)
    assert [each.number for each in dossier.results] == [1]
    assert any("Receipt" in str(each.what) for each in dossier.happenings)
    assert tags(site, cast).count(Tag.APPEAL_DOSSIER_READ) == 1
    for name in ("zhou", "li", "zhao"):
        with Work.open(site, cast[name], AFTER) as work, pytest.raises(NotAllowed):
            read_appeal_dossier(work, appeal_id)


@once
def test_a_proposed_decision_is_nothing_to_county_and_candidate(site: Site, cast: Cast, hall: Hall) -> None:
    appeal_id, yan = asked(site, hall.bao, hall), a_third_officer(site, cast)
    remarked(site, cast, yan, appeal_id)
    proposed(site, cast["he"], appeal_id)
    with Work.open(site, cast["zhou"], AFTER, read_only=True) as work:
        assert appeal_page(work, appeal_id).decisions == []
    with Work.open(site, hall.bao, AFTER, read_only=True) as work:
        assert my_appeals(work)[0].outcome is None
    signed(site, cast["lin"], appeal_id)
    with Work.open(site, cast["zhou"], AFTER, read_only=True) as work:
        assert len(appeal_page(work, appeal_id).decisions) == 1


@once
def test_the_desk_counts_what_is_due_and_what_is_late(site: Site, cast: Cast, hall: Hall) -> None:
    asked(site, hall.bao, hall)
    asked(site, hall.lin, hall)
    for days, late in ((0, 0), (21, 0), (22, 2)):
        with Work.open(site, cast["he"], AFTER + timedelta(days=days), read_only=True) as work:
            due = appeals_due(work)
            assert (due.waiting, due.late) == (2, late), days
            assert all(line.is_late == bool(late) for line in appeal_lines(work, 1).rows)


@once
def test_the_dossier_asks_for_few_statements(site: Site, cast: Cast, hall: Hall) -> None:
    """A page has thirty, of which knowing the reader and recording the look take some."""
    appeal_id, yan = asked(site, hall.bao, hall), a_third_officer(site, cast)
    decided(site, cast, yan, appeal_id)
    asked_for: list[str] = []

    def count(*said: object) -> None:
        if str(said[2]).startswith("SELECT"):
            asked_for.append(str(said[2]))

    event.listen(site.engine, "before_cursor_execute", count)
    try:
        with Work.open(site, cast["he"], AFTER, read_only=True) as work:
            appeal_dossier(work, appeal_id)
    finally:
        event.remove(site.engine, "before_cursor_execute", count)
    assert len(asked_for) <= 24, "\n".join(asked_for)


@once
def test_the_recount_is_the_same_however_often(site: Site, cast: Cast, hall: Hall) -> None:
    appeal_id = asked(site, hall.bao, hall)
    with Work.open(site, cast["he"], AFTER, read_only=True) as work:
        row = work.get(Appeal, appeal_id)
        assert recount(work, row).then.marked.bytes() == recount(work, row).then.marked.bytes()
