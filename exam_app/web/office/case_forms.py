"""The forms of cases. Lengths and the sentences that ask for a text are those of the acts."""

from collections.abc import Sequence

from wtforms import TextAreaField

from exam_app.operations.case_replies import FEWEST_DAYS, MOST_DAYS, TAKEN_DOWN, USUAL_DAYS
from exam_app.operations.case_texts import CONSEQUENCE, GROUNDS, REASON, REPLY, REPRESENTATIVE, VIEW, Text
from exam_app.terms import N_, CaseOutcome, ConsequenceKind, ReaderView
from exam_app.web.forms import AtMost, ChoiceField, DateField, Form, Needed, NumberField, TextField
from exam_app.web.rendering import label


def _rules(text: Text) -> list[Needed | AtMost]:
    return [Needed(text.missing), AtMost(text.longest)]


class OpenForm(Form):
    reason = TextAreaField(N_("Why should it be looked into?"), _rules(REASON))


class ReviewForm(Form):
    view = ChoiceField(N_("Your view"), N_("Choose your view."))
    reasons = TextAreaField(N_("Reasons"), _rules(VIEW))

    def prepare(self) -> "ReviewForm":
        self.view.offer([(view.value, label(view)) for view in ReaderView])
        return self


class DecisionForm(Form):
    outcome = ChoiceField(N_("How does it end?"), N_("Choose how it ends."))
    grounds = TextAreaField(N_("Grounds"), _rules(GROUNDS))

    def prepare(self) -> "DecisionForm":
        self.outcome.offer([(outcome.value, label(outcome)) for outcome in CaseOutcome])
        return self


class SlipsForm(Form):
    days = NumberField(N_("Days for a reply"), [Needed(N_("Enter how many days there are for a reply."))])

    def prepare(self) -> "SlipsForm":
        if self.days.data is None and not self.days.raw_data:
            self.days.data = USUAL_DAYS
        return self


class UnitSlipForm(SlipsForm):
    representative = TextField(N_("Who answers for the unit"), _rules(REPRESENTATIVE))
    last_four = TextField(
        N_("Last four of that person's ID number"),
        [Needed(N_("Enter the last four characters of that person's ID number.")), AtMost(8)],
    )


DAYS = {"fewest": FEWEST_DAYS, "most": MOST_DAYS}


class TakeDownForm(Form):
    channel = ChoiceField(N_("How did the reply come?"), N_("Choose how the reply came."))
    words = TextAreaField(N_("Reply"), _rules(REPLY))

    def prepare(self) -> "TakeDownForm":
        self.channel.offer([(channel.value, label(channel)) for channel in TAKEN_DOWN])
        return self


class ConsequenceForm(Form):
    kind = ChoiceField(N_("What follows?"), N_("Choose what follows."))
    slip = ChoiceField(N_("For whom?"), N_("Choose whom it concerns."))
    barred_until = DateField(N_("Last day of the bar"))
    words = TextAreaField(N_("Grounds"), _rules(CONSEQUENCE))

    def prepare(
        self, kinds: Sequence[ConsequenceKind], slips: Sequence[tuple[str, str]], *, bars: bool
    ) -> "ConsequenceForm":
        """Only what fits the case is asked for."""
        self.kind.offer([(kind.value, label(kind)) for kind in kinds])
        if slips:
            self.slip.offer(slips)
        else:
            del self.slip
        if not bars:
            del self.barred_until
        return self
