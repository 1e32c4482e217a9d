"""Fifth chapter: results released by two people, certificates issued, and every end that a certificate can have."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from exam_app.actors import the_system
from exam_app.demo.plan import FINISHED_DAY
from exam_app.demo.staff import CITY_CODE
from exam_app.demo.world import World
from exam_app.operations import certificates, results
from exam_app.queries.certificates import issuers_desk, printables
from exam_app.terms import CertificateStatus
from exam_app.work import Work

RELEASED = FINISHED_DAY - 3
ISSUED = FINISHED_DAY - 8
STILL_READY = 4
"""So many who passed are left for whoever tries the issuer's desk."""


@dataclass(frozen=True)
class Ending:
    """One proposal: its place among the holders in the order of their numbers, and the day it was made."""

    holder: int
    proposed: int
    status: CertificateStatus
    legal_basis: str
    reason: str
    first: str = "tang"
    second: str | None = "he"
    is_dropped: bool = False
    by_deceit: bool = False


ENDINGS = (
    Ending(3, 17, CertificateStatus.REVOKED, "《保安服务管理条例》第四十五条", "值勤时殴打业主，被治安拘留五日。"),
    Ending(
        8,
        14,
        CertificateStatus.WITHDRAWN,
        "《中华人民共和国行政许可法》第六十九条",
        "报名时提交的学历证明系伪造。",
        by_deceit=True,
    ),
    Ending(
        12, 11, CertificateStatus.CANCELLED, "《中华人民共和国行政许可法》第七十条", "本人不再从事保安工作，自愿交回。"
    ),
    Ending(19, 10, CertificateStatus.REPLACED, "《保安服务管理条例》第十六条", "证件遗失，已登报声明。"),
    Ending(23, 6, CertificateStatus.REVOKED, "《保安服务管理条例》第四十五条", "举报内容经查不实。", is_dropped=True),
    Ending(
        27,
        2,
        CertificateStatus.CANCELLED,
        "《中华人民共和国行政许可法》第七十条",
        "家属告知持证人去世，附死亡证明。",
        second=None,
    ),
)
REVOKED, WITHDRAWN, CANCELLED, REPLACED = 3, 8, 12, 19
GOOD = (0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 13, 14, 15, 16, 17, 18, 20, 21, 22)
"""Holders whose certificates are in force."""


def certify_all(world: World) -> None:
    """Arrange release, issue, ends, and the status list that goes out every night."""
    calendar = world.calendar
    released = calendar.at(calendar.working_day(RELEASED), 14)
    world.then(released, "he", lambda work: results.sign_release(work, world.sessions["finished"]))
    world.then(
        released + timedelta(hours=2), "lin", lambda work: results.sign_release(work, world.sessions["finished"])
    )
    _issue(world, calendar.at(calendar.working_day(ISSUED), 10))
    for ending in ENDINGS:
        _end(world, ending, calendar.at(calendar.working_day(ending.proposed), 15))
    system = the_system(CITY_CODE)
    for ago in range(ISSUED - 1, 0, -1):
        world.then(calendar.at(ago, 23, 40), system, certificates.publish_due_lists)
    world.then(calendar.built_at, system, certificates.publish_status_list)


def _issue(world: World, at: datetime) -> None:
    def issue(work: Work) -> None:
        ready = [applicant.result_id for applicant in issuers_desk(work).ready]
        report = certificates.issue(work, ready[:-STILL_READY])
        world.certificates = list(report.certificate_ids)

    def print_cards(work: Work) -> None:
        world.cards = printables(work, world.certificates)
        certificates.note_printed(
            work, [(card.certificate_id, card.person_id, card.claims.number) for card in world.cards]
        )

    world.then(at, "sun", issue)
    world.then(at + timedelta(minutes=40), "sun", print_cards)


def _end(world: World, ending: Ending, at: datetime) -> None:
    def propose(work: Work) -> None:
        change = certificates.propose_end(
            work,
            world.certificates[ending.holder],
            ending.status,
            legal_basis=ending.legal_basis,
            reason=ending.reason,
            by_deceit=ending.by_deceit,
        )
        act = certificates.drop_proposal if ending.is_dropped else certificates.confirm_end
        if ending.second is not None:
            world.then(at + timedelta(hours=18), ending.second, lambda work: act(work, change))

    world.then(at, ending.first, propose)
