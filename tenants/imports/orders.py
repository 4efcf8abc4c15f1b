"""Rows of a work-order file -> orders: status, days, amounts and what cannot be true (domain.md 0.5, 6.2, 6.4)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tenants.imports.canonical import Line, Options, Order, Payers
from tenants.imports.cells import Column, Doubt, read_cells
from tenants.imports.dates import Moment
from tenants.imports.field_readers import DATE_FIELDS, FIRST_DAY, MONEY_FIELDS, OrderType
from tenants.imports.parties import Party
from tenants.imports.payers import HUGE_FEN, as_refund, split
from tenants.imports.problems import ERROR, WARNING, Flaw, Problem, problem, severity_of
from tenants.imports.values import Cell
from tenants.imports.words import OPEN, REFUND_WORDS, SETTLED, WASH_WORDS, mentions

ORDER_FIELDS = (
    *("order_no", "order_type", "order_status", *DATE_FIELDS, "odometer_in", *MONEY_FIELDS, "advisor", "technician"),
    *("entry_reason", "campaign", "coupon", "remark"),
)
HASH_BYTES = 16
LINE_FIELDS = ("item_name", "item_code", "qty", "payer")
# an unreadable cell of these keeps the row out; of any other field it is told and left blank
DECISIVE_FIELDS = frozenset(("order_no", "order_status", "payer", *DATE_FIELDS, *MONEY_FIELDS))


class Row(NamedTuple):
    """One row of the file, read."""

    row_no: int
    values: dict[str, Any]
    party: Party


class Stay(NamedTuple):
    """The days of an order, and the moments where the file gave a time."""

    arrived: Moment | None
    settled: Moment | None
    delivered: Moment | None


class Orders:
    """Reads rows and composes orders; `problems` is where everything doubtful is told."""

    def __init__(self, columns: Sequence[Column], options: Options, *, has_vehicles: bool) -> None:
        self._columns = columns
        self._headers = {column.field: column.header for column in columns}
        self._options = options
        self._zone = ZoneInfo(options.timezone)
        self._default_type = OrderType("other" if has_vehicles else "retail")
        self._told: set[Cell] = set()
        self.problems: list[Problem] = []

    def read(self, row_no: int, cells: Sequence[Cell], party: Party) -> Row | None:
        """The values of a row, None when one of them keeps it out."""
        doubts: list[Doubt] = []
        values = read_cells(self._columns, cells, doubts)
        if not doubts and not party.errors:
            return Row(row_no, values, party)
        errors = [*party.errors, *(doubt for doubt in doubts if _severity(doubt) == ERROR)]
        self._tell_doubts(row_no, [*party.errors, *doubts], errors)
        return None if errors else Row(row_no, values, party)

    def number(self, cells: Sequence[Cell]) -> str | None:
        """The order number of a row that could not be read as a whole."""
        column = next((column for column in self._columns if column.field == "order_no"), None)
        said = column and column.read(cells[column.place])
        return said if isinstance(said, str) else None

    def compose(self, row: Row, lines: tuple[Line, ...] = (), *, by_lines: bool = False) -> Order | None:
        """The order of a row, or of the merged rows of one order; `by_lines`: its amount is the sum of its lines.

        None when it cannot be true.
        """
        values, party = row.values, row.party
        stay = Stay(*map(values.get, DATE_FIELDS))
        status = self._status(row, stay)
        if status is None or not self._is_possible(row, stay):
            return None
        if party.customer is None and party.vehicle is None and not party.is_walk_in:
            self._tell(row, "", "", Flaw("party_missing"))
            return None
        fen = self._fen(row, status == SETTLED, lines if by_lines else ())
        return None if fen is None else self._order(row, status, stay, fen, lines)

    def _status(self, row: Row, stay: Stay) -> str | None:
        """As the file says; without a word a settle date means settled. None: settled, but nobody knows when."""
        said = row.values.get("order_status")
        if said == SETTLED and stay.settled is None:
            self._tell(row, "settled_at", "", Flaw("date_missing"))
            return None
        if said is None and stay.settled is None:
            self._tell(row, "settled_at", "", Flaw("settled_unknown"))
            return OPEN
        return str(said or SETTLED)

    def _is_possible(self, row: Row, stay: Stay) -> bool:
        for field, moment in zip(DATE_FIELDS, stay, strict=True):
            if moment is not None and not FIRST_DAY <= moment.on <= self._options.today:
                late = Flaw("date_in_future", (("today", self._options.today.isoformat()),))
                self._tell(row, field, moment.on, Flaw("date_too_early") if moment.on < FIRST_DAY else late)
                return False
        if stay.arrived and stay.settled and stay.settled.on < stay.arrived.on:
            flaw = Flaw("settled_before_arrived", (("arrived", stay.arrived.on.isoformat()),))
            self._tell(row, "settled_at", stay.settled.on, flaw)
            return False
        return True

    def _fen(self, row: Row, is_settled: bool, lines: tuple[Line, ...]) -> Payers | None:
        values = row.values
        fen = split(values, is_settled, lines)
        if fen is None and not is_settled:
            return Payers()
        if fen is None:
            self._tell(row, self._amount_field(values), "", Flaw("amount_missing"))
            return None
        if min(fen) < 0 and self._is_refund(values):
            fen = as_refund(fen)
        if min(fen) < 0:
            self._tell(row, self._amount_field(values, min(fen)), _yuan(min(fen)), Flaw("amount_negative"))
            return None
        if max(fen) > HUGE_FEN:
            self._tell(row, self._amount_field(values, max(fen)), _yuan(max(fen)), Flaw("amount_huge"))
        return fen

    def _is_refund(self, values: dict[str, Any]) -> bool:
        texts = [values.get(name) for name in ("remark", "entry_reason", "item_name")]
        kind = values.get("order_type")
        return any(said and mentions(said, REFUND_WORDS) for said in texts) or bool(kind and kind.is_refund)

    def _amount_field(self, values: Mapping[str, Any], fen: int = 0) -> str:
        """The column this amount stands in, else the first with amounts."""
        mapped = [field for field in MONEY_FIELDS if field in self._headers]
        return next((field for field in mapped if values.get(field) == fen), mapped[0] if mapped else "")

    def _order(self, row: Row, status: str, stay: Stay, fen: Payers, lines: tuple[Line, ...]) -> Order:
        values, party = row.values, row.party
        kind = values.get("order_type", self._default_type)
        washes = bool(lines) and all(mentions(line.item_name, WASH_WORDS) for line in lines)
        order = Order(
            row_no=row.row_no,
            order_no=values.get("order_no") or _number(party, stay, fen),
            order_type=kind.code,
            status=status,
            arrived_on=stay.arrived and stay.arrived.on,
            settled_on=stay.settled and stay.settled.on,
            delivered_on=stay.delivered and stay.delivered.on,
            arrived_at=self._moment(stay.arrived),
            settled_at=self._moment(stay.settled),
            odometer_km=values.get("odometer_in"),
            advisor=values.get("advisor"),
            technician=values.get("technician"),
            entry_reason=values.get("entry_reason"),
            campaign=values.get("campaign") or values.get("coupon"),
            remark=values.get("remark"),
            fen=fen,
            wash_only=kind.is_wash or washes,
            customer=party.customer,
            vehicle=party.vehicle,
            lines=lines,
        )
        order.content_hash = _content_hash(order, party)
        return order

    def _moment(self, moment: Moment | None) -> datetime | None:
        return datetime.combine(moment.on, moment.at, self._zone) if moment and moment.at else None

    def _tell_doubts(self, row_no: int, doubts: Iterable[Doubt], errors: Sequence[Doubt]) -> None:
        for doubt in doubts:
            if doubt.flaw.code == "type_unknown":
                if doubt.raw in self._told:
                    continue
                self._told.add(doubt.raw)
            severity = ERROR if doubt in errors else WARNING
            self.problems.append(problem(row_no, doubt.flaw, doubt.column.header, doubt.raw, severity))

    def _tell(self, row: Row, field: str, value: object, flaw: Flaw) -> None:
        self.problems.append(problem(row.row_no, flaw, self._headers.get(field, ""), value))


def _severity(doubt: Doubt) -> str:
    return severity_of(doubt.flaw) if doubt.column.field in DECISIVE_FIELDS else WARNING


def _content_hash(order: Order, party: Party) -> bytes:
    days = (order.arrived_on, order.settled_on, order.delivered_on, order.arrived_at, order.settled_at)
    said = (
        *(order.order_no, order.order_type, order.status, order.odometer_km, order.wash_only),
        *[day and day.isoformat() for day in days],
        *(order.advisor, order.technician, order.entry_reason, order.campaign, order.remark),
        *order.fen,
        party.said,
        [tuple(line) for line in order.lines],
    )
    return blake2b(repr(said).encode(), digest_size=HASH_BYTES).digest()


def _number(party: Party, stay: Stay, fen: Payers) -> str:
    """A stand-in for a missing order number: the same vehicle (or customer), settle time and amount give the same."""
    vehicle, customer = party.vehicle, party.customer
    who = (
        (vehicle.vin or vehicle.plate)
        if vehicle
        else (customer.key or customer.phones or customer.name)
        if customer
        else ""
    )
    said = repr((who, str(stay.settled), sum(fen[:7])))
    return f"auto-{blake2b(said.encode(), digest_size=HASH_BYTES).hexdigest()}"


def _yuan(fen: int) -> str:
    return f"{fen / 100:.2f}"
