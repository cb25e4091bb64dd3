"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from ingest.store.text import clean

Big = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both: in SQLite only INTEGER can be a table's row id."""


def to_text(moment: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SS.ffffffZ`: one width, so that the order of the text is that of time."""
    return in_utc(moment).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def in_utc(moment: datetime) -> datetime:
    """The moment in UTC. A datetime without an offset is a bug and raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a datetime without an offset cannot be stored")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)


class UtcTime(TypeDecorator[datetime]):
    """`timestamptz` on PostgreSQL, sortable text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        if value is None:
            return None
        return to_text(value) if dialect.name == "sqlite" else in_utc(value)

    def process_result_value(
        self,
        value: object | None,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy's signature
    ) -> datetime | None:
        match value:
            case None:
                return None
            case datetime():
                return value.astimezone(UTC)
            case _:
                return datetime.fromisoformat(str(value))


class Words(TypeDecorator[str]):
    """Text of any origin and length, cleaned at the door."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy's signature
    ) -> str | None:
        return None if value is None else clean(str(value))
