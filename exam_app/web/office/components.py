"""Components at the city's desk: what an examination asks besides the theory, and who marks it."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import BooleanField

from exam_app.actors import Role
from exam_app.errors import TooEarly
from exam_app.operations import components as acts
from exam_app.queries.components import PartLine, part_lines
from exam_app.queries.scheduling import InvigilatorChoice, invigilators_to_choose, session_plan
from exam_app.queries.scoring_sheets import sheet_values
from exam_app.scoring import Scale
from exam_app.terms import N_, ComponentKind
from exam_app.web.forms import ChoiceField, Form, Needed, NumberField
from exam_app.web.office import audience
from exam_app.web.rendering import label
from exam_app.web.score_papers import sheets_pdf
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}
KINDS = {kind.value: kind for kind in ComponentKind if kind is not ComponentKind.THEORY}
USUAL = {"full_mark": 100, "pass_mark": 60, "limit_percent": 10, "is_required": True}
NOBODY = "nobody"


class ComponentForm(Form):
    kind = ChoiceField(N_("Which component?"), N_("Choose the component."))
    full_mark = NumberField(N_("Full marks"), [Needed(N_("Enter the full marks."))])
    pass_mark = NumberField(N_("Points to pass"), [Needed(N_("Enter the points to pass."))])
    limit_percent = NumberField(
        N_("Two examiners may differ by so many percent of the full marks"), [Needed(N_("Enter the percentage."))]
    )
    is_required = BooleanField(N_("Nobody passes without it"))

    def prepare(self) -> "ComponentForm":
        self.kind.offer([(kind.value, label(kind)) for kind in KINDS.values()])
        return self

    @property
    def scale(self) -> Scale:
        return Scale(self.full_mark.data or 0, self.pass_mark.data or 0, self.limit_percent.data or 0)


class ExaminersForm(Form):
    """One choice for each place; the third may stay open."""

    first = ChoiceField(N_("First examiner"), N_("Choose the first examiner."))
    second = ChoiceField(N_("Second examiner"), N_("Choose the second examiner."))
    third = ChoiceField(N_("Third examiner, where the two differ"), N_("Choose a third examiner, or nobody yet."))

    def prepare(self, part: PartLine, people: list[InvigilatorChoice]) -> "ExaminersForm":
        known = [(str(each.person_id), each.name) for each in people]
        holders = {each.place: str(each.person_id) for each in part.examiners}
        for place, field in enumerate((self.first, self.second, self.third), start=1):
            field.offer([*known, *([(NOBODY, gettext("Nobody yet"))] if place == 3 else [])])
            if not self.is_submitted():
                field.data = holders.get(place, NOBODY if place == 3 else None)
        return self

    @property
    def chosen(self) -> list[tuple[int, UUID]]:
        fields = enumerate((self.first, self.second, self.third), start=1)
        return [(place, UUID(field.data)) for place, field in fields if field.data != NOBODY]


@audience.page("/exam-sessions/<uuid:exam_session_id>/components", methods=("GET", "POST"), admits=CITY)
def exam_components(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    """What is asked besides the theory; more can be added until the examination is published."""
    plan = session_plan(work, exam_session_id)
    form = (ComponentForm(data=USUAL) if plan.is_planned else ComponentForm()).prepare()

    def offer() -> None:
        kind = KINDS[form.kind.data]
        acts.offer_component(work, exam_session_id, kind, form.scale, is_required=bool(form.is_required.data))

    if form.carries_out(offer):
        flash(gettext("The component is added. Next: assign its examiners."), "done")
        return redirect(url_for("office.exam_components", exam_session_id=exam_session_id))
    page = render_template(
        "office/components/exam_components.html", plan=plan, form=form, parts=part_lines(work, exam_session_id)
    )
    return page, 422 if form.errors else 200


@audience.page(
    "/exam-sessions/<uuid:exam_session_id>/components/<uuid:component_id>/drop", methods=("POST",), admits=CITY
)
def drop_component(work: Work, exam_session_id: UUID, component_id: UUID) -> ResponseReturnValue:
    acts.drop_component(work, component_id)
    flash(gettext("The component was taken out."), "done")
    return redirect(url_for("office.exam_components", exam_session_id=exam_session_id))


@audience.page(
    "/exam-sessions/<uuid:exam_session_id>/components/<uuid:component_id>", methods=("GET", "POST"), admits=CITY
)
def component_examiners(work: Work, exam_session_id: UUID, component_id: UUID) -> ResponseReturnValue:
    plan = session_plan(work, exam_session_id)
    part = work.found(next((each for each in part_lines(work, exam_session_id) if each.id == component_id), None))
    form = ExaminersForm().prepare(part, list(invigilators_to_choose(work, exam_session_id)))

    def assign() -> None:
        for place, person_id in form.chosen:
            acts.assign_examiner(work, component_id, place, person_id)

    if form.carries_out(assign):
        flash(gettext("The examiners are assigned."), "done")
        return redirect(url_for("office.exam_components", exam_session_id=exam_session_id))
    page = render_template("office/components/component_examiners.html", plan=plan, part=part, form=form)
    return page, 422 if form.errors else 200


# -- on paper -------------------------------------------------------------------------------------------------------


@audience.page("/exam-sessions/<uuid:exam_session_id>/components/<uuid:component_id>/sheet.pdf", admits=CITY)
def blank_scoring_sheet(work: Work, exam_session_id: UUID, component_id: UUID) -> ResponseReturnValue:
    """To write on: the candidates of each room, and room for two examiners and a third."""
    work.found(next((each for each in part_lines(work, exam_session_id) if each.id == component_id), None))
    return sheets_pdf(sheet_values(work, component_id), work.now)


@audience.page("/exam-sessions/<uuid:exam_session_id>/components/<uuid:component_id>/marks.pdf", admits=CITY)
def filled_scoring_sheet(work: Work, exam_session_id: UUID, component_id: UUID) -> ResponseReturnValue:
    """Every mark, the difference and the result, for the files; only of an examination that is over."""
    work.found(next((each for each in part_lines(work, exam_session_id) if each.id == component_id), None))
    values = sheet_values(work, component_id, filled=True)
    if not values.is_filled:
        raise TooEarly(N_("The examination is not closed. The sheet with the marks is printed when it is."))
    return sheets_pdf(values, work.now)
