"""What an attempt costs, and that the sums always reconcile."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from exam_app.fees import FeeAct, FeeRule, Totals, after, dues, in_force, replacement_due, totals_of
from exam_app.resits import Turn
from exam_app.terms import ComponentKind, FeeKind, FeeState

HUBEI = {FeeKind.THEORY: 4000, FeeKind.PHYSICAL: 3500, FeeKind.CERTIFICATE: 0, FeeKind.REPLACEMENT: 500}
"""Fee decision of Hubei of 2012: theory 40 yuan, physical test 35, certificate free, replacement 5."""
RULE = FeeRule(date(2026, 1, 1), "文号", "价格主管部门", HUBEI)
BOTH = (ComponentKind.THEORY, ComponentKind.PHYSICAL)


def test_a_first_attempt_costs_each_component() -> None:
    assert [(due.kind, due.amount) for due in dues(RULE, Turn.FIRST, 1, BOTH)] == [
        (FeeKind.THEORY, 4000),
        (FeeKind.PHYSICAL, 3500),
    ]


def test_a_free_resit_is_on_record_and_costs_nothing() -> None:
    assert [(due.kind, due.amount) for due in dues(RULE, Turn.FREE, 2, BOTH[1:])] == [(FeeKind.PHYSICAL_RESIT, 0)]


def test_a_later_resit_costs_only_what_failed() -> None:
    assert [(due.kind, due.amount) for due in dues(RULE, Turn.PAID, 3, BOTH[:1])] == [(FeeKind.THEORY_RESIT, 4000)]


def test_a_resit_may_have_a_price_of_its_own() -> None:
    rule = FeeRule(RULE.since, "文号", "价格主管部门", {**HUBEI, FeeKind.THEORY_RESIT: 2000})
    assert [due.amount for due in dues(rule, Turn.PAID, 3, BOTH)] == [2000, 3500]


def test_what_is_made_up_for_costs_nothing() -> None:
    assert [due.amount for due in dues(RULE, Turn.MAKE_UP, 1, BOTH)] == [0, 0]


def test_without_a_rule_or_a_price_nothing_is_owed() -> None:
    assert list(dues(None, Turn.FIRST, 1, BOTH)) == []
    assert list(dues(RULE, Turn.FIRST, 1, (ComponentKind.SKILLS,))) == []
    assert replacement_due(None) is None
    due = replacement_due(RULE)
    assert due is not None and (due.kind, due.amount) == (FeeKind.REPLACEMENT, 500)


def test_the_newest_rule_that_has_begun_is_in_force() -> None:
    later = FeeRule(date(2026, 12, 1), "新文号", "价格主管部门", {FeeKind.THEORY: 5000})
    assert in_force([later, RULE], date(2026, 11, 30)) is RULE
    assert in_force([RULE, later], date(2026, 12, 1)) is later
    assert in_force([later], date(2026, 11, 30)) is None


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.lists(st.sampled_from(FeeAct), max_size=6)), max_size=12),
)
def test_whatever_is_done_the_sums_reconcile(fees: list[tuple[int, list[FeeAct]]]) -> None:
    """Charged is always paid, waived, paid back or open; only dropping takes a fee out of the sums."""
    ends = []
    for amount, acts in fees:
        state = FeeState.OWED if amount else FeeState.FREE
        for act in acts:
            state = after(state, act) or state
        ends.append((state, amount))
    totals = totals_of(ends)
    assert totals.reconciles
    assert totals.charged == sum(amount for state, amount in ends if state is not FeeState.DROPPED)
    assert totals_of([]) == Totals()
