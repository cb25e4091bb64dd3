"""Rows -> Parquet with typed columns: times in UTC, numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.export.columns import COLUMNS, Kind

# A row group ends with so many rows or, where texts are long, so many characters: what is held in
# memory is a few times that.
GROUP_ROWS = 10_000
GROUP_CHARACTERS = 8_000_000

_TYPES: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "time": pa.timestamp("us", tz="UTC"),
    "integer": pa.int32(),
    "big": pa.int64(),
    "real": pa.float64(),
}
SCHEMA = pa.schema(
    [pa.field(name, _TYPES[kind], nullable=null) for name, (kind, null) in COLUMNS.items()]
)


def write_parquet(rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
    """One row group after the other, compressed with zstd. A file of no rows has its columns."""
    with pq.ParquetWriter(out, SCHEMA, compression="zstd") as writer:
        for group in _groups(rows):
            columns = [[_value(row[field.name], field.type) for row in group] for field in SCHEMA]
            arrays = [pa.array(c, f.type) for c, f in zip(columns, SCHEMA, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=SCHEMA))


def _groups(rows: Iterable[Mapping[str, object]]) -> Iterator[list[Mapping[str, object]]]:
    group: list[Mapping[str, object]] = []
    characters = 0
    for row in rows:
        group.append(row)
        characters += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(group) == GROUP_ROWS or characters >= GROUP_CHARACTERS:
            yield group
            group, characters = [], 0
    if group:
        yield group


def _value(value: object, kind: pa.DataType) -> object:
    if isinstance(value, str) and pa.types.is_timestamp(kind):
        return datetime.fromisoformat(value)
    return value
