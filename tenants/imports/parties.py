"""Who a row is about: the customer and the vehicle it names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tenants.customers.names import is_company, is_walk_in
from tenants.imports.canonical import CustomerFacts, VehicleFacts
from tenants.imports.cells import Column, Doubt, Read, columns_of, read_cells
from tenants.imports.problems import ERROR, WARNING, Problem, problem, severity_of
from tenants.imports.values import Cell

# field of the file -> attribute of CustomerFacts and VehicleFacts
CUSTOMER_FIELDS = {
    "customer_name": "name",
    "customer_key": "key",
    "customer_type": "customer_type",
    "mobile": "phones",
    "gender": "gender",
    "birthday": "birthday",
    "wechat": "wechat",
    "address": "address",
    "occupation": "occupation",
    "emergency_contact": "emergency_contact",
    "source": "source",
}
VEHICLE_FIELDS = {
    "plate": "plate",
    "vin": "vin",
    "engine_no": "engine_no",
    "brand": "brand",
    "series": "series",
    "model": "model",
    "model_year": "model_year",
    "fuel": "fuel",
    "use": "use",
    "seats": "seats",
    "registered_on": "registered_on",
    "compulsory_expire": "compulsory_expires_on",
    "commercial_expire": "commercial_expires_on",
    "insurer": "insurer",
    "inspection_expire": "inspection_expires_on",
}
# an order has these for itself; in a file of customers they are the customer's and the vehicle's
CUSTOMER_FILE_FIELDS, VEHICLE_FILE_FIELDS = (
    {"remark": "remark"},
    {"odometer_in": "odometer_km", "last_visit_on": "odometer_on"},
)
# an unreadable cell of these keeps the row out; of any other field it is told and left blank
IDENTITY = frozenset(("key", "phones", "plate", "vin"))
REMEMBERED, REMEMBERED_CHARACTERS = 1 << 15, 256


class Party(NamedTuple):
    """`said` is all of it as one text, for comparing; `errors` are flaws that keep every row with it out."""

    customer: CustomerFacts | None
    vehicle: VehicleFacts | None
    is_walk_in: bool
    said: str
    errors: tuple[Doubt, ...]


class Parties:
    """Reads the party of each row; the same cells give the same party, and their warnings once."""

    def __init__(
        self,
        header: Sequence[str],
        mapping: Mapping[str, str],
        readers: Mapping[str, Callable[[str], Read]],
        *,
        is_customer_file: bool = False,
    ) -> None:
        def columns(fields: Mapping[str, str], more: Mapping[str, str]) -> list[Column]:
            names = {**fields, **more} if is_customer_file else fields
            found = columns_of(names, header, mapping, readers)
            return [column._replace(field=names[column.field]) for column in found]

        self._customer = columns(CUSTOMER_FIELDS, CUSTOMER_FILE_FIELDS)
        self._vehicle = columns(VEHICLE_FIELDS, VEHICLE_FILE_FIELDS)
        self._places = [column.place for column in (*self._customer, *self._vehicle)]
        self._known: dict[tuple[Cell, ...], Party] = {}

    def read(self, row_no: int, cells: Sequence[Cell], problems: list[Problem]) -> Party:
        """The party of a row; what is doubtful about it goes to `problems` the first time it is seen."""
        key = tuple([cells[place] for place in self._places])
        party = self._known.get(key)
        if party is None:
            party = self._party(row_no, cells, problems)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            if sum([len(cell) for cell in key if isinstance(cell, str)]) <= REMEMBERED_CHARACTERS:
                self._known[key] = party
        return party

    def _party(self, row_no: int, cells: Sequence[Cell], problems: list[Problem]) -> Party:
        doubts: list[Doubt] = []
        person = read_cells(self._customer, cells, doubts)
        car = read_cells(self._vehicle, cells, doubts)
        phones = person.pop("phones", None)
        if phones is not None and phones.flaws:
            doubts += self._about_phones(phones.flaws, cells)
        errors = tuple([doubt for doubt in doubts if _severity(doubt, car) == ERROR])
        for doubt in doubts:
            if doubt not in errors:
                problems.append(problem(row_no, doubt.flaw, doubt.column.header, doubt.raw, WARNING))
        numbers = phones.numbers if phones else ()
        said = repr((person, car, [phone.number for phone in numbers]))
        if is_walk_in(person.get("name", "")):
            return Party(None, _vehicle(car), True, said, errors)
        if numbers:
            person["phones"] = numbers
        return Party(_customer(person), _vehicle(car), False, said, errors)

    def _about_phones(self, flaws: Iterable[Any], cells: Sequence[Cell]) -> list[Doubt]:
        column = next(column for column in self._customer if column.field == "phones")
        return [Doubt(column, cells[column.place], flaw) for flaw in flaws]


def _severity(doubt: Doubt, car: Mapping[str, Any]) -> str:
    """A bad plate does no harm where the VIN names the car, and the other way round."""
    other = {"plate": "vin", "vin": "plate"}.get(doubt.column.field)
    return WARNING if doubt.column.field not in IDENTITY or other in car else severity_of(doubt.flaw)


def _customer(person: dict[str, Any]) -> CustomerFacts | None:
    """None when the row has nothing to know a customer by."""
    if not ("name" in person or "key" in person or "phones" in person):
        return None
    if "customer_type" not in person and "name" in person and is_company(person["name"]):
        person["customer_type"] = "fleet"
    return CustomerFacts(**person)


def _vehicle(car: dict[str, Any]) -> VehicleFacts | None:
    return VehicleFacts(**car) if "plate" in car or "vin" in car else None
