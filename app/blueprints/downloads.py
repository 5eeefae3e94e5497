"""The ways in which a file leaves the service: to be kept, never to be run."""

from collections.abc import Iterator
from io import BytesIO
from itertools import chain

from flask import Response, send_file

from app.operations.documents import OpenedDocument


def attachment(opened: OpenedDocument) -> Response:
    answer = send_file(
        BytesIO(opened.content), opened.media_type, as_attachment=True,
        download_name=opened.filename, max_age=0,
    )  # fmt: skip
    return _alone(answer)


def streamed(content: Iterator[bytes], media_type: str, filename: str) -> Response:
    """A file that is written while it is sent. What fails before its first piece is still a page
    that says so; what fails later breaks the answer off, so that nobody takes half for the whole.
    """
    first = next(content)
    answer = Response(chain([first], content), content_type=media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=filename)
    return _alone(answer)


def _alone(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    # Should a browser open it all the same, it opens alone and without scripts.
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
