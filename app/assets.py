"""Style sheets and scripts, answered before Flask: under a hashed address, kept for a year."""

import gzip
import mimetypes
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Flask
from werkzeug.security import safe_join
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

_KEPT = "public, max-age=31536000, immutable"
_TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")


class Asset(NamedTuple):
    body: bytes
    packed: bytes | None
    content_type: str
    digest: str


@cache
def _asset(path: Path, _changed_at: int) -> Asset:
    body = path.read_bytes()
    content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packed = gzip.compress(body, 9, mtime=0) if content_type.startswith(_TEXT) else None
    return Asset(body, packed, content_type, sha256(body).hexdigest()[:12])


def find_asset(folder: str | Path, name: str) -> Asset | None:
    """The file of this name inside the folder, read and packed once for each change of it."""
    found = safe_join(str(folder), name)
    path = Path(found) if found else None
    if path is None or not path.is_file():
        return None
    return _asset(path, path.stat().st_mtime_ns)


class Assets:
    """Wraps the application; answers what lies in the folder under the prefix."""

    def __init__(self, application: "WSGIApplication", folder: str, prefix: str) -> None:
        self.application = application
        self.folder = folder
        self.prefix = prefix

    def __call__(self, environ: dict[str, Any], start: "StartResponse") -> Iterable[bytes]:
        asked = Request(environ)
        is_known = asked.path.startswith(self.prefix) and asked.method in ("GET", "HEAD")
        asset = find_asset(self.folder, asked.path.removeprefix(self.prefix)) if is_known else None
        application = _answer(asset, asked) if asset else self.application
        return application(environ, start)


def _answer(asset: Asset, asked: Request) -> Response:
    is_packed = asset.packed is not None and asked.accept_encodings["gzip"] > 0
    answer = Response(asset.packed if is_packed else asset.body, content_type=asset.content_type)
    # An address without the hash, or with an old one, is asked for again each time.
    is_current = asked.args.get("v") == asset.digest
    answer.headers["Cache-Control"] = _KEPT if is_current else "no-cache"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if asset.packed is not None:
        answer.vary.add("Accept-Encoding")
    if is_packed:
        answer.content_encoding = "gzip"
    answer.set_etag(asset.digest + ("-gz" if is_packed else ""))
    return answer.make_conditional(asked)


def init_app(app: Flask) -> None:
    """Put the files before Flask, and their hash into what `url_for('static', …)` says."""
    folder = str(app.static_folder)

    @app.url_defaults
    def add_hash(endpoint: str, values: dict[str, Any]) -> None:
        asset = find_asset(folder, values["filename"]) if endpoint == "static" else None
        if asset:
            values["v"] = asset.digest

    app.wsgi_app = Assets(app.wsgi_app, folder, "/static/")  # type: ignore[method-assign, assignment]
