"""The shared drawings of things: status, tables, people, seats, verdicts, the exam screen, the skeletons."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from wtforms import Form, StringField
from wtforms.validators import InputRequired

from exam_app.queries.sittings import ChoiceLine, SlotLine
from exam_app.web.candidate.slot_forms import fill_slots
from question_bank import ItemKind
from tests.frontend.conftest import Element, read

Render = Callable[..., Element]
STATES = ("done", "needs-you", "refused", "waiting", "working", "not-applicable", "raised-hand")


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_shape_and_word(render: Render, state: str) -> None:
    status = render("status", "{{ part.status(state, 'Word') }}", state=state).one(class_="status")

    assert status["data-state"] == state
    assert status.one("svg")["aria-hidden"] == "true"
    assert status.text == "Word"


def test_no_two_states_share_a_shape(render: Render) -> None:
    drawn = {render("status", "{{ part.mark(state) }}", state=state).one("path")["d"] for state in STATES}

    assert len(drawn) == len(STATES)


PARTS = st.lists(st.tuples(st.sampled_from(STATES), st.integers(0, 100_000)), min_size=1, max_size=6)


@given(counts=PARTS)
def test_the_parts_of_a_bar_fill_it_once_and_none_is_lost(
    environment: Environment, counts: list[tuple[str, int]]
) -> None:
    parts = [{"state": state, "label": state, "count": count, "url": None} for state, count in counts]
    source = "{% from '_parts/status.html' import status_bar %}{{ status_bar(parts) }}"
    html = read(environment.from_string(source).render(parts=parts))

    bars = [
        (float(part["x"].rstrip("%")), float(part["width"].rstrip("%")))
        for part in html.all("svg")
        if "x" in part.attributes
    ]
    assert len(bars) == sum(1 for _, count in counts if count)
    assert all(width >= 1.5 for _, width in bars)
    assert all(abs(x + width - following) < 0.1 for (x, width), (following, _) in pairwise(bars))
    if bars:
        assert abs(sum(width for _, width in bars) - 100) < 0.1


def test_the_legend_names_every_part_and_its_count(render: Render) -> None:
    parts = [
        {"state": "done", "label": "Passed", "count": 52, "url": "/passed"},
        {"state": "refused", "label": "Refused", "count": 0, "url": None},
    ]
    html = render("status", "{{ part.status_bar(parts, '52 in all') }}", parts=parts)

    assert [item.text for item in html.one(class_="legend").all("li")] == ["Passed 52", "Refused 0", "52 in all"]
    assert html.one("a")["href"] == "/passed"


def test_a_cell_on_a_phone_is_led_by_its_column(render: Render) -> None:
    source = """{% set columns = {"name": "Name", "score": "Score", "act": ""} %}
    {% call(row) part.table("People", columns, rows, numbers=["score"]) %}
    {{ part.cell(columns.name, row[0], head=true) }}{{ part.cell(columns.score, row[1], "number") }}
    {{ part.cell(columns.act, part.link("See", "#", row[0]), "action") }}{% endcall %}"""
    html = render("table", source, rows=[("Lin <b>", 78)])

    assert [heading.text for heading in html.all("th", scope="col")] == ["Name", "Score"]
    assert html.one("th", scope="row").text == "Lin <b>"
    assert [(cell["data-label"], cell.text) for cell in html.all("td") if "data-label" in cell.attributes] == [
        ("Score", "78"),
        ("", "See Lin <b>"),
    ]
    assert html.one("caption").text == "People"


def test_the_pager_offers_only_pages_that_exist(render: Render) -> None:
    listing = {"first_row": 1, "last_row": 50, "total": "1,204", "previous_url": None, "next_url": "?page=2"}
    html = render("pager", "{{ part.pager(listing, 'Pages of people') }}", listing=listing)

    assert [link["rel"] for link in html.all("a")] == ["next"]
    assert html.one("p").text == "1 to 50 of 1,204"


def test_a_list_of_nothing_has_no_pages(render: Render) -> None:
    listing = {"first_row": 0, "last_row": 0, "total": 0, "previous_url": None, "next_url": None}
    assert render("pager", "{{ part.pager(listing, 'Pages of people') }}", listing=listing).all("nav") == []


def test_a_task_says_what_its_button_is_about(render: Render) -> None:
    html = render("tasks", "{{ part.task('needs-you', '3 ID numbers', none, 'Repair', '/repair', due='11-23') }}")

    assert html.one("a").text == "Repair 3 ID numbers"
    assert html.one(class_="task-due").text == "11-23"


def test_the_life_line_keeps_staff_names_from_those_who_get_none(render: Render) -> None:
    stage = {"state": "done", "name": "Exam", "when": "12-01", "what": "78", "organ": "Centre", "staff": None}
    html = render("person", "{{ part.life_line([stage], 'Stages') }}", stage=stage)

    assert html.one("ol")["aria-label"] == "Stages"
    assert html.one("li").text == "Exam 12-01 78 Centre"


def test_a_person_without_photo_is_said_to_have_none(render: Render) -> None:
    html = render("person", "{{ part.person_head('Lin', [('ID', '3399')]) }}")

    assert html.one("svg")["aria-label"] == "No photo"
    assert html.one("h1").text == "Lin"


def test_the_room_is_drawn_as_it_stands(render: Render) -> None:
    def seat(number: int, state: str = "working") -> dict[str, object]:
        return {
            "number": number,
            "name": "Lin",
            "state": state,
            "word": "Question 4",
            "url": f"/{number}",
            "shape": None,
        }

    banks = [[[seat(1), seat(2)], [None, seat(3, "alarm")]], [[seat(4)]]]
    html = render("seats", "{{ part.seat_map(banks, 'Desk', 'Room 302') }}", banks=banks)

    columns = [
        [child.text.split()[0] if child.text else "" for child in column.children]
        for column in html.all("ul", class_="seat-column")
    ]
    assert columns == [["1", "2"], ["", "3"], ["4"]]
    assert len(html.all(class_="seat-aisle")) == 1
    assert html.one("a", data_state="alarm").all("path")[0]["d"]


@pytest.mark.parametrize("kind", ["valid", "ended", "check", "unreadable"])
def test_each_verdict_has_its_own_shape_and_a_word(render: Render, kind: str) -> None:
    source = (
        "{% call part.verdict_screen(kind, 'Word', 'List of 02:10') %}<button type='button'>Next</button>{% endcall %}"
    )
    screen = render("verdict", source, kind=kind).one("section")

    assert screen["data-verdict"] == kind
    assert screen.one("svg", data_shape=kind)
    assert screen.one("h1").text == "Word"


def test_nobody_is_named_before_the_script_has_checked_the_signature(render: Render) -> None:
    screen = render("verdict", "{% call part.verdict_screen() %}{% endcall %}").one("section")

    person = screen.one(data_slot="person")
    assert "hidden" in person.attributes
    assert person.text == ""
    assert screen["data-verdict"] == "unreadable"


def test_a_question_is_a_plain_form_that_posts_itself(render: Render) -> None:
    choices = [ChoiceLine(letter, f"Choice {letter}", letter == "B") for letter in "ABCD"]
    line = SlotLine(37, ItemKind.SINGLE, "What first?", choices, "B", False)
    source = "{{ fill_slots([line], part.slot_pattern, headings, '/save', 'signed', 'en') }}"
    headings = {"single": "Question {number}"}
    form = render("exam", source, line=line, headings=headings, fill_slots=fill_slots).one("form")

    assert (form["id"], form["method"], form["action"]) == ("slot-37", "post", "/save")
    assert [box["value"] for box in form.all("input", type="radio")] == list("ABCD")
    assert [box["value"] for box in form.all("input") if "checked" in box.attributes] == ["B"]
    assert form.one("button", data_act="save")["type"] == "submit"
    assert (form.one("button", data_act="mark")["name"], form.one("button", data_act="mark")["value"]) == ("mark", "1")
    assert form.one("legend").text == "Question 37 What first?"
    assert form.one("input", name="csrf_token")["value"] == "signed"


def test_every_cell_of_the_panel_leads_to_its_question_and_says_its_state(render: Render) -> None:
    cells = [
        {"slot": slot, "answered": slot < 3, "marked": slot == 2, "said": f"Question {slot}"} for slot in (1, 2, 3)
    ]
    html = render("exam", "{{ part.answer_panel(cells, 'Answer panel', '/check') }}", cells=cells)

    drawn = [
        (cell["id"], cell["href"], cell["data-state"], cell["data-marked"], cell["aria-label"])
        for cell in html.all(class_="cell")
    ]
    assert drawn == [
        ("cell-1", "#slot-1", "answered", "false", "Question 1"),
        ("cell-2", "#slot-2", "answered", "true", "Question 2"),
        ("cell-3", "#slot-3", "empty", "false", "Question 3"),
    ]


class Named(Form):
    name = StringField("Name", [InputRequired("Enter the name.")])


def test_a_desk_page_has_one_h1_a_title_and_a_way_past_the_navigation(page: Render) -> None:
    html = page("page", "{% block heading %}7 of 83 <b>need</b> you{% endblock %}")

    assert html.one("h1").text == "7 of 83 you need"
    assert html.one("title").text == "7 of 83 need you - Watchword"
    assert html.one(id=html.one(class_="skip-link")["href"].removeprefix("#")).tag == "main"
    assert html.one("html")["data-size"] == "standard"


def test_the_title_of_a_refused_form_says_so_first(page: Render) -> None:
    form = Named()
    assert not form.validate()

    for skeleton, block in (("page", "heading"), ("exam", "title")):
        html = page(skeleton, f"{{% block {block} %}}Register{{% endblock %}}", form=form)
        assert html.one("title").text.startswith("Error: Register")


def test_a_page_without_a_primary_act_has_no_empty_bar(page: Render) -> None:
    assert page("page", "{% block heading %}H{% endblock %}").all(class_="page-action") == []
    with_act = page(
        "page", "{% block heading %}H{% endblock %}{% block action %}<a class='btn' href='#'>Go</a>{% endblock %}"
    )
    assert with_act.one(class_="page-action").text == "Go"


def test_size_language_and_contrast_are_forms_that_come_back_here(page: Render) -> None:
    html = page("page", "{% block heading %}H{% endblock %}", display_size="large", contrast="high")

    forms = html.all("form", action="/public.preferences")
    names = {button["name"] for form in forms for button in form.all("button")}
    assert names == {"size", "locale", "contrast"}
    assert {form.one("input", name="back")["value"] for form in forms} == {"/here"}
    assert {button["value"] for button in html.all("button", aria_pressed="true")} == {"large", "zh_Hans", "high"}


def test_the_navigation_says_where_one_is_and_what_waits(page: Render) -> None:
    navigation = [
        {"label": "Desk", "url": "/", "current": True, "count": None},
        {"label": "Import", "url": "/import", "current": False, "count": 3},
    ]
    viewer = {"name": "Li Min", "roles": [], "actor": {"role": "Clerk"}, "place_name": "School"}
    html = page("page", "{% block heading %}H{% endblock %}", navigation=navigation, viewer=viewer)

    beside, _folded = html.all(class_="site-nav")[::-1]
    assert [link.text for link in beside.all("a")] == ["Desk", "Import 3 to do"]
    assert beside.one("a", aria_current="page").text == "Desk"
    assert {form["method"] for form in html.all("form", action="/public.sign_out")} == {"post"}


def test_the_bare_skeleton_has_no_navigation_and_no_desk_files(page: Render) -> None:
    html = page("exam", "{% block title %}Question 37{% endblock %}{% block content %}<h1>37</h1>{% endblock %}")

    assert html.all("nav") == []
    assert [link["href"] for link in html.all("link", rel="stylesheet")] == ["/static/dist/exam.css"]
    assert [script["src"] for script in html.all("script")] == ["/static/dist/exam.js"]


def test_a_printed_sheet_says_who_and_when(page: Render) -> None:
    html = page(
        "print", "{% block title %}Seat plan{% endblock %}", unit_name="County office", printed_at="2026-11-25 14:06"
    )

    assert "County office" in html.one("header").text
    assert html.one("footer").text == "Printed 2026-11-25 14:06"
