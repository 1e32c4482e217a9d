"""A case about two copying neighbours, brought as far as a test needs it."""

from datetime import timedelta
from uuid import UUID

from exam_app.actors import Actor, Role
from exam_app.operations import (
    case_consequences,
    case_decisions,
    case_opening,
    case_reading,
    case_replies,
    results,
)
from exam_app.operations.case_consequences import Proposed
from exam_app.operations.case_replies import Representative
from exam_app.operations.screenings import screen_session
from exam_app.queries.case_slips import SlipLine, slip_lines
from exam_app.terms import CaseAbout, CaseOutcome, ConsequenceKind, ReaderView, ReplyChannel
from exam_app.work import Site, Work
from tests.builders.screenings import LATER, Copied
from tests.cast import CITY, NOON, Cast

AFTERWARDS = LATER + timedelta(days=11)
"""When the usual time for replies is over."""
GROUNDS = "两名复核人意见一致，没有其他解释。"


def screened(site: Site, cast: Cast, copied: Copied) -> Copied:
    """The finished examination with its leads."""
    with Work.open(site, cast["he"], LATER) as work:
        screen_session(work, copied.hall.exam_session_id)
    return copied


def opened(site: Site, actor: Actor, copied: Copied, reason: str = "邻座，错得一样") -> UUID:
    with Work.open(site, actor, LATER) as work:
        return case_opening.open_case(work, copied.hall.exam_session_id, 1, reason)


def case_about(site: Site, cast: Cast, exam_session_id: UUID, about: CaseAbout, about_id: UUID) -> UUID:
    """A case about anything but a pair; the examination need not be compared."""
    with Work.open(site, cast["he"], NOON) as work:
        return case_opening.open_case_about(work, exam_session_id, about, about_id, "请核查")


def reviewed(site: Site, actor: Actor, case_id: UUID, view: ReaderView = ReaderView.CONVINCING) -> None:
    with Work.open(site, actor, LATER) as work:
        case_reading.review(work, case_id, view, f"{actor.name}的理由")


def read_by_two(site: Site, cast: Cast, case_id: UUID) -> None:
    for reader in ("he", "lin"):
        reviewed(site, cast[reader], case_id)


def asked(site: Site, cast: Cast, case_id: UUID) -> list[SlipLine]:
    """Everybody concerned gets a slip."""
    with Work.open(site, cast["he"], LATER) as work:
        case_replies.issue_slips(work, case_id, representative=Representative("卫东", "123X"))
        return list(slip_lines(work, case_id))


def answered(site: Site, cast: Cast, case_id: UUID, slip: SlipLine) -> None:
    """Somebody came to the office and said something."""
    with Work.open(site, cast["he"], LATER) as work:
        case_replies.take_down_reply(work, case_id, slip.id, ReplyChannel.IN_PERSON, f"{slip.number}说没有看")


def upheld(site: Site, cast: Cast, case_id: UUID, outcome: CaseOutcome = CaseOutcome.UPHELD) -> list[SlipLine]:
    """Read, heard, decided and signed; returns the slips."""
    read_by_two(site, cast, case_id)
    slips = asked(site, cast, case_id)
    with Work.open(site, cast["he"], AFTERWARDS) as work:
        case_decisions.decide(work, case_id, outcome, GROUNDS)
    with Work.open(site, cast["lin"], AFTERWARDS) as work:
        case_decisions.sign_decision(work, case_id)
    return slips


def annulled(site: Site, cast: Cast, case_id: UUID, slip: SlipLine) -> None:
    """One result, by two persons."""
    with Work.open(site, cast["he"], AFTERWARDS) as work:
        proposed = Proposed(ConsequenceKind.ANNUL_RESULT, "答案抄自邻座。", slip.id)
        consequence_id = case_consequences.propose_consequence(work, case_id, proposed)
    with Work.open(site, cast["lin"], AFTERWARDS) as work:
        case_consequences.carry_out(work, consequence_id)


def with_the_slip(slip: SlipLine, person_id: UUID | None) -> Actor:
    """Its holder, signed in."""
    return Actor(Role.CONCERNED, slip.name, city_id=CITY, person_id=person_id, case_slip_id=slip.id)


def released(site: Site, cast: Cast, copied: Copied) -> None:
    """The results are out."""
    for name in ("he", "lin"):
        with Work.open(site, cast[name], LATER) as work:
            results.sign_release(work, copied.hall.exam_session_id)
