"""Columns between PostgreSQL and numpy without a Python object per value, which would be most of the time of a run."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
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
    """
    return fetch_together([(query, columns)], values)[0]


def fetch_together(queries: Sequence[tuple[str, Mapping[str, str]]], values: Mapping[str, Any]) -> list[Columns]:
    """As `fetch`, of several queries of one moment.

    All rows travel as one string of bytes: read one by one, they cost several times as much. Straight through psycopg,
    because SQLAlchemy would have the bytes written as hexadecimal digits, which take twice the room.
    """
    answers = (_sent(place, query, columns) for place, (query, columns) in enumerate(queries))
    connection: Any = db.session.connection().connection
    with connection.cursor(binary=True) as cursor:
        rows = cursor.execute(_compiled(" UNION ALL ".join(answers)), values).fetchall()
    return [_columns(count, data, queries[place][1]) for place, count, data in sorted(rows)]


def _sent(place: int, query: str, columns: Mapping[str, str]) -> str:
    sent = " || ".join(f"{TYPES[kind][1]}({name})" for name, kind in columns.items())
    return f"SELECT {place}, count(*), string_agg({sent}, ''::bytea) FROM ({query}) AS q({', '.join(columns)})"


def _columns(count: int, data: bytes | None, columns: Mapping[str, str]) -> Columns:
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


def ids(keys: Iterable[bytes]) -> list[uuid.UUID]:
    return [uuid.UUID(bytes=key) for key in keys]


def places(wanted: NDArray[Any], ids: NDArray[Any]) -> NDArray[np.intp]:
    """Where each of the `wanted` ids stands among `ids`, all different; len(ids) of who is not there. By 64 bits mixed
    of their 128, and then by all of them: looking in a dict takes five times as long.
    """
    keys = _mixed(ids)
    order = np.argsort(keys)
    ordered = keys[order]
    if not len(ids) or (ordered[1:] == ordered[:-1]).any():
        known = {key: place for place, key in enumerate(ids.tolist())}
        return np.array([known.get(key, len(ids)) for key in wanted.tolist()], np.intp)
    place = order[np.minimum(np.searchsorted(ordered, _mixed(wanted)), len(ids) - 1)]
    return np.where(ids[place] == wanted, place, len(ids))


def _mixed(ids: NDArray[Any]) -> NDArray[np.uint64]:
    high, low = ids.view(np.uint64).reshape(-1, 2).T
    mixed: NDArray[np.uint64] = high ^ low * np.uint64(0x9E3779B97F4A7C15)  # odd, so no bit of `low` is lost
    return mixed


def days(column: NDArray[Any]) -> NDArray[np.datetime64]:
    """Days since 1970 as datetime64[D], `NULL_DAY` as NaT."""
    found = column.astype("datetime64[D]")
    found[column == NULL_DAY] = np.datetime64("NaT")
    return found


def signatures(columns: Sequence[NDArray[Any]]) -> NDArray[np.int64]:
    """A number a row, as `pandas.util.hash_pandas_object` would make it of a frame of them, which takes as long as all
    the rest of scoring a small shop. Days are hashed in seconds, as pandas keeps them.
    """
    found, factor = np.full(len(columns[0]), 0x345678, np.uint64), 1000003
    for place, column in enumerate(columns):
        found = (found ^ _hashes(column)) * np.uint64(factor)
        factor += 82520 + 2 * (len(columns) - place)
    return (found + np.uint64(97531)).view(np.int64)


def _hashes(column: NDArray[Any]) -> NDArray[np.uint64]:
    if column.dtype.kind == "M":
        column = column.astype("datetime64[s]").view(np.int64)
    if column.dtype.kind != "O":
        return pd.util.hash_array(column)
    words = np.array(list(set(column.tolist())), dtype=object)  # of which there are few
    hashes = dict(zip(words.tolist(), pd.util.hash_array(words).tolist(), strict=True))
    return np.fromiter(map(hashes.__getitem__, column.tolist()), np.uint64, len(column))


def literal(column: NDArray[Any]) -> str:
    """A column as the text of a PostgreSQL array: numbers, plain words and ids; days as integers since 1970."""
    if column.dtype.kind == "M":
        since = column.astype("datetime64[D]").astype(np.int64).tolist()
        words: Iterable[str] = ("NULL" if day == _NAT else str(day) for day in since)
    elif column.dtype.kind in "OV":
        words = map(_word, column.tolist())
    else:
        words = map(str, column.tolist())
    return "{" + ",".join(words) + "}"


def _word(value: Any) -> str:
    if value is None:
        return "NULL"
    return value.hex() if isinstance(value, bytes) else str(value)
