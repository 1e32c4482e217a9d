"""No view without an audience."""

import pytest
from flask import Flask

from exam_app import create_app
from exam_app.actors import Role
from exam_app.web import AUDIENCES
from exam_app.web.audience import ENDPOINTS, RECORDING, Audience
from exam_app.work import Site

WITHOUT_AUDIENCE = {"static"}
"""Built files, the same for everybody."""


OF_NOBODY = {
    "employer.roster_template": "an empty form",
    "training.roster_template": "an empty form",
    "employer.roster_faults": "the own file with its faults, for who has just uploaded it",
    "training.roster_faults": "the own file with its faults, for who has just uploaded it",
    "office.fee_totals_file": "sums by examination",
}
"""Tables that leave without a trace, each with what makes it harmless."""


def strangers_door(app: Flask) -> set[str]:
    """Endpoints that no audience guards."""
    return {rule.endpoint for rule in app.url_map.iter_rules()} - set(ENDPOINTS) - WITHOUT_AUDIENCE


def test_every_endpoint_belongs_to_an_audience(app: Flask, sqlite_only: None) -> None:
    assert strangers_door(app) == set()


def test_a_view_registered_by_hand_is_found(site: Site, sqlite_only: None) -> None:
    app = create_app(site=site)
    app.add_url_rule("/planted", "planted", lambda: "open to all")
    assert strangers_door(app) == {"planted"}


def test_a_view_cannot_be_registered_with_route() -> None:
    with pytest.raises(TypeError, match="page"):
        Audience("planted", __name__, admits={Role.AUDITOR}, url_prefix="/x").route("/")


def test_a_page_cannot_admit_more_than_its_audience() -> None:
    with pytest.raises(TypeError, match="admits roles"):
        Audience("planted", __name__, admits={Role.AUDITOR}, url_prefix="/x").page("/", admits={Role.ISSUER})


def test_a_table_of_people_leaves_a_trace_when_it_leaves(app: Flask, sqlite_only: None) -> None:
    tables = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.endswith(".xlsx")}
    assert tables - RECORDING == set(OF_NOBODY)


def test_the_ten_audiences_are_the_doors() -> None:
    assert [audience.name for audience in AUDIENCES] == [
        "public",
        "applicant",
        "candidate",
        "invigilation",
        "training",
        "teaching",
        "employer",
        "office",
        "officer",
        "oversight",
    ]
