"""Find my door: one entrance per kind of people; language and letter size; whether the site lives."""

from urllib.parse import urlsplit

from flask import jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from exam_app.actors import Role
from exam_app.queries.exam_calendar import door
from exam_app.web.display import keep_posted
from exam_app.web.public import audience
from exam_app.web.rendering import LOCALES
from exam_app.work import Work

HOME_OF_ROLE = {
    Role.ADMINISTRATOR: "office.accounts",
    Role.TRAINING_CLERK: "training.desk",
    Role.TRAINER: "teaching.lessons",
    Role.EMPLOYER_CLERK: "employer.desk",
    Role.COUNTY_REVIEWER: "office.reviews",
    Role.CITY_EXAM_OFFICER: "office.exam_sessions",
    Role.ISSUER: "office.certificates",
    Role.INVIGILATOR: "invigilation.rooms",
    Role.CANDIDATE: "candidate.home",
    Role.GUARD: "candidate.my_study",
    Role.CONCERNED: "candidate.slip",
    Role.APPLICANT: "applicant.my_matters",
    Role.PATROL_OFFICER: "officer.scan",
    Role.AUDITOR: "oversight.people",
}


@audience.page("/", admits={Role.GATE})
def start(work: Work) -> ResponseReturnValue:
    return render_template("public/start.html", door=door(work))


@audience.page("/home", admits={Role.PUBLIC})
def home(work: Work) -> ResponseReturnValue:
    """The first page of whoever is signed in."""
    if not current_user.is_authenticated:
        return redirect(url_for("public.start"))
    return redirect(url_for(HOME_OF_ROLE[current_user.viewer.actor.role]))


@audience.page("/preferences", methods=("POST",), admits={Role.PUBLIC})
def preferences(work: Work) -> ResponseReturnValue:
    """Keep the language, the letter size or the contrast of this browser, then return to where the person was."""
    if request.form.get("locale") in LOCALES:
        session["locale"] = request.form["locale"]
    answer = redirect(local_address(request.form.get("back")) or url_for("public.start"))
    keep_posted(answer)
    return answer


@audience.page("/live", admits={Role.PUBLIC}, polls=True)
def live(work: Work) -> ResponseReturnValue:
    return jsonify(live=True)


def local_address(address: str | None) -> str | None:
    """The address if it stays on this site: an open redirect would lend our name to a look-alike page."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc or "\\" in address else address
