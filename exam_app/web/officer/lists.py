"""The signed lists for the officer's device. They carry their own signatures; the device verifies them itself."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from exam_app.queries import certificates
from exam_app.web.officer import audience
from exam_app.work import Work


@audience.page("/lists/trust.json", polls=True)
def trust_list(work: Work) -> ResponseReturnValue:
    return jsonify(certificates.trust_document(work))


@audience.page("/lists/status.json", polls=True)
def status_list(work: Work) -> ResponseReturnValue:
    return jsonify(certificates.status_document(work))
