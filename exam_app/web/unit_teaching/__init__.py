"""Pages of the teaching of a unit: the same behind the door of a training unit and of a guard unit.

Their addresses are relative to the door: ``url_for(".lesson")`` stays in the audience that the reader came through.
"""

from exam_app.web.audience import Audience
from exam_app.web.unit_teaching import flags, hours, lessons, teaching_staff

PAGES = (flags, hours, lessons, teaching_staff)


def register_all_on(audience: Audience) -> None:
    """Put all of them behind one door."""
    for pages in PAGES:
        pages.register_on(audience)
