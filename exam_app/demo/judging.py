"""What becomes of the leads of the finished examination: one case decided with all that follows, one being heard, one
about an invigilator just opened."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from exam_app.actors import GATE
from exam_app.demo.plan import Fate
from exam_app.demo.sign_ins import SignIn
from exam_app.demo.world import World
from exam_app.operations import accounts, case_consequences, case_decisions, case_opening, case_reading, case_replies
from exam_app.operations.accounts import SignedIn
from exam_app.operations.case_consequences import Proposed
from exam_app.operations.screenings import screen_session
from exam_app.queries.case_slips import SlipLine, slip_lines
from exam_app.queries.signed_in import viewer_of
from exam_app.terms import CaseAbout, CaseOutcome, ConsequenceKind, ReaderView, ReplyChannel
from exam_app.work import Work

DECIDED, HEARD = 1, 2
"""The leads behind the two cases about pairs."""
ASKED_LATE = 4
"""Days before the build: the replies to the second case still run."""


class _Docket:
    """The cases of one examination, and their acts by the people of the story."""

    def __init__(self, world: World, session: str, compared: datetime) -> None:
        self.world, self.session, self.compared = world, session, compared
        self.opened: dict[int, UUID] = {}

    def after(self, days: int, minutes: int = 0) -> datetime:
        return self.compared + timedelta(days=days, minutes=minutes)

    def open(self, number: int, reason: str) -> None:
        def act(work: Work) -> None:
            self.opened[number] = case_opening.open_case(work, self.world.sessions[self.session], number, reason)

        self.world.then(self.after(1, number), "he", act)

    def ask(self, number: int, at: datetime, then: Callable[[list[SlipLine]], None]) -> None:
        """Issue the slips, print nothing, and go on with them."""

        def act(work: Work) -> None:
            case_replies.issue_slips(work, self.opened[number])
            then(list(slip_lines(work, self.opened[number])))

        self.world.then(at, "he", act)

    def read(self, number: int, who: str, days: int, view: ReaderView, reasons: str) -> None:
        self.world.then(
            self.after(days), who, lambda work: case_reading.review(work, self.opened[number], view, reasons)
        )


def judge(world: World, session: str, compared: datetime) -> None:
    """Compare the answers at that moment; the cases follow from the next day on."""
    docket = _Docket(world, session, compared)
    world.then(compared, "he", lambda work: screen_session(work, world.sessions[session]))
    docket.open(DECIDED, "邻座，三十余题错得一样，请复核")
    docket.open(HEARD, "邻座，错得一样，且作答时间相近")
    _decide(docket)
    _hear(docket)
    _look_at_an_invigilator(docket)


def _decide(docket: _Docket) -> None:
    """Asked, read, one reply at the desk, decided when the time was over; one result annulled."""
    world = docket.world
    one = "我到得晚，一坐下就自己做，没有抄。前面几题拿不准，是凭印象选的。"

    def replied(slips: list[SlipLine]) -> None:
        def take_down(work: Work) -> None:
            channel = ReplyChannel.IN_PERSON
            case_replies.take_down_reply(work, docket.opened[DECIDED], slips[0].id, channel, one)

        world.then(docket.after(5), "lin", take_down)
        world.then(docket.after(14), "he", lambda work: _annul(docket, work, slips[0]))

    docket.ask(DECIDED, docket.after(1, 30), replied)
    docket.read(DECIDED, "he", 2, ReaderView.CONVINCING, "错项多为少数人选择；两人不同班，没有共同老师。")
    docket.read(DECIDED, "lin", 3, ReaderView.CONVINCING, "座位相邻，相同错答远超预期；监考记录没有其他解释。")
    grounds = "两名复核人分别得出一致意见。相同的错误选项远多于偶然所能解释，当事人的说明没有解释这一点。"
    world.then(
        docket.after(12),
        "he",
        lambda work: case_decisions.decide(work, docket.opened[DECIDED], CaseOutcome.UPHELD, grounds),
    )
    world.then(docket.after(13), "lin", lambda work: case_decisions.sign_decision(work, docket.opened[DECIDED]))


def _annul(docket: _Docket, work: Work, slip: SlipLine) -> None:
    words = "作答时间在后，相同的错误选项均晚于邻座选定。"
    proposed = Proposed(ConsequenceKind.ANNUL_RESULT, words, slip.id)
    consequence = case_consequences.propose_consequence(work, docket.opened[DECIDED], proposed)
    docket.world.then(docket.after(15), "lin", lambda work: case_consequences.carry_out(work, consequence))


def _hear(docket: _Docket) -> None:
    """Read by one so far; asked a few days ago, and one of the two has replied with the slip."""
    world, calendar = docket.world, docket.world.calendar
    docket.read(HEARD, "he", 4, ReaderView.CONVINCING, "相同错答集中，后到的一方几乎全部相同。")
    words = "我和旁边的人不认识。题目我是在手机上练过的，错的可能是同一本资料里写错的。"

    def replied(slips: list[SlipLine]) -> None:
        """The slip without a reply is for whoever tries the demonstration."""
        one, other = slips
        world.then(calendar.at(2, 20), GATE, lambda work: _reply(docket, work, one, words))
        who = f"{other.name} {other.place}"
        world.sign_ins.append(SignIn("/slip/sign-in", other.number, _last_four(world, other), "concerned", who))

    docket.ask(HEARD, calendar.at(calendar.working_day(ASKED_LATE), 10), replied)


def _reply(docket: _Docket, gate: Work, slip: SlipLine, words: str) -> None:
    """Sign in with the slip, and write."""
    digits = _last_four(docket.world, slip)
    outcome = accounts.sign_in_concerned(gate, slip_number=slip.number, last_four=digits, address="10.3.3.9")
    assert isinstance(outcome, SignedIn)
    viewer = viewer_of(gate, outcome.token)
    assert viewer is not None
    docket.world.then(gate.now + timedelta(minutes=6), viewer.actor, lambda work: case_replies.reply(work, words))


def _last_four(world: World, slip: SlipLine) -> str:
    return next(guard for guard in world.guards(Fate.FINISHED) if guard.name == slip.name).id_number[-4:]


def _look_at_an_invigilator(docket: _Docket) -> None:
    """Copying neighbours are a reason to ask who supervised the room."""
    world = docket.world

    def act(work: Work) -> None:
        person_id = world.actors["zhao"].person_id
        assert person_id is not None
        reason = "同一场考试多对邻座答案雷同，请核查监考情况"
        case_opening.open_case_about(work, world.sessions[docket.session], CaseAbout.INVIGILATOR, person_id, reason)

    world.then(world.calendar.at(world.calendar.working_day(3), 11), "he", act)
