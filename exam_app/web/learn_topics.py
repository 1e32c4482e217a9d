"""The topics to learn after a result, named in the reader's language."""

from functools import lru_cache

from flask_babel import get_locale

from exam_app.queries.results import ReleasedResult
from question_bank.topics import shipped_topics


def topics_to_learn(result: ReleasedResult | None) -> list[dict[str, object]]:
    """Name, right answers and questions asked of each weak topic, the weakest first."""
    if result is None:
        return []
    language = str(get_locale()).replace("_", "-")
    return [
        {"name": _topic_names()[topic.code][language], "right": topic.right, "asked": topic.asked}
        for topic in result.topics_to_learn
    ]


@lru_cache(maxsize=1)
def _topic_names() -> dict[str, dict[str, str]]:
    return {code: dict(topic.names) for code, topic in shipped_topics().items()}
