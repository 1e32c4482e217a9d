"""Study by anybody: the practice pool by topic. Answers travel in the address and are kept nowhere."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from exam_app.actors import Role
from exam_app.queries.study import study_page, study_topics
from exam_app.web.public import audience
from exam_app.web.study_form import answered_item
from exam_app.work import Work


@audience.page("/study", admits={Role.PUBLIC})
def study(work: Work) -> ResponseReturnValue:
    """The topics, and the way in for those with a study card."""
    return render_template("public/study/study.html", topics=study_topics(work))


@audience.page("/study/<topic>", admits={Role.PUBLIC})
def study_topic(work: Work, topic: str) -> ResponseReturnValue:
    """Ten items of a topic, each a form of its own; the one that was answered shows its law."""
    page = study_page(work, topic, request.args.get("page", 1, type=int) or 1)
    answered = answered_item(page.items.rows, request.args.get("item"), request.args.getlist("value"))
    return render_template("public/study/study_topic.html", page=page, answered=answered)
