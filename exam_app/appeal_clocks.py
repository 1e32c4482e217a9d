"""The periods of a score appeal: until when it can be asked for, by when it is decided. Pure: days in, days out.

No article sets either. Offices that hold examinations name some working days in their notices; what this table holds
applies until an office sets its own, and a page always says which of the two it is. Both periods are counted as
:mod:`exam_app.legal_days` counts, and those in force on the day on which the result became known hold to the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from exam_app.errors import Sentence, sentence
from exam_app.legal_days import within_working_days
from exam_app.terms import N_


@dataclass(frozen=True)
class AppealRule:
    """Working days to ask and to decide, from a day on; ``document`` is empty where no office set them."""

    since: date
    ask_days: int
    decide_days: int
    document: str = ""

    @property
    def source(self) -> Sentence:
        """Who set it."""
        if self.document:
            return sentence(N_("set by this office: %(document)s"), document=self.document)
        return sentence(N_("no article found; holds until the office sets its own"))

    def ask_until(self, known_on: date) -> date:
        """The last day on which the check of a result can be asked for that became known on a day.

        >>> AppealRule(date(2010, 1, 1), 10, 15).ask_until(date(2025, 3, 3)).isoformat()
        '2025-03-17'
        """
        return within_working_days(known_on, self.ask_days)

    def decide_by(self, asked_on: date) -> date:
        """The last day for the decision on what was asked for on a day."""
        return within_working_days(asked_on, self.decide_days)


EVERYWHERE = AppealRule(date(2010, 1, 1), ask_days=10, decide_days=15)
"""Since the Regulation began the examination."""


def rule_on(own: Sequence[AppealRule], day: date) -> AppealRule:
    """What holds on a day: the newest rule of the office that has begun, else what holds everywhere.

    >>> own = [AppealRule(date(2025, 5, 1), 5, 10, "notice 3")]
    >>> rule_on(own, date(2025, 4, 30)).ask_days, rule_on(own, date(2025, 5, 1)).ask_days
    (10, 5)
    """
    return max((rule for rule in own if rule.since <= day), key=lambda rule: rule.since, default=EVERYWHERE)
