"""From an empty site to people at work, in pages; and everybody else at a closed door."""

import re
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.actors import Role, the_gate
from exam_app.models import Account, RoleGrant
from exam_app.operations import accounts
from exam_app.work import Site, Work
from tests.cast import CITY, Cast, enter, id_number
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")
PASSWORD = "four quiet cranes"


@pytest.fixture
def admin(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    enter(client, site, cast["wu"], NOON)
    english(client)
    return client


def english(client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["locale"] = "en"


def account_of(site: Site, cast: Cast, login: str) -> Account:
    with Work.open(site, cast["wu"], NOON, read_only=True) as work:
        return work.all(select(Account).where(Account.login == login))[0]


def grants_of(site: Site, cast: Cast, login: str) -> list[RoleGrant]:
    account = account_of(site, cast, login)
    with Work.open(site, cast["wu"], NOON, read_only=True) as work:
        return list(work.all(select(RoleGrant).where(RoleGrant.account_id == account.id).order_by(RoleGrant.id)))


def test_an_administrator_sets_an_empty_site_up_in_pages(app: Flask, client: FlaskClient, site: Site) -> None:
    with Work.open(site, the_gate(CITY), NOON) as work:
        code = accounts.set_up_site(
            work, authority_name="云川市公安局", person_name="吴刚", id_number=id_number("19800101"), login="wu"
        )
    english(client)
    entered = client.post("/first-password", data={"login": "wu", "code": code.lower(), "password": PASSWORD})
    assert entered.location == "/home"
    assert client.get("/home").location == "/office/accounts"
    assert "What to do first" in client.get("/office/places").text

    add(client, "counties", name="青溪县公安局", division_code="330301")
    county = choice_on(client, "/office/places/training-units/add", "青溪县公安局")
    add(client, "training-units", name="安卫学校", county_id=county, filing_number="")
    add(client, "centres", name="云川职教中心", address="学府路1号", directions="")
    centre = choice_on(client, "/office/places/rooms/add", "云川职教中心")
    add(client, "rooms", centre_id=centre, name="302室", rows="5", columns="6")
    assert "Add the unit first" in client.get("/office/places/posts/add").text
    add(client, "guard-units", name="磐石公司", county_id=county, kind="service_company", licence_number="2019-004")
    guard_unit = choice_on(client, "/office/places/posts/add", "磐石公司")
    add(client, "posts", name="东门", county_id=county, address="人民路9号", guard_unit_id=guard_unit)
    opened = client.post(
        "/office/accounts/open", data={"name": "李敏", "id_number": id_number("19850505"), "login": "Li.Min"}
    )
    first_code = re.search(r'<h1><span class="numbers">(\w{5} \w{5})</span></h1>', opened.text)
    assert opened.status_code == 200 and first_code and "shown once" in opened.text
    account_path = re.search(r"/office/accounts/[0-9a-f-]{36}", opened.text)
    assert account_path and first_code[1] not in client.get(account_path[0]).text

    grant = f"{account_path[0]}/grant?role=training_clerk"
    unit = choice_on(client, grant, "安卫学校")
    granted = client.post(grant, data={"place_id": unit, **day("starts_on", 2026, 11, 24), **day("ends_on")})
    assert granted.location == account_path[0]
    assert "What to do first" not in client.get("/office/places").text
    clerk = app.test_client()
    signed_in = clerk.post("/first-password", data={"login": "li.min", "code": first_code[1], "password": PASSWORD})
    assert signed_in.location == "/home"
    assert clerk.get("/home").location.startswith("/training")


def day(name: str, year: object = "", month: object = "", of_month: object = "") -> dict[str, object]:
    return {f"{name}-year": year, f"{name}-month": month, f"{name}-day": of_month}


def add(client: FlaskClient, place: str, /, **values: str) -> None:
    added = client.post(f"/office/places/{place}/add", data=values)
    assert (added.status_code, added.location) == (302, "/office/places"), added.text


def choice_on(client: FlaskClient, path: str, label: str) -> str:
    """The value of a radio by its visible label."""
    found = re.search(rf'value="([0-9a-f-]{{36}})"[^>]*>\s*<label[^>]*>{label}<', client.get(path).text)
    assert found, f"{label} is no choice on {path}"
    return found[1]


@pytest.mark.parametrize("path", ["accounts", "accounts/open", "places", "places/rooms/add"])
def test_nobody_but_an_administrator_reaches_administration(app: Flask, site: Site, cast: Cast, path: str) -> None:
    for who in ("li", "zhou", "he", "sun", "zhao", "qin", "ma"):
        browser = app.test_client()
        enter(browser, site, cast[who], NOON)
        assert browser.get(f"/office/{path}").status_code == 403, who


def test_a_visitor_is_sent_to_sign_in(client: FlaskClient, cast: Cast) -> None:
    assert client.get("/office/accounts").location == "/sign-in?next=/office/accounts"


def test_an_account_of_nowhere_is_not_found(admin: FlaskClient) -> None:
    for path in ("", "/grant?role=auditor", "/disable"):
        assert admin.get(f"/office/accounts/{uuid4()}{path}").status_code == 404
    assert admin.post(f"/office/accounts/{uuid4()}/code").status_code == 404
    assert admin.post(f"/office/accounts/{uuid4()}/roles/{uuid4()}/end").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Enter the name as on the identity card."),
        ("id_number", "1234", "An ID number has 18 characters; this one has 4. Check the card."),
        ("id_number", "330301198505050011", "The last place should be"),
        ("login", "a b", "Use 2 to 40 letters, digits, dots or hyphens, without spaces."),
        ("login", "LI", "This sign-in name is taken."),
    ],
)
def test_a_wrong_entry_comes_back_filled_with_its_sentence(
    admin: FlaskClient, site: Site, cast: Cast, field: str, value: str, sentence: str
) -> None:
    entered = {"name": "陈晨", "id_number": id_number("19900909", 5), "login": "chen", field: value}
    answer = admin.post("/office/accounts/open", data=entered)
    assert answer.status_code == 422
    assert sentence in answer.text
    for other, typed in entered.items():
        if other != field:
            assert f'value="{typed}"' in answer.text
    with Work.open(site, cast["wu"], NOON, read_only=True) as work:
        assert work.one(select(Account.id).where(Account.login == "chen")) is None


def test_a_name_is_shown_as_text_and_never_as_markup(admin: FlaskClient) -> None:
    opened = admin.post(
        "/office/accounts/open",
        data={"name": "<b>王</b>", "id_number": id_number("19900909", 5), "login": "wang"},
    )
    assert "<b>王" not in opened.text and "&lt;b&gt;王" in opened.text


def test_a_place_of_another_kind_is_no_choice(admin: FlaskClient, site: Site, cast: Cast) -> None:
    li = account_of(site, cast, "li")
    answer = admin.post(
        f"/office/accounts/{li.id}/grant?role=patrol_officer",
        data={"place_id": str(cast.anwei), **day("starts_on", 2026, 11, 24), **day("ends_on")},
    )
    assert answer.status_code == 422 and "Choose the place this role belongs to." in answer.text
    assert len(grants_of(site, cast, "li")) == 1


@pytest.mark.parametrize(
    ("ends", "sentence"),
    [
        ((2026, 2, 30), "There is no such day."),
        ((2026, "", ""), "Enter year, month and day."),
        ((2026, 11, 23), "Must not lie before"),
        (("soon", 1, 1), "Enter a whole number."),
    ],
)
def test_a_wrong_last_day_is_said_at_the_date(
    admin: FlaskClient, site: Site, cast: Cast, ends: tuple[object, ...], sentence: str
) -> None:
    li = account_of(site, cast, "li")
    answer = admin.post(
        f"/office/accounts/{li.id}/grant?role=auditor", data=day("starts_on", 2026, 11, 24) | day("ends_on", *ends)
    )
    assert answer.status_code == 422 and sentence in answer.text
    assert len(grants_of(site, cast, "li")) == 1


def test_a_role_is_not_granted_twice_at_one_place(admin: FlaskClient, site: Site, cast: Cast) -> None:
    ma = account_of(site, cast, "ma")
    answer = admin.post(
        f"/office/accounts/{ma.id}/grant?role=auditor", data=day("starts_on", 2026, 12, 1) | day("ends_on")
    )
    assert answer.status_code == 422 and "already" in answer.text
    assert len(grants_of(site, cast, "ma")) == 1


def test_a_role_nobody_gives_by_hand_is_not_found(admin: FlaskClient, site: Site, cast: Cast) -> None:
    li = account_of(site, cast, "li")
    for role in ("candidate", "gate", "", "king"):
        assert admin.get(f"/office/accounts/{li.id}/grant?role={role}").status_code == 404


def test_ending_a_role_signs_its_browsers_out(app: Flask, admin: FlaskClient, site: Site, cast: Cast) -> None:
    auditor = app.test_client()
    enter(auditor, site, cast["ma"], NOON)
    assert auditor.get("/oversight/people").status_code == 200
    (grant,) = grants_of(site, cast, "ma")
    admin.post(f"/office/accounts/{cast['ma'].account_id}/roles/{grant.id}/end")
    assert auditor.get("/oversight/people").status_code == 302
    assert not grants_of(site, cast, "ma")[0].in_force_on(NOON.date())


def test_ending_a_role_twice_does_not_lengthen_it(admin: FlaskClient, site: Site, cast: Cast, clock: object) -> None:
    (grant,) = grants_of(site, cast, "ma")
    for _ in range(2):
        admin.post(f"/office/accounts/{cast['ma'].account_id}/roles/{grant.id}/end")
    assert grants_of(site, cast, "ma")[0].ends_on.isoformat() == "2026-11-23"


def test_an_administrator_cannot_lock_the_own_door(admin: FlaskClient, site: Site, cast: Cast) -> None:
    own = cast["wu"].account_id
    (grant,) = grants_of(site, cast, "wu")
    assert admin.post(f"/office/accounts/{own}/roles/{grant.id}/end").status_code == 409
    assert admin.post(f"/office/accounts/{own}/disable").status_code == 409
    assert admin.get("/office/accounts").status_code == 200


def test_disabling_asks_first_and_then_closes_everything(
    app: Flask, admin: FlaskClient, site: Site, cast: Cast
) -> None:
    clerk = app.test_client()
    enter(clerk, site, cast["ma"], NOON)
    path = f"/office/accounts/{cast['ma'].account_id}"
    assert "cannot be taken back" in admin.get(f"{path}/disable").text
    assert clerk.get("/account").status_code == 200
    assert admin.post(f"{path}/disable").location == path
    assert clerk.get("/account").status_code == 302
    assert "This account is disabled" in admin.get(path).text
    assert admin.post(f"{path}/code").status_code == 409


def test_the_list_finds_by_the_beginning_of_a_name_and_by_role(admin: FlaskClient, cast: Cast) -> None:
    assert "1 account" in admin.get("/office/accounts?q=李").text
    assert "1 account" in admin.get("/office/accounts?q=QIN").text
    assert "2 accounts" in admin.get("/office/accounts?role=issuer").text
    assert "No account fits" in admin.get("/office/accounts?q=%25").text
    assert admin.get("/office/accounts?role=king").status_code == 404


def test_a_long_list_says_which_rows_it_shows(admin: FlaskClient, site: Site, cast: Cast) -> None:
    with Work.open(site, cast["wu"], NOON) as work:
        for order in range(20):
            accounts.open_account(
                work, name=f"某{order:02d}", id_number=id_number("19700707", 100 + order), login=f"someone{order}"
            )
    assert "1 to 25 of 37" in admin.get("/office/accounts").text
    assert "26 to 37 of 37" in admin.get("/office/accounts?page=2").text
    assert "26 to 37 of 37" in admin.get("/office/accounts?page=900").text
    assert "1 to 25 of 37" in admin.get("/office/accounts?page=x").text


def test_no_page_shows_a_whole_id_number(admin: FlaskClient, site: Site, cast: Cast) -> None:
    page = admin.get(f"/office/accounts/{cast['li'].account_id}").text
    assert "3303**********" in page and id_number("19850505", 1) not in page


def test_every_role_can_be_granted_where_it_belongs(admin: FlaskClient, site: Site, cast: Cast) -> None:
    path = f"/office/accounts/{cast['ma'].account_id}/grant?role="
    for role, place in (
        (Role.TRAINING_CLERK, cast.anwei),
        (Role.COUNTY_REVIEWER, cast.panshan),
        (Role.INVIGILATOR, cast.centre),
        (Role.PATROL_OFFICER, cast.qingxi),
        (Role.ISSUER, ""),
    ):
        data = {"place_id": str(place), **day("starts_on", 2026, 11, 24), **day("ends_on", 2027, 11, 23)}
        assert admin.post(path + role.value, data=data).status_code == 302
    assert len(grants_of(site, cast, "ma")) == 6


@pytest.mark.parametrize("kind", ["counties", "stations", "training-units", "centres", "rooms", "posts"])
def test_an_empty_form_says_what_to_enter(admin: FlaskClient, kind: str) -> None:
    answer = admin.post(f"/office/places/{kind}/add", data={})
    assert answer.status_code == 422 and "Something needs correcting" in answer.text


def test_rows_that_are_no_number_are_refused_in_our_words(admin: FlaskClient, cast: Cast) -> None:
    data = {"centre_id": str(cast.centre), "name": "9室", "rows": "many", "columns": "0"}
    answer = admin.post("/office/places/rooms/add", data=data)
    assert answer.status_code == 422 and "Enter a whole number." in answer.text and 'value="many"' in answer.text
