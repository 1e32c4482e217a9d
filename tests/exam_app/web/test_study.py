"""Study by anybody: topics, an answer with its law, nothing stored, nothing of the live pool."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from exam_app.actors import VISITOR
from exam_app.models import ItemVersion
from exam_app.operations import bank
from exam_app.queries.study import study_page, study_topics
from exam_app.work import Site, Work
from question_bank import ItemKind, Pool, shipped_bank
from question_bank.sources import shipped_sources
from tests.builders.bank import approved_items, entered_bank
from tests.cast import Cast
from tests.conftest import NOON
from tests.question_bank.builders import a_bank, an_item

REPEALED = next(law.code for law in shipped_sources().values() if law.valid_to is not None)
pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def reader(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    """Somebody at home, in front of the approved practice pool."""
    approved_items(site, cast, *Pool)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def first_of(site: Site, topic: str, kind: ItemKind):  # type: ignore[no-untyped-def]
    with Work.open(site, VISITOR, NOON, read_only=True) as work:
        items = study_page(work, topic, 1, size=100).items.rows
    return next(item for item in items if item.kind is kind)


def test_every_topic_stands_there_with_its_number_of_items(reader: FlaskClient, site: Site) -> None:
    page = reader.get("/study").text
    assert re.findall(r"/study/(T\d)", page) == [f"T{n}" for n in range(1, 10)]
    with Work.open(site, VISITOR, NOON, read_only=True) as work:
        assert sum(topic.items for topic in study_topics(work)) == len(shipped_bank(Pool.PRACTICE))


def test_a_visitor_reaches_no_live_and_no_unapproved_item(site: Site, cast: Cast) -> None:
    approved_items(site, cast, Pool.LIVE)
    entered_bank(site, cast, Pool.PRACTICE)
    with Work.open(site, VISITOR, NOON, read_only=True) as work:
        assert work.count(select(func.count()).select_from(ItemVersion)) == 0
        assert study_topics(work) == []


def test_ten_items_are_a_page(reader: FlaskClient) -> None:
    page = reader.get("/study/T2").text
    assert page.count('class="study-item"') == 10 and "1 to 10 of" in page
    assert 'id="item-11"' in reader.get("/study/T2?page=2").text


@pytest.mark.parametrize("kind", ItemKind)
def test_a_right_answer_shows_its_reason_and_its_law(reader: FlaskClient, site: Site, kind: ItemKind) -> None:
    item = first_of(site, "T2", kind)
    page = reader.get("/study/T2", query_string=asked(item, item.right_letters)).text
    solved = re.search(rf'id="item-{item.number}">(.*?)</li>\s*(?:<li class="study-item"|</ol>)', page, re.DOTALL)
    assert solved is not None
    assert '<span class="status-word">Right</span>' in solved[1]
    assert item.law in solved[1] and f"art. {item.article}" in solved[1]
    assert item.explanation in solved[1] and f"in force since {item.in_force_from}" in solved[1]
    assert "you chose it, wrong" not in solved[1]


def test_a_wrong_answer_shows_what_is_right(reader: FlaskClient, site: Site) -> None:
    item = first_of(site, "T2", ItemKind.SINGLE)
    wrong = next(choice.letter for choice in item.choices if not choice.is_right)
    page = reader.get("/study/T2", query_string=asked(item, wrong)).text
    assert '<span class="status-word">Wrong</span>' in page
    assert "you chose it, wrong" in page and '<span class="status-word">right answer</span>' in page


@pytest.mark.parametrize("value", ["", "E", "AB", "BA", "A" * 40])
def test_an_answer_the_item_cannot_have_is_asked_for_again(reader: FlaskClient, site: Site, value: str) -> None:
    item = first_of(site, "T2", ItemKind.SINGLE)
    query = {"page": (item.number - 1) // 10 + 1, "item": item.digest, "value": value}
    answer = reader.get("/study/T2", query_string=query)
    assert answer.status_code == 200
    assert "Choose an answer, then press" in answer.text and "status-word" not in answer.text


def test_an_item_of_repealed_law_is_not_studied(site: Site, cast: Cast) -> None:
    items = a_bank([an_item(1, pool=Pool.PRACTICE, law=REPEALED), an_item(2, pool=Pool.PRACTICE)], pool=Pool.PRACTICE)
    with Work.open(site, cast["he"], NOON) as work:
        bank.enter_items(work, items)
    with Work.open(site, cast["lin"], NOON) as work:
        bank.approve_items(work, list(items))
    with Work.open(site, VISITOR, NOON, read_only=True) as work:
        assert [topic.items for topic in study_topics(work)] == [1]


def test_what_is_not_there_is_not_found(reader: FlaskClient) -> None:
    assert reader.get("/study/T77").status_code == 404
    assert reader.get("/study/T2?page=x&item=no").status_code == 200
    assert reader.get("/study/T2?page=9999").status_code == 200


def test_without_a_pool_the_page_says_so(client: FlaskClient, cast: Cast) -> None:
    assert "还没有" in client.get("/study").text


def asked(item, value: str) -> dict[str, object]:  # type: ignore[no-untyped-def]
    return {"page": (item.number - 1) // 10 + 1, "item": item.digest, "value": list(value)}
