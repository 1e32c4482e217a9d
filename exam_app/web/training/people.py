"""One person of the unit: the life line, class hours, registration, ticket, result and certificate."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.operations import full_views
from exam_app.operations.person_languages import state_language
from exam_app.queries.dossiers import dossier_of
from exam_app.queries.languages import stated_language
from exam_app.queries.review_clocks import newest_standing
from exam_app.queries.training import person_page
from exam_app.web.language_form import chosen_language
from exam_app.web.training import audience
from exam_app.work import Work


@audience.page("/people/<uuid:person_id>")
def person(work: Work, person_id: UUID) -> ResponseReturnValue:
    return _page(work, person_id)


@audience.page("/people/<uuid:person_id>/telephone", methods=("POST",))
def person_telephone(work: Work, person_id: UUID) -> ResponseReturnValue:
    """The same page with the full telephone number; the look is journalled."""
    return _page(work, person_id, full_views.show_telephone(work, person_id))


@audience.page("/people/<uuid:person_id>/language", methods=("POST",))
def person_language(work: Work, person_id: UUID) -> ResponseReturnValue:
    stated_language(work, person_id)  # another unit's person does not exist, whatever was posted
    state_language(work, person_id, chosen_language())
    flash(gettext("Saved. Messages and papers are written in this language from now on."), "done")
    return redirect(url_for("training.person", person_id=person_id))


def _page(work: Work, person_id: UUID, telephone: str = "") -> ResponseReturnValue:
    return render_template(
        "training/people/person.html",
        person=person_page(work, person_id),
        dossier=dossier_of(work, person_id),
        clock=newest_standing(work, person_id),
        telephone=telephone,
        language=stated_language(work, person_id),
    )
