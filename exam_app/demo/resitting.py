"""What follows a failed examination: the office's own rule on resits, one make-up granted, one that waits for a
signature."""

from datetime import timedelta

from exam_app.demo.plan import FINISHED_DAY
from exam_app.demo.world import World
from exam_app.operations import resits
from exam_app.operations.resits import Grounds, Whom
from exam_app.queries.make_ups import make_up_page
from exam_app.queries.scheduling import bookable
from exam_app.resits.rules import OwnRule
from exam_app.terms import IncidentKind, MakeUpGround
from exam_app.work import Work

RULE_SET, IN_FORCE = 64, 60
PROPOSED = FINISHED_DAY - 12
WAITING_DAYS = 14


def resit_all(world: World) -> None:
    """Arrange the rule before the finished examination, and the make-ups after its results."""
    calendar = world.calendar
    since = calendar.day(IN_FORCE)

    def set_rule(work: Work) -> None:
        resits.set_own_rule(work, OwnRule(since, f"云公治〔{since.year}〕31号", waiting_days=WAITING_DAYS))

    def propose_both(work: Work) -> None:
        failed = [person.name for person in bookable(work) if person.standing.is_resit]
        _propose(work, world, failed[0], MakeUpGround.OUTAGE, "座位电脑两次黑屏，更换主机用时二十分钟。")
        world.then(
            at + timedelta(days=6, hours=1),
            "lin",
            lambda inner: _propose(inner, world, failed[1], MakeUpGround.OUTAGE, "考试中网络中断，答题中止十余分钟。"),
        )

    def sign(work: Work) -> None:
        (line,) = make_up_page(work, world.sessions["finished"]).lines
        resits.sign_make_up(work, line.id)

    world.then(calendar.at(calendar.working_day(RULE_SET), 10), "he", set_rule)
    at = calendar.at(calendar.working_day(PROPOSED), 11)
    world.then(at, "he", propose_both)
    world.then(at + timedelta(hours=3), "lin", sign)


def _propose(work: Work, world: World, name: str, ground: MakeUpGround, reason: str) -> None:
    session = world.sessions["finished"]
    page = make_up_page(work, session)
    (booking_id,) = [each.booking_id for each in page.candidates if each.name == name]
    (incident,) = [each.id for each in page.incidents if each.kind is IncidentKind.EQUIPMENT][:1]
    resits.propose_make_up(work, session, Whom(booking_ids=(booking_id,)), Grounds(ground, reason, incident))
