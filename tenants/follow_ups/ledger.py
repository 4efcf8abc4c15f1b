"""Past contacts as the governor reads them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tenants.follow_ups.triggers import TRIGGERS, Category, Channel

LEDGER_DAYS = 90  # the longest window of a cap; of what is older only the newest marketing and care count


@dataclass(frozen=True, slots=True)
class Entry:
    """One contact that was not taken back. `at`: by the shop's clock, without a time zone."""

    at: datetime
    channel: str
    trigger: str | None = None
    category: Category | None = None
    reason_id: UUID | None = None
    is_mass: bool = False
    connected: bool = False

    @property
    def on(self) -> date:
        return self.at.date()

    @property
    def is_try(self) -> bool:
        """A call that reached nobody."""
        return self.channel == Channel.CALL and not self.connected

    @property
    def reached(self) -> bool:
        """A call that was answered, or any message."""
        return self.channel != Channel.CALL or self.connected

    @property
    def is_capped(self) -> bool:
        """Does it count as care or marketing? A reminder does, and so does what nobody knows the kind of."""
        trigger = TRIGGERS.get(self.trigger or "")
        return self.category is not Category.SERVICE or (trigger is not None and trigger.is_reminder)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Of one customer, all his records together, oldest first."""

    entries: Sequence[Entry] = ()

    def on(self, day: date, wanted: Callable[[Entry], bool]) -> list[Entry]:
        return [one for one in self.entries if one.on == day and wanted(one)]

    def last(self, wanted: Callable[[Entry], bool]) -> Entry | None:
        return max(filter(wanted, self.entries), key=lambda one: one.at, default=None)

    def episodes(self, wanted: Callable[[Entry], bool]) -> list[date]:
        """The days of his care and marketing contacts that are wanted, the steps of one reason as one: the last."""
        days: dict[object, date] = {}
        for place, one in enumerate(self.entries):
            if one.reached and one.is_capped and wanted(one):
                key = one.reason_id or place
                days[key] = max(days.get(key, one.on), one.on)
        return sorted(days.values())

    def beside(self, others: "Iterable[Ledger]") -> "Ledger":
        """With those of his household, oldest first."""
        entries = [*self.entries, *(one for other in others for one in other.entries)]
        return Ledger(sorted(entries, key=lambda one: one.at))

    def has_begun(self, reason_id: UUID | None) -> bool:
        """Has this reason been spoken of before? Then a further step is no new episode."""
        return reason_id is not None and any(one.reason_id == reason_id and one.reached for one in self.entries)
