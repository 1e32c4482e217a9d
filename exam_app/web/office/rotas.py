"""The invigilators' rota of a week: who is where, what is missing, what cannot be; and the same on paper."""

from datetime import date, timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from exam_app.actors import Role
from exam_app.errors import NotFound
from exam_app.queries.rotas import Rota, rota
from exam_app.terms import N_
from exam_app.web.office import audience
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}


@audience.page("/rota", admits=CITY, menu=N_("Invigilators' rota"))
def invigilators_rota(work: Work) -> ResponseReturnValue:
    """A week from Monday; the current one unless another is asked for."""
    found = rota(work, _asked(work))
    return render_template(
        "office/scheduling/rota.html", rota=found, earlier=_week(found, -1), later=_week(found, 1), today=work.today
    )


@audience.page("/rota/print", admits=CITY)
def print_rota(work: Work) -> ResponseReturnValue:
    return render_template(
        "office/scheduling/rota_sheet.html",
        rota=rota(work, _asked(work)),
        unit_name=work.actor.place_name,
        now=work.now,
    )


def _asked(work: Work) -> date:
    asked = request.args.get("week")
    try:
        found = date.fromisoformat(asked) if asked else work.today
    except ValueError as error:
        raise NotFound(N_("There is no such page. Check the address.")) from error
    if not work.today.year - 100 < found.year < work.today.year + 100:
        raise NotFound(N_("There is no such page. Check the address."))
    return found


def _week(found: Rota, weeks: int) -> str:
    return url_for("office.invigilators_rota", week=found.monday + timedelta(weeks=weeks))
