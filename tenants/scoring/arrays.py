"""Columns between PostgreSQL and numpy without a Python object per value, which would be most of the time of a run."""

import uuid
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import text

from tenants.db import db

# SQL type -> numpy's, and the function that sends a value as the bytes of that type
TYPES = {
    "uuid": ("V16", "uuid_send"),
    "integer": (">i4", "int4send"),
    "bigint": (">i8", "int8send"),
    "boolean": ("?", "boolsend"),
}
NULL_DAY = -(2**31)  # days come as integers since 1970, a missing one as this: a NULL has no bytes
_NAT = -(2**63)  # NaT as a number

Columns = dict[str, NDArray[Any]]


def fetch(query: str, values: Mapping[str, Any], columns: Mapping[str, str]) -> Columns:
    """The rows of `query` as one array a column; `columns` names their SQL types, of `TYPES`, in order.
    Raises ValueError when a value is NULL.

    All rows travel as one string of bytes: read one by one, they cost several times as much. Straight through psycopg,
    because SQLAlchemy would have the bytes written as hexadecimal digits, which take twice the room.
    """
    sent = " || ".join(f"{TYPES[kind][1]}({name})" for name, kind in columns.items())
    statement = f"SELECT count(*), string_agg({sent}, ''::bytea) FROM ({query}) AS q({', '.join(columns)})"
    connection: Any = db.session.connection().connection
    with connection.cursor(binary=True) as cursor:
        count, data = cursor.execute(_compiled(statement), values).fetchone()
    row = np.dtype([(name, TYPES[kind][0]) for name, kind in columns.items()])
    if len(data or b"") != count * row.itemsize:
        raise ValueError("a value is NULL")
    table = np.frombuffer(data or b"", dtype=row)
    return {name: np.ascontiguousarray(table[name].astype(row[name].newbyteorder("="))) for name in columns}


@cache
def _compiled(statement: str) -> str:
    return str(text(statement).compile(dialect=db.engine.dialect))


def keys(column: NDArray[Any]) -> "pd.Series[Any]":
    """The ids of a column, as the 16 bytes each consists of: a UUID costs twenty times as much to make."""
    return pd.Series(column.tolist(), dtype=object)


def ids(keys: "pd.Series[Any]") -> "pd.Series[Any]":
    """The UUIDs of `keys`."""
    return pd.Series([uuid.UUID(bytes=key) for key in keys], keys.index, dtype=object)


def days(column: NDArray[Any]) -> "pd.Series[pd.Timestamp]":
    """Days since 1970 as datetime64[s], `NULL_DAY` as NaT."""
    found = column.astype("datetime64[D]")
    found[column == NULL_DAY] = np.datetime64("NaT")
    return pd.Series(found.astype("datetime64[s]"))


def literal(column: "pd.Series[Any]") -> str:
    """A column as the text of a PostgreSQL array: numbers, plain words and ids; days as integers since 1970."""
    if column.dtype.kind == "M":
        since = column.to_numpy().astype("datetime64[D]")
        words: Iterable[str] = ("NULL" if day == _NAT else str(day) for day in since.astype(np.int64).tolist())
    elif column.dtype.kind == "O":
        words = map(_word, column.tolist())
    else:
        words = map(str, column.tolist())
    return "{" + ",".join(words) + "}"


def _word(value: Any) -> str:
    if value is None:
        return "NULL"
    return value.hex() if isinstance(value, bytes) else str(value)
