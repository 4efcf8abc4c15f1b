"""What an import yields, whatever file it came from: orders, and customers with their vehicles (domain.md 0.4).

Days are the shop's own, money is fen, a missing value is None.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from tenants.imports.dates import DateOrder
from tenants.imports.identity import Phone


@dataclass(frozen=True, slots=True)
class Options:
    """What the shop and the user decide about a file; `words` explains a source's own words: field -> word -> code."""

    kind: str
    today: date
    timezone: str = "Asia/Shanghai"
    money_unit: str = "yuan"  # or fen
    province: str = ""  # put before plates that lack it
    date_order: DateOrder | None = None  # the user's answer for 6/2/2026
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class CustomerFacts:
    """What a row says about a customer; a name, a key or a phone is there. `customer_type` None: nothing tells."""

    name: str = ""
    key: str | None = None
    customer_type: str | None = None
    phones: tuple[Phone, ...] = ()
    gender: str | None = None
    birthday: str | None = None
    wechat: str | None = None
    address: str | None = None
    occupation: str | None = None
    emergency_contact: str | None = None
    source: str | None = None
    remark: str | None = None


@dataclass(slots=True)
class VehicleFacts:
    """What a row says about a vehicle; it has a plate or a VIN."""

    plate: str | None = None
    vin: str | None = None
    engine_no: str | None = None
    brand: str | None = None
    series: str | None = None
    model: str | None = None
    model_year: int | None = None
    fuel: str | None = None
    use: str | None = None
    seats: int | None = None
    registered_on: date | None = None
    compulsory_expires_on: date | None = None
    commercial_expires_on: date | None = None
    insurer: str | None = None
    inspection_expires_on: date | None = None
    odometer_km: int | None = None
    odometer_on: date | None = None


@dataclass(slots=True)
class CustomerVehicle:
    """A row of a customer file. At least one of the two is there."""

    row_no: int
    customer: CustomerFacts | None
    vehicle: VehicleFacts | None


class Payers(NamedTuple):
    """Fen by who pays, before the refund (domain.md 0.5)."""

    customer: int = 0
    package: int = 0
    insurer: int = 0
    warranty: int = 0
    internal: int = 0
    goodwill: int = 0
    rework: int = 0
    refund: int = 0
    discount: int = 0


class Line(NamedTuple):
    """`payer` is a code of domain.md 0.4, `kind` labour, part or package."""

    item_name: str
    item_code: str | None
    kind: str
    quantity: Decimal | None
    net_fen: int
    payer: str


@dataclass(slots=True)
class Order:
    """One work order. Moments are there only when the file gave a time, and carry the shop's zone."""

    row_no: int
    order_no: str
    order_type: str
    status: str
    arrived_on: date | None
    settled_on: date | None
    delivered_on: date | None
    arrived_at: datetime | None
    settled_at: datetime | None
    odometer_km: int | None
    advisor: str | None
    technician: str | None
    entry_reason: str | None
    campaign: str | None
    remark: str | None
    fen: Payers
    wash_only: bool
    customer: CustomerFacts | None  # None for a walk-in
    vehicle: VehicleFacts | None
    lines: tuple[Line, ...] = ()
    content_hash: bytes = b""  # of all of the above but the row: equal means the file says nothing new
