"""What becomes of the leads of the finished examination: one case decided, one waiting for its second reader."""

from datetime import datetime, timedelta
from uuid import UUID

from exam_app.demo.world import World
from exam_app.operations import cases
from exam_app.operations.screenings import screen_session
from exam_app.terms import CaseOutcome, ReaderView
from exam_app.work import Work


def judge(world: World, session: str, compared: datetime) -> None:
    """Compare the answers at that moment, and open a case about each of the two leads the next day."""
    opened: dict[int, UUID] = {}

    def open_case(number: int, reason: str) -> None:
        def act(work: Work) -> None:
            opened[number] = cases.open_case(work, world.sessions[session], number, reason)

        world.then(compared + timedelta(days=1, minutes=number), "he", act)

    def read(number: int, who: str, after: timedelta, view: ReaderView, reasons: str) -> None:
        world.then(compared + after, who, lambda work: cases.review(work, opened[number], view, reasons))

    world.then(compared, "he", lambda work: screen_session(work, world.sessions[session]))
    open_case(1, "邻座，三十余题错得一样，请复核")
    open_case(2, "邻座，错得一样，且作答时间相近")
    read(1, "he", timedelta(days=2), ReaderView.CONVINCING, "错项多为少数人选择；两人不同班，没有共同老师。")
    read(1, "lin", timedelta(days=3), ReaderView.CONVINCING, "座位相邻，相同错答远超预期；监考记录没有其他解释。")
    read(2, "he", timedelta(days=4), ReaderView.CONVINCING, "相同错答集中，后到的一方几乎全部相同。")
    grounds = "两名复核人独立得出一致意见，两名当事人没有其他解释。"
    world.then(
        compared + timedelta(days=5), "he", lambda work: cases.decide(work, opened[1], CaseOutcome.UPHELD, grounds)
    )
    world.then(compared + timedelta(days=6), "lin", lambda work: cases.sign_decision(work, opened[1]))
