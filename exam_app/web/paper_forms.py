"""Papers of applicants in forms and as files, the same for every desk."""

from urllib.parse import quote

from flask import Response
from flask_wtf.file import FileField, MultipleFileField

from exam_app.operations.person_papers import OpenedPaper
from exam_app.terms import N_, PaperKind
from exam_app.unit_files import FileKind
from exam_app.web.forms import ChoiceField, Form, Needed
from exam_app.web.rendering import label


class PaperForm(Form):
    kind = ChoiceField(N_("Which paper"), N_("Choose which paper it is."))
    file = FileField(N_("File: PDF, JPEG or PNG"), [Needed(N_("Choose the file."))])

    def prepare(self) -> "PaperForm":
        self.kind.offer([(kind.value, label(kind)) for kind in PaperKind])
        return self


class PapersForm(Form):
    kind = ChoiceField(N_("Which paper"), N_("Choose which paper it is."))
    files = MultipleFileField(N_("Files: PDF, JPEG or PNG"), [Needed(N_("Choose the files."))])

    def prepare(self) -> "PapersForm":
        self.kind.offer([(kind.value, label(kind)) for kind in PaperKind])
        return self


def chosen_kind(form: PaperForm | PapersForm) -> PaperKind:
    return next(kind for kind in PaperKind if kind == form.kind.data)


def shown(paper: OpenedPaper) -> Response:
    """A picture, which is our own encoding, in the browser; a PDF, in which anything may be, as a file to save."""
    if paper.media_type is FileKind.JPEG:
        return Response(paper.content, mimetype=paper.media_type)
    name = quote(f"{paper.person_name} {label(paper.kind)}.pdf")
    disposition = f"attachment; filename*=UTF-8''{name}"
    return Response(paper.content, mimetype=paper.media_type, headers={"Content-Disposition": disposition})
