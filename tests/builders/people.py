"""People whom nobody employs or trains yet."""

from uuid import UUID

from exam_app.id_numbers import read_id_number
from exam_app.operations import people
from exam_app.work import Site, Work
from tests.cast import NOON, Cast, id_number

NAMES = ("王建国", "李秀英", "张伟", "刘玉兰")


def newcomers(site: Site, cast: Cast, count: int = 1, *, clerk: str = "ye", born: str = "19810312") -> list[UUID]:
    """So many people, entered by the clerk of a guard unit."""
    with Work.open(site, cast[clerk], NOON) as work:
        return [
            work.add(
                people.new_person(
                    work, name=NAMES[order % len(NAMES)], id_number=read_id_number(id_number(born, order + 1))
                )
            ).id
            for order in range(count)
        ]
