"""What the site says about itself: accessibility and personal data."""

from flask import render_template
from flask.typing import ResponseReturnValue

from exam_app.actors import Role
from exam_app.web.public import audience
from exam_app.work import Work


@audience.page("/accessibility", admits={Role.PUBLIC})
def accessibility(work: Work) -> ResponseReturnValue:
    return render_template("public/accessibility.html")


@audience.page("/privacy", admits={Role.PUBLIC})
def privacy(work: Work) -> ResponseReturnValue:
    return render_template("public/privacy.html")
