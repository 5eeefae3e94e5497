"""What an invariant is, and the forms that several of them share."""

from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, LargeBinary, Select, false, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute


class Invariant(NamedTuple):
    """A short name, what must hold, and the numbers of the rows for which it does not.

    What a constraint of the database forbids is not asked again.
    """

    name: str
    holds: str
    broken: Select[Any]

    @property
    def table(self) -> str:
        """Whose numbers these are."""
        return str(self.broken.column_descriptions[0]["entity"].__tablename__)


def differ(*pairs: tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any]]) -> Any:
    """Columns that must say the same do not."""
    return or_(false(), *(here != there for here, there in pairs))


def stray(name: str, part: type[Any], whole: type[Any], key: Any, *columns: str) -> Invariant:
    """What a row repeats of the row that it belongs to."""
    pairs = ((getattr(part, one), getattr(whole, one)) for one in columns)
    number = next(iter(part.__mapper__.primary_key)).name
    return Invariant(
        name,
        f"What {part.__tablename__} repeats of {whole.__tablename__} is as it is there: "
        f"{', '.join(columns)}.",
        select(getattr(part, number)).join(whole, whole.id == key).where(differ(*pairs)),
    )


def holds_something(column: Column[Any]) -> ColumnElement[bool]:
    """It is not as erasing leaves it."""
    if column.nullable:
        return column.is_not(None)
    if isinstance(column.type, LargeBinary):
        return func.length(column) > 0
    if column.default is not None and column.default.is_scalar:
        return column != literal(column.default.arg)  # type: ignore[attr-defined]
    return column != ""
