"""Where this service keeps its files."""

from pathlib import Path

from flask import current_app

from app.adapters.object_storage import SCHEME, object_storage
from app.adapters.storage import Storage, folder_storage, has_room


def storage() -> Storage:
    """Where sealed files lie."""
    told = current_app.config
    if not told["FILES"].startswith(SCHEME):
        return folder_storage(told["FILES"] or Path(told["INSTANCE"]) / "files")
    return object_storage(
        told["FILES"], endpoint=told["S3_ENDPOINT"], region=told["S3_REGION"], key=told["S3_KEY"],
        may_be_plain=told["S3_WITHOUT_TLS"],
    )  # fmt: skip


def can_keep_files() -> bool:
    """Whether this host's disk and the store of files take some more."""
    return has_room(Path(current_app.config["INSTANCE"])) and storage().is_ready()
