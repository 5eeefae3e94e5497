"""The one way in which a document leaves the service: to be kept, never to be run."""

from io import BytesIO

from flask import Response, send_file

from app.operations.documents import OpenedDocument


def attachment(opened: OpenedDocument) -> Response:
    answer = send_file(
        BytesIO(opened.content), opened.media_type, as_attachment=True,
        download_name=opened.filename, max_age=0,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    # Should a browser open it all the same, it opens alone and without scripts.
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
