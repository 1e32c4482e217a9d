"""What people write about a case: each text with its field, its length and the sentence that asks for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from exam_app.errors import Invalid
from exam_app.terms import N_


@dataclass(frozen=True)
class Text:
    """One text of a case; ``missing`` says what to enter."""

    field: str
    longest: int
    missing: str

    def read(self, text: str) -> str:
        """The text without spaces at its ends; raises :class:`Invalid` in its field when empty or too long."""
        text = text.strip()
        if not text:
            raise Invalid.in_field(self.field, self.missing)
        if len(text) > self.longest:
            raise Invalid.in_field(self.field, N_("Use at most %(length)s characters."), length=self.longest)
        return text

    def refuse_names(self, text: str, names: Iterable[str]) -> None:
        """Each person concerned gets this text in a letter: it names none of the others, nor the reader."""
        for name in names:
            if name in text:
                raise Invalid.in_field(
                    self.field,
                    N_("Everybody concerned reads this text. Write “one candidate” in place of %(name)s."),
                    name=name,
                )


REASON = Text("reason", 300, N_("Enter why this should be looked into."))
VIEW = Text("reasons", 1000, N_("Enter your reasons: the decision rests on them."))
REPLY = Text("words", 2000, N_("Write what you want to say."))
REPRESENTATIVE = Text("representative", 60, N_("Enter who answers for the unit."))
GROUNDS = Text("grounds", 2000, N_("Enter the grounds: they stand in the decision."))
CONSEQUENCE = Text("words", 1000, N_("Enter the grounds: they stand in the letter."))
