"""What is known before somebody speaks: of the customer and his car, of the occasion, and of who speaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from tenants.needs.relations import DEFAULTS, Relation

if TYPE_CHECKING:
    from tenants.scripts.which import Which


@dataclass(frozen=True, slots=True)
class Due:
    """A need of the car; `kind` is item, insurance or inspection."""

    code: str
    kind: str
    due_on: date
    confidence: str
    in_bundle: bool
    done_on: date | None = None  # last


@dataclass(frozen=True, slots=True)
class Known:
    """Of one customer and one of his cars; None is what nobody knows. `words`: what the shop says for its slots,
    `own`: its own versions of scripts that he may hear; `relations`: which items go together there.
    """

    name: str
    gender: str | None = None
    customer_type: str = "personal"
    tier: str | None = None
    overlays: Sequence[str] = ()
    plate: str | None = None
    model: str | None = None
    last_km: int | None = None
    last_km_on: date | None = None
    km_per_day: float | None = None
    confidence: str | None = None
    last_maintenance_on: date | None = None
    needs: Sequence[Due] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    own: Mapping["Which", str] = field(default_factory=dict)
    relations: Sequence[Relation] = DEFAULTS
    agreed: bool = True  # to advertising, on every channel that the words may take


@dataclass(frozen=True, slots=True)
class Talk:
    """Why and by whom. `facts` are those of the reason, days in ISO form; `last_items` as the shop's files call them;
    `slots` the times that may be offered, in words.
    """

    trigger: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    advisor: str = ""
    shop: str = ""
    last_visit_on: date | None = None
    last_items: Sequence[str] = ()
    slots: str = ""
