"""The oversight audience: looks at everything, changes nothing, and every look at a person is recorded."""

from exam_app.actors import Role
from exam_app.web.audience import Audience

audience = Audience("oversight", __name__, admits={Role.AUDITOR}, url_prefix="/oversight")

from exam_app.web.oversight import attempts, conformance, fees, ledgers, people, units, witnesses  # noqa: E402, F401  - registers the pages on the audience
