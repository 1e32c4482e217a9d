"""The ledgers: how far each is signed, the key to verify them with, and each as a bundle to take away."""

from io import BytesIO
from uuid import UUID

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from exam_app.operations.ledgers import export_ledger
from exam_app.queries import ledgers as ledgers_query
from exam_app.terms import N_
from exam_app.web.forms import Form
from exam_app.web.oversight import audience
from exam_app.work import Work


@audience.page("/ledgers", menu=N_("Ledgers"))
def ledgers(work: Work) -> ResponseReturnValue:
    page = request.args.get("page", 1, type=int) or 1
    found = ledgers_query.ledgers(work, page)
    return render_template("oversight/ledgers/ledgers.html", ledgers=found, form=Form())


@audience.page("/ledgers/<uuid:ledger_id>/bundle", methods=("POST",), records=True)
def ledger_bundle(work: Work, ledger_id: UUID) -> ResponseReturnValue:
    made = export_ledger(work, ledger_id)
    return send_file(
        BytesIO(made.content), mimetype="application/zip", as_attachment=True, download_name=made.file_name
    )


@audience.page("/ledgers/<uuid:ledger_id>/room-key.txt")
def room_key(work: Work, ledger_id: UUID) -> ResponseReturnValue:
    """What the city says of the key of a room; nothing in it is secret."""
    file = ledgers_query.statements_of_room(work, ledger_id)
    return Response(file, mimetype="text/plain", headers={"Content-Disposition": "attachment; filename=room-key.txt"})
