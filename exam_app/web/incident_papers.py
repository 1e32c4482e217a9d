"""Photos and voice notes of incidents as responses, the same for every desk."""

from flask import Response

from exam_app.operations.incidents import OpenedFile


def shown(file: OpenedFile) -> Response:
    """In the browser, which shows or plays it and guesses no other kind from its bytes."""
    headers = {"Content-Disposition": "inline", "Cache-Control": "no-store"}
    return Response(file.content, mimetype=file.media_type, headers=headers)
