"""Who does not agree with a score: the office's own periods, one appeal decided, one that waits to be marked."""

from datetime import timedelta
from uuid import UUID

from exam_app.appeal_clocks import AppealRule
from exam_app.demo.plan import FINISHED_DAY
from exam_app.demo.world import World
from exam_app.operations.appeal_decisions import propose_appeal_decision, sign_appeal_decision
from exam_app.operations.appeal_remarks import ItemWord, file_remark, read_appeal_dossier
from exam_app.operations.appeal_rules import set_appeal_rule
from exam_app.operations.appeals import take_down_appeal
from exam_app.queries.appealable import appellant_of
from exam_app.queries.appeals import appeal_lines
from exam_app.queries.make_ups import make_up_page
from exam_app.queries.scheduling import bookable
from exam_app.terms import ItemView
from exam_app.work import Work

RULE_SET, IN_FORCE = 63, 60
ASK_DAYS, DECIDE_DAYS = 35, 15
FIRST_ASKED, REMARKED, DECIDED = FINISHED_DAY - 11, FINISHED_DAY - 14, FINISHED_DAY - 16
SECOND_ASKED = 9
FIRST_WORDS = "我觉得多选题最后几道都选对了，分数却没有给，请核对。"
SECOND_WORDS = "考试中途电脑黑屏换过座位，担心有几题没有存上，请按保存记录重新算分。"
SUMMARY = "按保存的作答逐题核对，与重新计分一致；多选题少选、错选均不得分，评分无误。"
REASONS = "经按每一次保存的作答重新计分，并由未参与成绩发布的人员逐题复核，试题答案和评分均无误，维持原成绩。"


def appeal_all(world: World) -> None:
    """Arrange the rule, and both appeals of people who did not pass."""
    calendar = world.calendar
    since = calendar.day(IN_FORCE)
    rule = AppealRule(since, ASK_DAYS, DECIDE_DAYS, f"云公治〔{since.year}〕33号")
    world.then(calendar.at(calendar.working_day(RULE_SET), 11), "he", lambda work: set_appeal_rule(work, rule))

    def find(work: Work) -> None:
        failed = {person.name for person in bookable(work) if person.standing.is_resit}
        candidates = make_up_page(work, world.sessions["finished"]).candidates
        tickets = [each.ticket_number for each in reversed(candidates) if each.name in failed and not each.was_absent]
        _take_down(world, tickets, FIRST_WORDS, FIRST_ASKED)
        _take_down(world, tickets, SECOND_WORDS, SECOND_ASKED)

    world.then(calendar.at(calendar.working_day(FIRST_ASKED), 8, 30), "he", find)
    world.then(calendar.at(calendar.working_day(REMARKED), 10), "yan", _remark)
    decided = calendar.at(calendar.working_day(DECIDED), 15)
    world.then(decided, "he", lambda work: propose_appeal_decision(work, _first(work), REASONS))
    world.then(decided + timedelta(hours=1), "lin", lambda work: sign_appeal_decision(work, _first(work)))


def _take_down(world: World, tickets: list[str], words: str, day: int) -> None:
    """At the desk of Qingxi, for the first of its own county whose result was neither annulled nor appealed against."""

    def come(work: Work) -> None:
        found = ((ticket, appellant_of(work, ticket)) for ticket in tickets)
        take_down_appeal(work, next(ticket for ticket, one in found if one and one.result), words)

    world.then(world.calendar.at(world.calendar.working_day(day), 9, 20), "zhou", come)


def _first(work: Work) -> UUID:
    """The only one there is by then."""
    return appeal_lines(work, 1).rows[0].id


def _remark(work: Work) -> None:
    """Item by item, after the dossier was opened."""
    dossier = read_appeal_dossier(work, _first(work))
    file_remark(
        work, dossier.page.appeal_id, {item.slot: ItemWord(ItemView.CONFIRMED) for item in dossier.items}, SUMMARY
    )
