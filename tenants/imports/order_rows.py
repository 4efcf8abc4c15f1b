"""The rows of a work-order file, in batches: one order per row, or one per order number when the rows are items."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from statistics import median

from tenants.imports.batches import Batch, Rows
from tenants.imports.canonical import Options, Order
from tenants.imports.cells import Read, columns_of
from tenants.imports.limits import CHUNK_ROWS
from tenants.imports.lines import Draft, Drafts, has_lines
from tenants.imports.orders import LINE_FIELDS, ORDER_FIELDS, Orders
from tenants.imports.parties import Parties
from tenants.imports.problems import Flaw, Problem, problem
from tenants.imports.words import SETTLED

BUSY_DAY_FACTOR, BUSY_DAY_ORDERS, BUSY_DAY_DAYS = 5, 20, 10
COMPARED_BYTES = 6  # of the content hash: enough to tell two rows of one number apart


class OrderRows:
    """Reads rows into orders, each order number once."""

    def __init__(
        self,
        header: Sequence[str],
        mapping: Mapping[str, str],
        options: Options,
        readers: Mapping[str, Callable[[str], Read]],
    ) -> None:
        self._parties = Parties(header, mapping, readers)
        self._drafts = Drafts(mapping) if has_lines(mapping) else None
        fields = (*ORDER_FIELDS, *LINE_FIELDS) if self._drafts else ORDER_FIELDS
        has_vehicles = "plate" in mapping or "vin" in mapping
        self._orders = Orders(columns_of(fields, header, mapping, readers), options, has_vehicles=has_vehicles)
        self._has_numbers = "order_no" in mapping
        self._seen: dict[str, tuple[int, bytes, bool]] = {}  # number -> row, content, settled
        self._per_day: Counter[date] = Counter()

    def read(self, rows: Rows) -> Batch:
        """Orders of these rows; of items nothing yet, they wait for the end."""
        batch = Batch(problems=self._orders.problems)
        for row_no, cells in rows:
            party = self._parties.read(row_no, cells, batch.problems)
            row = self._orders.read(row_no, cells, party)
            if self._drafts is not None and row is not None:
                self._drafts.add(row)
            elif self._drafts is not None:
                self._drafts.spoil(self._orders.number(cells), row_no)
            elif row is None:
                batch.quarantined += 1
            else:
                self._take(batch, self._orders.compose(row), 1)
        return self._handed_over(batch)

    def finish(self) -> Iterator[Batch]:
        """Orders of collected items, and what only the whole file tells."""
        batch = Batch(problems=self._orders.problems)
        for draft in self._drafts.finish() if self._drafts else ():
            self._take(batch, self._compose(draft), draft.rows)
            if len(batch.records) >= CHUNK_ROWS:
                yield self._handed_over(batch)
                batch = Batch(problems=self._orders.problems)
        batch.problems.extend(self._about_the_file())
        yield self._handed_over(batch)

    def _compose(self, draft: Draft) -> Order | None:
        if draft.row is None or self._drafts is None:
            return None
        if draft.bad_row:
            flaw = Flaw("order_incomplete", (("bad", str(draft.bad_row)),))
            self._orders.problems.append(problem(draft.row.row_no, flaw, value=draft.row.values.get("order_no", "")))
            return None
        return self._orders.compose(draft.row, tuple(draft.lines), by_lines=self._drafts.tell_amount(draft))

    def _handed_over(self, batch: Batch) -> Batch:
        self._orders.problems = []
        return batch

    def _take(self, batch: Batch, order: Order | None, rows: int) -> None:
        """Keep an order unless its number came before; a settled one replaces an open or voided one."""
        if order is None:
            batch.quarantined += rows
            return
        content, settled = order.content_hash[:COMPARED_BYTES], order.status == SETTLED
        first = self._seen.get(order.order_no)
        if first is None or (first[1] != content and not first[2]):
            self._seen[order.order_no] = (order.row_no, content, settled)
            self._per_day[order.settled_on or date.min] += 1
            batch.records.append(order)
            return
        code = "order_repeated" if first[1] == content else "order_conflict" if settled else "order_voided_copy"
        batch.problems.append(problem(order.row_no, Flaw(code, (("first", str(first[0])),)), value=order.order_no))
        batch.quarantined += rows if code == "order_conflict" else 0

    def _about_the_file(self) -> Iterator[Problem]:
        if not self._has_numbers:
            yield problem(0, Flaw("order_no_absent"))
        self._per_day.pop(date.min, None)
        if len(self._per_day) < BUSY_DAY_DAYS:
            return
        usual = median(self._per_day.values())
        for day, count in sorted(self._per_day.items()):
            if count > max(usual * BUSY_DAY_FACTOR, BUSY_DAY_ORDERS):
                yield problem(0, Flaw("busy_day", (("count", str(count)), ("usual", f"{usual:g}"))), value=day)
