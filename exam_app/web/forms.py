"""The base form: CSRF, stripped strings, our own messages in three languages, dates as three number boxes."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, FormField, IntegerField, SelectField, StringField
from wtforms import Form as PlainForm
from wtforms.validators import StopValidation

from exam_app.errors import Conflict, Invalid, Refusal, TooEarly, TooLate
from exam_app.terms import N_
from exam_app.web.rendering import translate


class Form(FlaskForm):
    """All our forms. Errors of operations come back to their fields through :meth:`take`."""

    class Meta(FlaskForm.Meta):
        locales = False  # library sentences are never shown (ui.md 2.6, trap 3); a rules test keeps it so

        def wrap_formdata(self, form: PlainForm, formdata: Any) -> Any:
            """A form reads forms: JSON of any shape is an empty form, not values of surprising types."""
            return MultiDict() if request.is_json else super().wrap_formdata(form, formdata)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _translate_labels(self)

    def take(self, refusal: Refusal) -> None:
        """Show a refusal where it belongs: at its fields, and in the summary."""
        for name, said in refusal.fields.items():
            if isinstance(self._fields.get(name), DateField):
                self[name].refuse(translate(said))
            elif name in self._fields:
                self[name].errors = [*self[name].errors, translate(said)]
        if not refusal.fields:
            self.form_errors.append(translate(refusal.sentence))

    def carries_out(self, act: Callable[[], object]) -> bool:
        """Whether the form was posted, was right, and the act was done.

        Why the act was refused stands in the form, with all that was typed; what does not exist, or not for this
        actor, is no matter of the form.
        """
        if not self.validate_on_submit():
            return False
        try:
            act()
        except (Invalid, Conflict, TooEarly, TooLate) as refusal:
            self.take(refusal)
            return False
        return True


def _translate_labels(form: PlainForm) -> None:
    """Labels are declared in English when the class is made and shown in the language of this request."""
    for field in form:
        field.label.text = gettext(field.label.text) if field.label.text else ""
        if isinstance(field, FormField):
            _translate_labels(field.form)


class Needed:
    """The field must hold something; the sentence says what to enter."""

    field_flags: Mapping[str, Any] = {"required": True}

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self, form: PlainForm, field: Field) -> None:
        if field.process_errors:  # something was entered; its own sentence says what is wrong with it
            raise StopValidation
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []
            raise StopValidation(gettext(self.text))


class AtMost:
    """No more characters than the column holds."""

    def __init__(self, length: int) -> None:
        self.length = length

    def __call__(self, form: PlainForm, field: Field) -> None:
        if field.data and len(field.data) > self.length:
            raise StopValidation(gettext(N_("Use at most %(length)s characters.")) % {"length": self.length})


class TextField(StringField):
    """One line of text without spaces at its ends, full-width digits as typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([value.strip() for value in valuelist])


class ClockField(TextField):
    """A time of day as people write it; ``value`` is minutes after midnight, 0 to 1440, or None."""

    value: int | None = None

    def pre_validate(self, form: PlainForm) -> None:
        plain = unicodedata.normalize("NFKC", self.data or "").replace(".", ":").replace(" ", "")
        found = re.fullmatch(r"([0-9]{1,2}):?([0-9]{2})", plain)
        if found is None:
            raise StopValidation(gettext(N_("Enter a time such as 8:30 or 14:00.")))
        minutes = int(found[1]) * 60 + int(found[2])
        if int(found[2]) > 59 or minutes > 24 * 60:
            raise StopValidation(gettext(N_("There is no such time of day. Enter a time such as 8:30 or 14:00.")))
        self.value = minutes


class NumberField(IntegerField):
    """A whole number; anything else is refused in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            self.data = int(valuelist[0].strip())
        except ValueError as error:
            self.data = None
            raise ValueError(gettext(N_("Enter a whole number."))) from error


class ChoiceField(SelectField):
    """One of a list; ``text`` says what to choose when nothing, or nothing of the list, was chosen."""

    def __init__(self, label: str, text: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.text = text

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Set the choices: up to five are shown as radios, more as a list that begins with nothing chosen."""
        self.choices = [*([("", "")] if len(choices) > 5 else []), *choices]

    def pre_validate(self, form: PlainForm) -> None:
        if not self.data or self.data not in {value for value, _ in self.choices or ()}:
            raise StopValidation(gettext(self.text))


class DateParts(PlainForm):
    """Year, month, day: three number boxes, because a date input speaks the browser's language (ui.md 2.6)."""

    year = NumberField(N_("Year"))
    month = NumberField(N_("Month"))
    day = NumberField(N_("Day"))


YEARS = range(1900, 2101)
"""Years that a form takes: periods and time zones can be reckoned from each of their days."""


class DateField(FormField):
    """A day of the calendar as three boxes; ``value`` is the date, or None when all three are empty."""

    def __init__(self, label: str, *, needed: bool = True, **options: Any) -> None:
        super().__init__(DateParts, label, **options)
        self.needed = needed
        self.value: date | None = None

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        if isinstance(data, date):
            data = {"year": data.year, "month": data.month, "day": data.day}
        super().process(formdata, data) if data is not None else super().process(formdata)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        if not super().validate(form, extra_validators):
            return False
        year, month, day = (self.form[name].data for name in ("year", "month", "day"))
        if year is month is day is None:
            if not self.needed:
                return True
            return self._wrong(N_("Enter the date."))
        if None in (year, month, day):
            return self._wrong(N_("Enter year, month and day."))
        try:
            found = date(year, month, day)
        except (ValueError, OverflowError):
            return self._wrong(N_("There is no such day. Check month and day."))
        if found.year not in YEARS:
            return self._wrong(N_("Check the year."))
        self.value = found
        return True

    def _wrong(self, text: str) -> bool:
        self.refuse(gettext(text))
        return False

    def refuse(self, said: str) -> None:
        """Show a sentence at this date."""
        self.form["day"].errors = [said]
