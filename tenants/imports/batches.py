"""What some rows of a file came to."""

from dataclasses import dataclass, field

from tenants.imports.canonical import CustomerVehicle, Order
from tenants.imports.problems import Problem
from tenants.imports.values import Cell

Record = Order | CustomerVehicle
Rows = list[tuple[int, list[Cell]]]  # row number, cells


@dataclass(slots=True)
class Batch:
    """Records, problems, and how many rows were kept out. A repeated row gives neither a record nor is it kept out."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    quarantined: int = 0
