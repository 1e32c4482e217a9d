"""Fees: what the city charges, a unit that pays for its people, one who pays alone, a waiver that waits."""

from datetime import timedelta

from exam_app.demo.world import World
from exam_app.fees import FeeRule
from exam_app.operations import fee_desk, fee_rules
from exam_app.operations.fee_desk import Payment
from exam_app.queries.fees import FeeFilter, FeeLine, all_fees
from exam_app.terms import FeeKind, FeeMethod, FeeReliefKind
from exam_app.work import Work

RULE_SET, IN_FORCE = 17, 15
PAID_BY_UNIT, PAID_ALONE = 9, 8
PRICES = {FeeKind.THEORY: 4000, FeeKind.PHYSICAL: 3500, FeeKind.CERTIFICATE: 0, FeeKind.REPLACEMENT: 500}
UNIT_PAYS_FOR = 3
"""So many people of the unit stand on its receipt."""


def charge_all(world: World) -> None:
    """Arrange the rule before the examination that is open is planned, and what the county records after."""
    calendar = world.calendar
    since = calendar.day(IN_FORCE)
    rule = FeeRule(since, f"云发改价〔{since.year}〕9号", "云川市发展和改革委员会、财政局", PRICES)

    def unit_pays(work: Work) -> None:
        fees = _open_fees(work, world)
        people = list(dict.fromkeys(fee.name for fee in fees))[:UNIT_PAYS_FOR]
        chosen = [fee for fee in fees if fee.name in people]
        payment = Payment("0038201127", FeeMethod.UNIT, work.today, chosen[0].unit)
        fee_desk.receive_fees(work, [fee.id for fee in chosen], payment)

    def one_pays(work: Work) -> None:
        fees = _open_fees(work, world)
        payment = Payment("0038201131", FeeMethod.CASH, work.today)
        fee_desk.receive_fees(work, [fee.id for fee in fees if fee.name == fees[0].name], payment)
        fee_desk.propose_relief(work, fees[-1].id, FeeReliefKind.WAIVER, "低保家庭，已交低保证复印件。")

    world.then(calendar.at(calendar.working_day(RULE_SET), 10), "he", lambda work: fee_rules.set_fee_rule(work, rule))
    world.then(calendar.at(calendar.working_day(PAID_BY_UNIT), 15), "zhou", unit_pays)
    world.then(calendar.at(calendar.working_day(PAID_ALONE), 10) + timedelta(minutes=20), "zhou", one_pays)


def _open_fees(work: Work, world: World) -> list[FeeLine]:
    return list(all_fees(work, FeeFilter(exam_session_id=world.sessions["open"])))
