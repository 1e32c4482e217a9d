"""Forms about units that a desk and the unit itself both fill in: what is filed, which contract, which document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Response
from flask_wtf.file import FileField
from wtforms import SelectMultipleField

from exam_app.operations.unit_documents import OpenedDocument
from exam_app.queries.places import Place
from exam_app.terms import N_, DocumentKind, FilingAct
from exam_app.unit_files import FileKind
from exam_app.web.forms import AtMost, ChoiceField, DateField, Form, Needed, TextField
from exam_app.web.rendering import label

ENDINGS = {FileKind.PDF: "pdf", FileKind.JPEG: "jpg", FileKind.PNG: "png"}


@dataclass(frozen=True)
class Event:
    """What a filing form says, ready for an act."""

    act: FilingAct
    event_on: date
    what: str
    division_code: str


class FilingForm(Form):
    act = ChoiceField(N_("What is filed"), N_("Choose what is filed."))
    event_on = DateField(N_("Day of the event"))
    what = TextField(N_("What changes, or which service"), [AtMost(200)])
    division_code = TextField(N_("Division code of the service"), [AtMost(6)])

    def prepare(self, acts: Sequence[FilingAct]) -> "FilingForm":
        self.act.offer([(act.value, label(act)) for act in acts])
        return self

    def event(self) -> Event:
        assert self.event_on.value is not None  # the form asks for it
        act = next(act for act in FilingAct if act == self.act.data)
        return Event(act, self.event_on.value, self.what.data or "", self.division_code.data or "")


class ContractForm(Form):
    client_name = TextField(N_("Client"), [Needed(N_("Enter the name of the client.")), AtMost(80)])
    posts = SelectMultipleField(N_("Posts under the contract"), validate_choice=False)
    signed_on = DateField(N_("Signed on"))
    starts_on = DateField(N_("First day"))
    ends_on = DateField(N_("Last day"))

    def prepare(self, posts: Sequence[Place]) -> "ContractForm":
        self.posts.choices = [(str(post.id), post.name) for post in posts]
        return self

    def terms(self) -> Mapping[str, Any]:
        """Arguments of the act; a post that is not on the list is left out."""
        offered = {value for value, _ in self.posts.choices or ()}
        chosen = [UUID(value) for value in self.posts.data or () if value in offered]
        days = {name: self[name].value for name in ("signed_on", "starts_on", "ends_on")}
        return {"client_name": self.client_name.data, "post_ids": chosen, **days}


class EndContractForm(Form):
    ended_on = DateField(N_("Last day"))


class DocumentForm(Form):
    kind = ChoiceField(N_("Kind of document"), N_("Choose what kind of document it is."))
    title = TextField(N_("Title"), [Needed(N_("Enter the title of the document.")), AtMost(80)])
    review_due_on = DateField(N_("To be reviewed by"))
    file = FileField(N_("File: PDF, JPEG or PNG"), [Needed(N_("Choose the file."))])

    def prepare(self) -> "DocumentForm":
        self.kind.offer([(kind.value, label(kind)) for kind in DocumentKind])
        return self

    def chosen_kind(self) -> DocumentKind:
        return next(kind for kind in DocumentKind if kind == self.kind.data)


def handed_out(document: OpenedDocument) -> Response:
    """A document as a file to save: it is never shown inside our pages, whatever is in it."""
    name = quote(f"{document.title}.{ENDINGS[FileKind(document.media_type)]}")
    disposition = f"attachment; filename*=UTF-8''{name}"
    return Response(document.content, mimetype=document.media_type, headers={"Content-Disposition": disposition})
