"""Practice by topic of a guard with a study card.

Nothing here touches the tables of examinations, and nothing of it is journalled: practice proves nothing.
"""

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Invalid
from exam_app.models import ItemVersion, PracticeAnswer
from exam_app.operations import operation
from exam_app.queries.items import stored_item
from exam_app.queries.papers import printed
from exam_app.queries.study import PRINT, study_item
from exam_app.work import Work


@operation(Permission.STUDY)
def answer_item(work: Work, digest: str, value: str) -> bool:
    """Keep the answer to a practice item, in letters as the study pages print them; returns whether it is right.

    Raises :class:`Invalid` for letters the item cannot have as an answer.
    """
    query = select(ItemVersion.document).where(ItemVersion.city_id == work.city_id, ItemVersion.digest == digest)
    item = study_item(printed(1, stored_item(work.found(work.one(query))), PRINT))
    if not item.accepts(value):
        raise Invalid("Choose an answer, then press “Check the answer”.")
    is_right = value == item.right_letters
    work.add(kept_answer(work, digest, item.topic, is_right=is_right, from_mock=False))
    return is_right


@operation(Permission.STUDY)
def kept_answer(work: Work, digest: str, topic: str, *, is_right: bool, from_mock: bool) -> PracticeAnswer:
    """An answer of who acts, not yet written."""
    return PracticeAnswer(
        city_id=work.city_id,
        id=work.new_id(),
        person_id=work.actor.person_id,
        digest=digest,
        topic=topic,
        right=is_right,
        from_mock=from_mock,
        answered_at=work.now,
    )
