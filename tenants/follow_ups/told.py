"""What a customer tells along with an answer, beside its outcome: facts for his record and for his car."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Told:
    """`vehicle_id`: the car that the facts are about, where he has several. `done_on`, `item_codes`: work done
    elsewhere. `insured_until`: the last day of his policy. `asked`: the one fact the card proposed to ask for.
    `number`: which of his numbers is wrong, the first when none is named; the ledger keeps no number."""

    vehicle_id: UUID | None = None
    odometer_km: int | None = None
    competitor: str = ""
    price_fen: int | None = None
    done_on: date | None = None
    item_codes: tuple[str, ...] = ()
    new_car: str = ""
    wechat: str = ""
    birthday: date | None = None
    insured_until: date | None = None
    asked: str = ""
    number: str = ""

    @property
    def written(self) -> Mapping[str, Any]:
        """Fit for the ledger, and only what was told."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "number"}
        return {name: _plain(value) for name, value in values.items() if value}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
