"""The rows of a file of customers with their vehicles, in batches."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from tenants.imports.batches import Batch, Rows
from tenants.imports.canonical import CustomerVehicle, Options
from tenants.imports.cells import Read
from tenants.imports.parties import Parties
from tenants.imports.problems import Flaw, problem


class CustomerRows:
    """Reads rows into customers with vehicles, one record per row."""

    def __init__(
        self,
        header: Sequence[str],
        mapping: Mapping[str, str],
        options: Options,
        readers: Mapping[str, Callable[[str], Read]],
    ) -> None:
        self._parties = Parties(header, mapping, readers, is_customer_file=True)

    def read(self, rows: Rows) -> Batch:
        """The records of these rows."""
        batch = Batch()
        for row_no, cells in rows:
            party = self._parties.read(row_no, cells, batch.problems)
            batch.problems += [problem(row_no, doubt.flaw, doubt.column.header, doubt.raw) for doubt in party.errors]
            if not party.errors and not party.customer and not party.vehicle:
                batch.problems.append(problem(row_no, Flaw("party_missing")))
            if party.errors or not (party.customer or party.vehicle):
                batch.quarantined += 1
            else:
                batch.records.append(CustomerVehicle(row_no, party.customer, party.vehicle))
        return batch

    def finish(self) -> Iterator[Batch]:
        """Nothing is left over."""
        return iter(())
