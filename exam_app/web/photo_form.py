"""The form of one photo, for whoever keeps people."""

from flask_wtf.file import FileField

from exam_app.terms import N_
from exam_app.web.forms import Form, Needed


class PhotoForm(Form):
    photo = FileField(N_("Photo, JPEG or PNG"), [Needed(N_("Choose the photo's file."))])
