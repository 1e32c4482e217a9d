"""Every event that can be recorded is recorded somewhere, with all the facts its sentence needs."""

import ast
import re
from collections.abc import Iterable

from exam_app.journal import Tag
from tests.rules.source import attributes, calls, modules


def unused(tags: Iterable[str], sources: Iterable[tuple[str, ast.Module]]) -> set[str]:
    return set(tags) - {name for _, tree in sources for name in attributes(tree, "Tag")}


def test_every_tag_is_recorded_by_something() -> None:
    assert unused((tag.name for tag in Tag), modules("operations", "queries", "web", "work.py")) == set()


def test_a_tag_that_nothing_records_is_found() -> None:
    assert unused(["SIGNED_IN", "PLANTED"], [("planted.py", ast.parse("work.record(Tag.SIGNED_IN)"))]) == {"PLANTED"}


def missing_facts(sources: Iterable[tuple[str, ast.Module]]) -> list[str]:
    """Calls of ``record(Tag.X, …)`` that leave out a place of the tag's sentence."""
    found = []
    for name, tree in sources:
        for called, call in calls(tree):
            tag = call.args[0] if called == "record" and call.args else None
            if isinstance(tag, ast.Attribute) and tag.attr in Tag.__members__:
                places = set(re.findall(r"%\((\w+)\)s", Tag[tag.attr].label))
                given = {keyword.arg for keyword in call.keywords}
                if None not in given and places - given:
                    found.append(f"{name}: {tag.attr} lacks {sorted(places - given)}")
    return found


def test_every_record_carries_the_facts_of_its_sentence() -> None:
    assert missing_facts(modules("operations", "web", "work.py")) == []


def test_a_record_that_lacks_a_fact_is_found() -> None:
    planted = ast.parse("work.record(Tag.ROLE_GRANTED, 'account', id)")
    assert missing_facts([("planted.py", planted)]) == ["planted.py: ROLE_GRANTED lacks ['role']"]
