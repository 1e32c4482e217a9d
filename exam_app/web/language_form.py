"""In which language somebody wants to be written to: the one choice that desks, units and people themselves make."""

from flask import request

from exam_app.errors import Invalid
from exam_app.terms import N_, Language

LANGUAGES = {language.value: language for language in Language}


def chosen_language() -> Language:
    """What was posted. Raises :class:`Invalid` for anything but one of our languages."""
    language = LANGUAGES.get(request.form.get("language", ""))
    if language is None:
        raise Invalid(N_("Choose one of the languages. Nothing was changed."))
    return language
