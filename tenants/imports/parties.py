"""Who a row is about: the customer and the vehicle it names."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from tenants.customers.names import is_company, is_walk_in
from tenants.imports.canonical import CustomerFacts, VehicleFacts
from tenants.imports.cells import Column, Doubt, read_cells
from tenants.imports.problems import ERROR, WARNING, Problem, problem, severity_of
from tenants.imports.values import Cell

CUSTOMER_FIELDS = (
    *("customer_key", "customer_name", "customer_type", "mobile", "gender", "birthday", "wechat", "address"),
    *("occupation", "emergency_contact", "source"),
)
VEHICLE_FIELDS = (
    *("plate", "vin", "engine_no", "brand", "series", "model", "model_year", "fuel", "use", "seats", "registered_on"),
    *("compulsory_expire", "commercial_expire", "insurer", "inspection_expire"),
)
# an unreadable cell of these keeps the row out; of any other field it is told and left blank
IDENTITY_FIELDS = frozenset(("customer_key", "mobile", "plate", "vin"))
REMEMBERED, REMEMBERED_CHARACTERS = 1 << 12, 256


class Party(NamedTuple):
    """`said` is all of it as one text, for comparing; `errors` are flaws that keep every row with it out."""

    customer: CustomerFacts | None
    vehicle: VehicleFacts | None
    is_walk_in: bool
    said: str
    errors: tuple[Doubt, ...]


class Parties:
    """Reads the party of each row; the same cells give the same party, and their warnings once."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._places = [column.place for column in columns]
        self._known: dict[tuple[Cell, ...], Party] = {}

    def read(self, row_no: int, cells: Sequence[Cell], problems: list[Problem]) -> Party:
        """The party of a row; what is doubtful about it goes to `problems` the first time it is seen."""
        key = tuple([cells[place] for place in self._places])
        party = self._known.get(key)
        if party is None:
            party = self._party(row_no, cells, problems)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            if sum(len(str(cell)) for cell in key) <= REMEMBERED_CHARACTERS:
                self._known[key] = party
        return party

    def _party(self, row_no: int, cells: Sequence[Cell], problems: list[Problem]) -> Party:
        doubts: list[Doubt] = []
        values = read_cells(self._columns, cells, doubts)
        phones = values.get("mobile")
        if phones is not None:
            mobile = next(column for column in self._columns if column.field == "mobile")
            doubts += [Doubt(mobile, cells[mobile.place], flaw, kept=True) for flaw in phones.flaws]
        errors = tuple(doubt for doubt in doubts if _severity(doubt, values) == ERROR)
        problems += [
            problem(row_no, doubt.flaw, doubt.column.header, doubt.raw, WARNING)
            for doubt in doubts
            if doubt not in errors
        ]
        walk_in = is_walk_in(values.get("customer_name", ""))
        customer = None if walk_in else customer_facts(values)
        vehicle = vehicle_facts(values)
        return Party(customer, vehicle, walk_in, repr(values), errors)


def _severity(doubt: Doubt, values: dict[str, Any]) -> str:
    """A bad plate does no harm where the VIN names the car, and the other way round."""
    other = {"plate": "vin", "vin": "plate"}.get(doubt.column.field)
    if doubt.column.field not in IDENTITY_FIELDS or other in values:
        return WARNING
    return severity_of(doubt.flaw)


def customer_facts(values: dict[str, Any]) -> CustomerFacts | None:
    """The customer among the values of a row, None when nothing names one."""
    name, key, phones = values.get("customer_name", ""), values.get("customer_key"), values.get("mobile")
    numbers = phones.numbers if phones else ()
    if not (name or key or numbers):
        return None
    stated = values.get("customer_type")
    return CustomerFacts(
        name=name,
        key=key,
        customer_type=stated or ("fleet" if is_company(name) else None),
        phones=numbers,
        gender=values.get("gender"),
        birthday=values.get("birthday"),
        wechat=values.get("wechat"),
        address=values.get("address"),
        occupation=values.get("occupation"),
        emergency_contact=values.get("emergency_contact"),
        source=values.get("source"),
        remark=values.get("remark"),
    )


def vehicle_facts(values: dict[str, Any]) -> VehicleFacts | None:
    """The vehicle among the values of a row, None when there is neither plate nor VIN."""
    if "plate" not in values and "vin" not in values:
        return None
    return VehicleFacts(
        plate=values.get("plate"),
        vin=values.get("vin"),
        engine_no=values.get("engine_no"),
        brand=values.get("brand"),
        series=values.get("series"),
        model=values.get("model"),
        model_year=values.get("model_year"),
        fuel=values.get("fuel"),
        use=values.get("use"),
        seats=values.get("seats"),
        registered_on=values.get("registered_on"),
        compulsory_expires_on=values.get("compulsory_expire"),
        commercial_expires_on=values.get("commercial_expire"),
        insurer=values.get("insurer"),
        inspection_expires_on=values.get("inspection_expire"),
        odometer_km=values.get("odometer_in"),
        odometer_on=values.get("last_visit_on"),
    )
