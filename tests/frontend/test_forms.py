"""The form layer: label, hint, error, box, each linked to the next."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FileField,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from tests.frontend.conftest import Element

Render = Callable[..., Element]


class Birthday(Form):
    year = StringField("Year")
    month = StringField("Month")
    day = StringField("Day", [InputRequired("Enter the day.")])


class Registration(Form):
    token = HiddenField()
    name = StringField("Name", [InputRequired("Enter the name.")])
    id_number = StringField("ID number", [InputRequired("Enter all 18 characters.")])
    born = FormField(Birthday, "Born")
    kind = SelectField(
        "Kind", [InputRequired("Choose a kind.")], choices=[SelectChoice("new", "New"), SelectChoice("resit", "Resit")]
    )
    unit = SelectField("Unit", choices=[SelectChoice(str(number), f"Unit {number}") for number in range(6)])
    papers = SelectMultipleField("Papers", choices=[SelectChoice("m", "Medical"), SelectChoice("s", "School")])
    photo = FileField("Photo", [InputRequired("Add a photo.")])
    note = TextAreaField("Note")
    seen = BooleanField("I saw the originals")


@pytest.fixture
def refused() -> Registration:
    form = Registration(MultiDict({"name": "", "unit": "1", "token": "t"}))
    assert not form.validate()
    return form


def field(render: Render, form: Form, name: str, arguments: str = "") -> Element:
    return render("forms", f"{{{{ part.field(form.{name}{arguments}) }}}}", form=form)


def test_hint_and_error_are_both_linked_to_the_box(render: Render, refused: Registration) -> None:
    html = field(render, refused, "name", ", hint='As on the card'")

    box = html.one("input")
    described = [html.one(id=name).text for name in box["aria-describedby"].split()]
    assert described == ["As on the card", "Error: Enter the name."]
    assert box["aria-invalid"] == "true"


def test_label_hint_error_and_box_stand_in_this_order(render: Render, refused: Registration) -> None:
    html = field(render, refused, "name", ", hint='As on the card'")

    assert [child.tag for child in html.one(class_="field").children] == ["label", "p", "p", "input"]
    assert html.one("label")["for"] == html.one("input")["id"]


def test_a_field_without_hint_or_error_points_nowhere(render: Render) -> None:
    box = field(render, Registration(), "name").one("input")

    assert "aria-describedby" not in box.attributes
    assert "aria-invalid" not in box.attributes


@pytest.mark.parametrize(("name", "tag", "kind"), [("kind", "input", "radio"), ("papers", "input", "checkbox")])
def test_a_few_options_are_all_in_sight(render: Render, refused: Registration, name: str, tag: str, kind: str) -> None:
    html = field(render, refused, name, ", hint='Choose'")

    options = html.all(tag, type=kind)
    assert len(options) == 2
    assert all(html.one("label", **{"for": option["id"]}).text for option in options)
    assert f"{name}-hint" in html.one("fieldset")["aria-describedby"].split()


def test_more_than_five_options_become_a_list(render: Render) -> None:
    assert len(field(render, Registration(), "unit").one("select").all("option")) == 6


def test_the_chosen_option_stays_chosen(render: Render) -> None:
    html = field(render, Registration(MultiDict({"kind": "resit"})), "kind")

    assert [option["value"] for option in html.all("input") if "checked" in option.attributes] == ["resit"]


def test_a_date_is_three_labelled_boxes_and_no_native_one(render: Render, refused: Registration) -> None:
    html = field(render, refused, "born", ", hint='For example 1979 3 12'")

    assert [label.text for label in html.all("label")] == ["Year", "Month", "Day"]
    assert {box["type"] for box in html.all("input")} == {"text"}
    assert {box["inputmode"] for box in html.all("input")} == {"numeric"}
    assert html.one("fieldset")["aria-describedby"] == "born-hint born-error"
    assert html.one(id="born-error").text == "Error: Enter the day."


def test_a_file_box_has_our_own_words(render: Render) -> None:
    html = field(render, Registration(), "photo")

    assert html.one("label").text == "Photo"
    assert html.one(class_="btn").text == "Choose a file"


def test_an_id_number_box_takes_any_paste_and_brings_its_sentences(render: Render) -> None:
    html = field(render, Registration(), "id_number", ", kind='id-number'")

    assert "data-id-number" in html.one("input").attributes
    assert "maxlength" not in html.one("input").attributes
    assert "{expected}" in html.one(class_="field-note")["data-wrong"]


def test_the_summary_says_the_same_words_as_the_fields(render: Render, refused: Registration) -> None:
    summary = render("forms", "{{ part.error_summary(form) }}", form=refused).one(class_="error-summary")
    fields = "".join(f"{{{{ part.field(form.{name}) }}}}" for name in ("name", "id_number", "born", "kind", "photo"))
    page = render("forms", fields, form=refused)

    at_fields = [error.text.removeprefix("Error: ") for error in page.all(class_="field-error")]
    assert [link.text for link in summary.all("a")] == at_fields
    assert summary["tabindex"] == "-1"


def test_every_link_of_the_summary_leads_to_a_box(render: Render, refused: Registration) -> None:
    summary = render("forms", "{{ part.error_summary(form) }}", form=refused)
    fields = "".join(f"{{{{ part.field(form.{name}) }}}}" for name in ("name", "id_number", "born", "kind", "photo"))
    page = render("forms", fields, form=refused)

    for link in summary.all("a"):
        assert page.one(id=link["href"].removeprefix("#")).tag in ("input", "select", "textarea")


def test_a_form_without_errors_has_no_summary(render: Render) -> None:
    assert render("forms", "{{ part.error_summary(form) }}", form=Registration()).children == []


def test_errors_of_the_whole_form_are_in_the_summary(render: Render, refused: Registration) -> None:
    refused.form_errors.append("Name or password is wrong.")

    summary = render("forms", "{{ part.error_summary(form) }}", form=refused)

    assert "Name or password is wrong." in [item.text for item in summary.all("li")]


def test_hidden_fields_are_only_in_csrf(render: Render) -> None:
    form = Registration(MultiDict({"token": "t"}))

    assert [box["name"] for box in render("forms", "{{ part.csrf(form) }}", form=form).all("input")] == ["token"]


@pytest.mark.parametrize("name", ["name", "note", "seen", "kind", "unit", "papers", "photo", "born"])
def test_what_a_person_typed_is_text_and_never_markup(render: Render, name: str) -> None:
    evil: dict[str, Any] = {"name": "<script>", "note": "</textarea><b>", "born-day": '"><i>', "kind": "'><u>"}

    html = field(render, Registration(MultiDict(evil)), name, ", hint='<em>'")

    assert not html.all("script") and not html.all("b") and not html.all("i") and not html.all("u")
    assert not html.all("em")
