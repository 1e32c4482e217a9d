"""A pack that is being drawn beside the requests: started, watched, fetched once by whoever ordered it."""

from collections.abc import Callable, Sequence

from flask import Response, flash
from flask_babel import gettext

from exam_app.application_documents import application_forms
from exam_app.errors import NotFound
from exam_app.operations.application_prints import PrintedForm
from exam_app.terms import N_
from exam_app.web.application_prints import pack
from exam_app.web.background import Job, Progress
from exam_app.web.house import house
from exam_app.work import Work


def pack_key(work: Work, of: str) -> str:
    """Of one account: nobody fetches what somebody else ordered."""
    return f"pack:{work.actor.account_id}:{of}"


def start_pack(work: Work, key: str, printed: Sequence[PrintedForm], what: str) -> None:
    """Word it now, in the reader's language, and draw it beside the request once all that was read is on record."""
    people, words, cover = pack(printed, what, work.actor.place_name, work.now)

    def draw(progress: Progress) -> bytes:
        progress(1, 2)
        return application_forms(people, words, cover)

    start_drawing(work, key, draw)


def start_drawing(work: Work, key: str, draw: Callable[[Progress], bytes]) -> None:
    """Draw a file beside the requests, once everything is kept; what was drawn under this key before is forgotten."""
    background = house().background
    background.forget(key)
    work.after_commit(lambda: background.start(key, draw))


def pack_job(
    key: str, failed: str = N_("The pack could not be drawn. Leave out the last papers and try again.")
) -> Job | None:
    """How far it is; one that failed is said once and forgotten."""
    background = house().background
    job = background.job(key)
    if job is not None and job.failed:
        background.forget(key)
        flash(gettext(failed), "refused")
        return None
    return job


def fetched(key: str, name: str, gone: str = N_("The pack is not here any more. Bind it again.")) -> Response:
    """The drawn file; raises :class:`NotFound` when there is none any more."""
    job = house().background.job(key)
    if job is None or not isinstance(job.result, bytes):
        raise NotFound(gone)
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Response(job.result, mimetype="application/pdf", headers=headers)
