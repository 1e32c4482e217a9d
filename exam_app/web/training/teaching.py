"""The unit's lessons, class hours, trainers and rooms, and the questions about its records."""

from exam_app.web.training import audience
from exam_app.web.unit_teaching import register_all_on

register_all_on(audience)
