"""How the evidence of a case is drawn: a pair as its lead is, everything else from the values stored with the case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from exam_app.queries.cases import CasePage
from exam_app.terms import IncidentKind, Severity, SignalKind, Term
from exam_app.web.office.pairs import FAMILIES, drawn

TERMS: Mapping[str, type[Term]] = {"incidents": IncidentKind, "signals": SignalKind}


def drawn_evidence(case: CasePage) -> dict[str, object]:
    """What the template of the case's evidence needs."""
    if case.pair is not None:
        return {"page": case.pair, "families": FAMILIES, **drawn(case.pair)}
    evidence = {
        name: [_worded(name, row) for row in value]
        if name in ("incidents", "signals", "extensions", "pauses", "signatures")
        else value
        for name, value in case.evidence.items()
    }
    return {"evidence": evidence}


def _worded(name: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A stored row with its moment and its terms as they were before they were stored."""
    words = {**row, "at": datetime.fromisoformat(row["at"])}
    if "added" in row:
        words["added"] = [{**one, "at": datetime.fromisoformat(one["at"])} for one in row["added"]]
    if row.get("until"):
        words["until"] = datetime.fromisoformat(row["until"])
    if name in TERMS:
        words["kind"] = _member(TERMS[name], row["kind"])
    if "severity" in row:
        words["severity"] = _member(Severity, row["severity"])
    return words


def _member(terms: type[Term], value: str) -> Term:
    return next(term for term in terms if term.value == value)
