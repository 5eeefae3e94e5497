"""Writing many rows at once."""

from collections.abc import Collection
from typing import cast

from sqlalchemy import Table, bindparam, inspect
from sqlalchemy.orm.attributes import set_committed_value

from app.extensions import db
from app.models import Application


def keep_together(applications: Collection[Application]) -> None:
    """Part of an operation over many: what changed on these, in one statement.

    Their locks are held and they were loaded under them, so no version is compared; it rises.
    """
    names = {name for one in applications for name in _changed(one)}
    if not names:
        return
    for one in applications:
        set_committed_value(one, "version", one.version + 1)
    names.add("version")
    table = cast(Table, Application.__table__)
    write = (
        table.update()
        .where(table.c.id == bindparam("row"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )
    rows = [
        {"row": one.id} | {f"new_{name}": getattr(one, name) for name in names}
        for one in applications
    ]
    db.session.connection().execute(write, rows)
    for one in applications:
        for name in names:
            set_committed_value(one, name, getattr(one, name))


def _changed(application: Application) -> set[str]:
    state = inspect(application)
    columns = {attribute.key for attribute in state.mapper.column_attrs}
    return {name for name in columns if state.attrs[name].history.has_changes()}
