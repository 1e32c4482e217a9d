"""My data: what is kept about the own person, and a copy of it to take along."""

import io
import json
import zipfile
from datetime import date, datetime

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.operations.own_rights import take_own_copy
from exam_app.queries.own_data import OwnData, Value
from exam_app.queries.own_data import own_data as data_of_viewer
from exam_app.terms import N_, Term
from exam_app.web.applicant import APPLICANT, audience
from exam_app.web.rendering import day, label, moment
from exam_app.work import Work


@audience.page("/data", admits=APPLICANT, menu=N_("My data"))
def own_data(work: Work) -> ResponseReturnValue:
    """Every kind of record in a table of its own; those without rows in one line."""
    found = data_of_viewer(work)
    return render_template("applicant/own_data.html", data=found, shown=in_words)


@audience.page("/data/copy", methods=("POST",), admits=APPLICANT)
def own_copy(work: Work) -> ResponseReturnValue:
    """A file to keep: for reading, for another program, and the photo."""
    response = Response(_packed(take_own_copy(work), work.now), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="my-data-{work.today:%Y%m%d}.zip"'
    return response


def in_words(value: Value) -> str:
    """A value as a reader sees it; what is not there is a dash."""
    match value:
        case None | "":
            return "–"
        case bool():
            return str(gettext("yes") if value else gettext("no"))
        case Term():
            return label(value)
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case str() | int():
            return str(value)
        case tuple():
            return " ".join(label(term) for term in value) or "–"


def _packed(data: OwnData, made_at: datetime) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        # The mark at its beginning lets a simple editor on Windows read it as UTF-8.
        file.writestr("my-data.txt", "\ufeff" + _as_text(data, made_at))
        file.writestr("my-data.json", json.dumps(_as_json(data, made_at), ensure_ascii=False, indent=2))
        if data.photo is not None:
            file.writestr("photo.jpg", data.photo)
    return packed.getvalue()


def _as_text(data: OwnData, made_at: datetime) -> str:
    lines = [gettext("What this site keeps about you"), moment(made_at), ""]
    for section in data.sections:
        lines.append(f"## {gettext(section.title)}")
        for row in section.rows:
            lines += [f"{gettext(section.columns[key])}: {in_words(value)}" for key, value in row.items()]
            lines.append("")
        if not section.rows:
            lines += ["–", ""]
    return "\r\n".join(lines)


def _as_json(data: OwnData, made_at: datetime) -> dict[str, object]:
    found: dict[str, object] = {
        section.key: [{key: _plain(value) for key, value in row.items()} for row in section.rows]
        for section in data.sections
    }
    return {"made_at": made_at.isoformat(), **found}


def _plain(value: Value) -> object:
    match value:
        case Term():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case None | str() | int():
            return value
        case tuple():
            return [term.value for term in value]
