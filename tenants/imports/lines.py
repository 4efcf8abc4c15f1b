"""Files with one row per item: the rows of one order number become one order with lines (domain.md 6.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tenants.imports.canonical import Line
from tenants.imports.columns import normal
from tenants.imports.fields import AMOUNT_FIELDS
from tenants.imports.orders import Row

PART_HEADERS = {normal(name) for name in ("配件名称", "商品名称", "part", "part name")}


def has_lines(mapping: Mapping[str, str]) -> bool:
    """Whether the rows of this file are items: they name them, or say who pays for each amount."""
    return "item_name" in mapping or ("payer" in mapping and "line_amount" in mapping)


@dataclass(slots=True)
class Draft:
    """An order under way. `row` is its first, `bad_row` the first that could not be read, 0 when all could."""

    row: Row | None = None
    lines: list[Line] = field(default_factory=list)
    rows: int = 0
    bad_row: int = 0


class Drafts:
    """Collects the rows of each order: an export need not keep them together, so the end of the file is waited for."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self._is_part = normal(mapping.get("item_name", "")) in PART_HEADERS
        self._is_priced = "line_amount" in mapping or "price" in mapping
        self._names_payers = "payer" in mapping
        self._drafts: dict[str, Draft] = {}

    def add(self, row: Row) -> None:
        """Take in a row; the first value of each field stands for the order."""
        line = self._line(row.values)
        draft = self._draft(row.values.get("order_no"), row.row_no)
        draft.lines.append(line)
        first = draft.row or row
        draft.row = first._replace(values={**row.values, **first.values})

    def spoil(self, order_no: str | None, row_no: int) -> None:
        """A row that could not be read keeps its order out: the amount would be wrong without it."""
        draft = self._draft(order_no, row_no)
        draft.bad_row = draft.bad_row or row_no

    def tell_amount(self, draft: Draft) -> bool:
        """Whether the lines decide over the order's own columns: they name payers, or those are blank."""
        own = draft.row.values.keys() & AMOUNT_FIELDS if draft.row else ()
        return self._is_priced and (self._names_payers or not own)

    def finish(self) -> Iterator[Draft]:
        """The orders in the order of their first rows; what was handed out is forgotten."""
        for order_no in list(self._drafts):
            yield self._drafts.pop(order_no)

    def _draft(self, order_no: str | None, row_no: int) -> Draft:
        draft = self._drafts.setdefault(order_no or f"row {row_no}", Draft())
        draft.rows += 1
        return draft

    def _line(self, values: dict[str, Any]) -> Line:
        """Take the item out of the values of a row; its amount is net, or quantity by price."""
        quantity, price = values.pop("qty", None), values.pop("price", None)
        net = values.pop("line_amount", None)
        if net is None and price is not None:
            net = int((Decimal(price) * (1 if quantity is None else quantity)).quantize(Decimal(1), ROUND_HALF_UP))
        payer = values.pop("payer", "CUSTOMER")
        kind = "package" if payer == "PACKAGE" else "part" if self._is_part else "labour"
        return Line(values.pop("item_name", ""), values.pop("item_code", None), kind, quantity, net or 0, payer)
