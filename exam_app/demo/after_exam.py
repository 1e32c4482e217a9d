"""After the finished examination: a key that one officer holds to be wrong and another has to look at."""

from exam_app.demo.world import World
from exam_app.operations import key_corrections
from exam_app.work import Work
from question_bank import ItemKind, Pool, RulingKind, shipped_bank

PROPOSED = 3


def look_back_on_it(world: World) -> None:
    """Arrange what waits at the city's desk."""
    calendar = world.calendar
    item = shipped_bank(Pool.LIVE).find("T2", ItemKind.SINGLE)[0]
    also_right = next(letter for letter in item.letters if letter not in item.key)

    def propose(work: Work) -> None:
        key_corrections.propose_key_correction(
            work,
            item.digest,
            RulingKind.OTHER_KEY,
            f"{item.key_letters}、{also_right}",
            f"考生反映{also_right}项按现行条文同样成立，经核对属实，两项均应得分。",
            f"考生意见〔{calendar.today.year}〕7号",
        )

    world.then(calendar.at(calendar.working_day(PROPOSED), 10), "he", propose)
