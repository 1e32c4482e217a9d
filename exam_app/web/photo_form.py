"""The form of one photo, for whoever keeps people, and what is said when it is stored."""

from collections.abc import Sequence

from flask import flash
from flask_babel import gettext
from flask_wtf.file import FileField

from exam_app.terms import N_, PhotoRemark
from exam_app.web.forms import Form, Needed


class PhotoForm(Form):
    photo = FileField(N_("Photo, JPEG or PNG"), [Needed(N_("Choose the photo's file."))])


def say_stored(remarks: Sequence[PhotoRemark]) -> None:
    """That the photo is stored, and what would be better in another one."""
    if not remarks:
        flash(gettext("The photo is stored."), "done")
        return
    advice = " ".join(gettext(remark.label) for remark in remarks)
    flash(gettext("The photo is stored, but a better one would help: %(advice)s", advice=advice), "needs-you")
