"""What is stored sealed about somebody's eligibility, as values and as the JSON inside the seal."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from exam_app.eligibility.facts import Background
from exam_app.eligibility.rules import RuleCode
from exam_app.terms import Answer, BackgroundKind, Requirement


@dataclass(frozen=True)
class RecordedFact:
    """One row of a background check; ``fact`` is None when a correction strikes it."""

    fact: Background | None
    document: str
    """Number of the decision, judgment or certificate; empty where there is none."""
    reason: str = ""
    """Why it was corrected; empty for a first row."""

    def to_json(self) -> str:
        found = {"kind": self.fact.kind.value, "on": self.fact.on.isoformat()} if self.fact else {}
        return json.dumps({**found, "document": self.document, "reason": self.reason}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "RecordedFact":
        """
        >>> fact = RecordedFact(Background(date(2024, 3, 1), BackgroundKind.DETENTION), "云公行罚〔2024〕7号")
        >>> RecordedFact.from_json(fact.to_json()) == fact
        True
        """
        found = json.loads(text)
        fact = Background(date.fromisoformat(found["on"]), _BACKGROUNDS[found["kind"]]) if "kind" in found else None
        return cls(fact, found["document"], found["reason"])


@dataclass(frozen=True)
class Lifting:
    """Bars that an override lifts, each by rule and first day, and why."""

    bars: tuple[tuple[RuleCode, date], ...]
    reason: str

    def to_json(self) -> str:
        bars = [[code.value, since.isoformat()] for code, since in self.bars]
        return json.dumps({"bars": bars, "reason": self.reason}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Lifting":
        """
        >>> lifting = Lifting(((RuleCode.REVOKED, date(2024, 3, 1)),), "法院判决撤销吊销决定。")
        >>> Lifting.from_json(lifting.to_json()) == lifting
        True
        """
        found = json.loads(text)
        return cls(tuple((_CODES[code], date.fromisoformat(since)) for code, since in found["bars"]), found["reason"])


def answers_to_json(answers: Mapping[Requirement, Answer]) -> str:
    return json.dumps({requirement.value: answer.value for requirement, answer in answers.items()})


def answers_from_json(text: str) -> Mapping[Requirement, Answer]:
    """
    >>> answers_from_json(answers_to_json({Requirement.HEALTH: Answer.FULFILLED}))[Requirement.HEALTH].value
    'fulfilled'
    """
    return {_REQUIREMENTS[name]: _ANSWERS[answer] for name, answer in json.loads(text).items()}


_BACKGROUNDS: Mapping[str, BackgroundKind] = {kind.value: kind for kind in BackgroundKind}
_CODES: Mapping[str, RuleCode] = {code.value: code for code in RuleCode}
_REQUIREMENTS: Mapping[str, Requirement] = {requirement.value: requirement for requirement in Requirement}
_ANSWERS: Mapping[str, Answer] = {answer.value: answer for answer in Answer}
