"""Files that come in."""

from io import SEEK_END

from flask import Flask, current_app, request
from werkzeug.datastructures import FileStorage

from app.domain.documents import require_size


def init_app(app: Flask) -> None:
    app.before_request(make_room)


def make_room() -> None:
    """A form with a file may be longer: what is too big is refused beside its box, and waits on
    the disk till then. Other forms are read into the memory at once."""
    if request.mimetype == "multipart/form-data":
        request.max_content_length = current_app.config["MAX_UPLOAD_LENGTH"]


def content_of(file: FileStorage) -> bytes:
    """The bytes of an upload; what is too big is refused before it fills the memory."""
    require_size(file.stream.seek(0, SEEK_END))
    file.stream.seek(0)
    content: bytes = file.read()
    return content
