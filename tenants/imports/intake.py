"""From chunks of rows to batches of canonical records and their problems. Pure: one file, one result."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from tenants.imports import columns
from tenants.imports.batches import Batch, Rows
from tenants.imports.canonical import Options
from tenants.imports.customer_rows import CustomerRows
from tenants.imports.dates import DateOrder, date_order
from tenants.imports.field_readers import DATE_FIELDS, DAY_FIELDS, EXPIRY_FIELDS, field_readers
from tenants.imports.fields import ORDERS
from tenants.imports.limits import QUARANTINED_SHARE
from tenants.imports.order_rows import OrderRows
from tenants.imports.problems import ERROR
from tenants.imports.reader import Chunk, Source


@dataclass(slots=True)
class Tally:
    """Rows of the file so far: read, turned into records, kept out."""

    rows: int = 0
    records: int = 0
    quarantined: int = 0

    @property
    def stop_and_ask(self) -> bool:
        """Whether too many rows are kept out to go on without a person's word (domain.md 6.4)."""
        return self.quarantined > self.rows * QUARANTINED_SHARE


class Intake:
    """Reads the rows of one file by its mapping. Walk `batches` once; `tally` is complete when it ends."""

    def __init__(self, source: Source, mapping: Mapping[str, str], options: Options) -> None:
        """Raises DomainError when the mapping lacks a column this kind of file needs."""
        columns.require(mapping, options.kind)
        self._source, self._mapping, self._options = source, mapping, options
        self.tally = Tally()

    def batches(self, chunks: Iterable[Chunk]) -> Iterator[Batch]:
        """One batch per chunk, and some at the end for what only the whole file tells."""
        chunks = iter(chunks)
        first = next(chunks, Chunk([], []))
        readers = field_readers(self._options, self._date_orders(first.rows), self._source.is_1904)
        kind = OrderRows if self._options.kind == ORDERS else CustomerRows
        rows = kind(self._source.header, self._mapping, self._options, readers)
        yield Batch(problems=list(self._source.problems))
        for chunk in chain([first], chunks):
            self.tally.rows += len(chunk.rows)
            yield self._counted(_with_unreadable(rows.read(chunk.rows), chunk, self.tally))
        for batch in rows.finish():
            yield self._counted(batch)

    def _date_orders(self, rows: Rows) -> dict[str, DateOrder]:
        """What the first rows prove about 6/2/2026, per header; rows that contradict it later become problems."""
        headers = {self._mapping[field] for field in DATES if field in self._mapping}
        places = {header: self._source.header.index(header) for header in headers}
        return {header: date_order(cells[place] for _, cells in rows) for header, place in places.items()}

    def _counted(self, batch: Batch) -> Batch:
        self.tally.records += len(batch.records)
        self.tally.quarantined += batch.quarantined
        return batch


DATES = (*DATE_FIELDS, *DAY_FIELDS, *EXPIRY_FIELDS, "birthday")


def _with_unreadable(batch: Batch, chunk: Chunk, tally: Tally) -> Batch:
    """Add the rows that never became cells."""
    unreadable = len({one.row_no for one in chunk.problems if one.severity == ERROR})
    tally.rows += unreadable
    batch.quarantined += unreadable
    batch.problems = chunk.problems + batch.problems
    return batch
