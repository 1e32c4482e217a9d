"""What can be wrong with a row, each with the sentence that says what it is and what to do (ui.md 5, S9 and S10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from exam_app.errors import Sentence
from exam_app.terms import N_, Term


class FindingKind(Term):
    """The label is the sentence; the cell stands beside it."""

    ID_MISSING = "id_missing", N_("The ID number is missing. Type the 18 characters on the card.")
    DIGITS_LOST = (
        "digits_lost",
        N_("The last digits are lost, because the spreadsheet stored a number. Type all 18 again from the card."),
    )
    ID_CHARACTERS = "id_characters", N_("An ID number has only digits and X. Type the 18 characters on the card.")
    ID_LENGTH = "id_length", N_("The ID number has %(length)s characters instead of 18. Check the card.")
    ID_CHECK = "id_check", N_("The last character should be %(expected)s. Check the card.")
    ID_BIRTH = "id_birth", N_("The birth date in the ID number, %(birth)s, cannot be. Check the card.")
    NAME_MISSING = "name_missing", N_("The name is missing. Type it from the card.")
    NAME_CHARACTER = (
        "name_character",
        N_("The name holds a character that cannot be printed (%(character)s). Type it again from the card."),
    )
    NAME_LONG = "name_long", N_("The name is too long: 42 Chinese characters at most. Check the card.")
    SAME_NUMBER = (
        "same_number",
        N_("The same ID number as %(other)s, with another name. Correct the wrong one, or leave it out."),
    )
    REPEATED = "repeated", N_("The same person as %(other)s. Leave this row out.")
    UNDER_AGE = (
        "under_age",
        N_("By the ID number %(age)s years old, not yet 18, so too young. If the number is wrong, correct it."),
    )
    ENROLLED = "enrolled", N_("In this course already. Leave this row out.")
    HIRED_MISSING = "hired_missing", N_("The day of hiring is missing. Type it, such as 2024-03-01.")
    DATE_ODD = "date_odd", N_("“%(text)s” is no day of the calendar. Type it, such as 2024-03-01.")
    DATE_AHEAD = "date_ahead", N_("%(day)s has not come yet. Check year and month.")
    LEFT_FIRST = "left_first", N_("This day lies before the day of hiring, %(hired_on)s. Correct one of the two.")
    POST_UNKNOWN = (
        "post_unknown",
        N_("The unit has no post “%(post)s”. Choose one of its posts: %(posts)s."),
    )
    RECORDED = "recorded", N_("On record as this row says, so nothing changes. Leave it out.")
    OVERLAPS = (
        "overlaps",
        N_("In these days the person already worked here, with other dates. Correct the dates, or leave this row out."),
    )
    SIGNED_MISSING = "signed_missing", N_("The day of signing is missing. Type it, such as 2024-03-01.")
    ENDS_FIRST = "ends_first", N_("This day lies before the day of signing, %(signed_on)s. Correct one of the two.")
    ENDS_MISSING = "ends_missing", N_("A contract for a fixed term has a last day. Type it, such as 2027-02-28.")
    ENDS_NEVER = "ends_never", N_("A contract without fixed term has no last day. Correct one of the two.")
    AGREEMENT_ODD = (
        "agreement_odd",
        N_("“%(text)s” is no kind of labour contract. Type 固定期限, 无固定期限 or 任务."),
    )
    LISTED = "listed", N_("In this list already. Leave this row out.")
    NOT_HERE = (
        "not_here",
        N_("Nobody on the unit's roster has this number. Correct it, or take the person on the roster first."),
    )
    NAME_HERE = (
        "name_here",
        N_("On the unit's roster this number has another name. Correct the wrong one of the two."),
    )
    OTHER_NAME = (
        "other_name",
        N_("This ID number is on record with another name. If the card says so too, the county settles it."),
    )
    SEX_DIFFERS = "sex_differs", N_("The sex column says %(stated)s, the ID number says %(sex)s. The number counts.")
    PHONE_ODD = "phone_odd", N_("This does not look like a telephone number, so it is not kept.")


WARNINGS = frozenset({FindingKind.SEX_DIFFERS, FindingKind.PHONE_ODD})
"""Said, but the row is accepted."""
UNCHANGED = frozenset({FindingKind.RECORDED})
"""The record says the same: the row is left out by itself, so that a whole roster can be sent again every month."""
BEYOND_REPAIR = frozenset(
    {FindingKind.UNDER_AGE, FindingKind.ENROLLED, FindingKind.REPEATED, FindingKind.LISTED, *UNCHANGED}
)
"""Nothing to type unless the number itself is wrong: the row is left out."""


@dataclass(frozen=True)
class Finding:
    """One thing about one cell."""

    kind: FindingKind
    sheet: str
    cell: str
    places: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> Sentence:
        return Sentence(self.kind.label, self.places)
