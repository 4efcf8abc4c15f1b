"""What triggers may look at: one shop on one morning, visits and scores as of the evening before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from uuid import UUID

from tenants.follow_ups.calendar.sky import SkyEvent
from tenants.follow_ups.calendar.weather import WeatherEvent
from tenants.follow_ups.windows import EVERY_DAY, OpenDays
from tenants.needs.relations import Relation
from tenants.needs.rhythm import PRIOR_DAYS
from tenants.scoring.segments import RfmClass


@dataclass(frozen=True, slots=True)
class ServiceVisit:
    """A visit with real service work (`is_service`, domain.md 0.5); `fuel` is the car's."""

    customer_id: UUID
    vehicle_id: UUID | None
    visit_on: date
    delivered_on: date | None = None
    paid_fen: int = 0
    arrived_on: date | None = None
    fuel: str | None = None

    @property
    def handed_over_on(self) -> date:
        return self.delivered_on or self.visit_on


@dataclass(frozen=True, slots=True)
class Standing:
    """A scored customer. `lifetime_dates` counts his paid-visit dates ever."""

    customer_id: UUID
    rfm_class: RfmClass
    class_since_on: date
    first_paid_on: date
    last_paid_on: date
    lifetime_dates: int
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a customer comes: gaps in days between his maintenance visits, 0 of them when he came once."""

    customer_id: UUID
    last_service_on: date
    gap_count: int
    median_gap: float
    prior_days: int = PRIOR_DAYS


@dataclass(frozen=True, slots=True)
class CarNeed:
    """Something a car will need; `anchor_on` is when to speak of it, `due_on` when it falls due or ends."""

    customer_id: UUID
    vehicle_id: UUID
    kind: str
    code: str
    due_on: date
    anchor_on: date
    confidence: str = "high"
    may_have_expired: bool = False  # of an inspection nobody recorded


@dataclass(frozen=True, slots=True)
class Addressee:
    """A customer who ever paid, with what greetings go by. `ties`: codes of customers.family.Tie."""

    customer_id: UUID
    rfm_class: RfmClass
    tier: str | None = None
    birthday: str | None = None
    gender: str | None = None
    occupation: str | None = None
    ties: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RegisteredCar:
    customer_id: UUID
    vehicle_id: UUID
    registered_on: date


@dataclass(frozen=True, slots=True)
class Promised:
    """An appointment that is booked, or that was missed."""

    customer_id: UUID
    vehicle_id: UUID | None
    due_on: date
    booked_on: date
    due_time: time | None = None
    is_confirmed: bool = False
    is_missed: bool = False
    appointment_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """Something to come back to; see tenants.opportunities.models.Opportunity."""

    customer_id: UUID
    vehicle_id: UUID | None
    kind: str
    what: str
    due_on: date | None
    noted_on: date
    is_safety: bool = False
    grade: str | None = None
    graded_on: date | None = None

    @property
    def day(self) -> date:
        return self.due_on or self.noted_on


@dataclass(frozen=True, slots=True)
class Sent:
    """A customer sent to us by another; `name` is who was sent."""

    referrer_id: UUID
    referred_id: UUID
    name: str
    noted_on: date


@dataclass(frozen=True, slots=True)
class Invitation:
    """A campaign that is on."""

    name: str
    invites_on: date
    ends_on: date
    channel: str
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class AgingCar:
    """A car that may be replaced: by its age, else by its km, else by its repairs; what does not say so is 0."""

    customer_id: UUID
    vehicle_id: UUID
    age_years: int
    km: int


@dataclass(frozen=True, slots=True)
class ShopDay:
    """`visits` need only reach as far back as `triggers.earliest_anchor` says, and must hold each customer's newest;
    `needs` those with anchors that may have a live window. `talks`: when somebody last spoke with a customer;
    `registered`: cars with a birthday lately. `relations`: items that go together, the first to be spoken of first;
    `bought`: by car, and by customer for what was sold over the counter, the items of twelve months and their last
    day; `refused`: by customer, the items of ninety days; `median_visit_fen`: the P50 of what customers pay."""

    today: date
    r_cut_days: int
    mode: str = "rfm8"
    churned_after_days: int = 365
    visits: Sequence[ServiceVisit] = ()
    standings: Sequence[Standing] = ()
    rhythms: Sequence[Rhythm] = ()
    needs: Sequence[CarNeed] = ()
    promises: Sequence[Promised] = ()
    talks: Mapping[UUID, date] = field(default_factory=dict)
    relations: Sequence[Relation] = ()
    bought: Mapping[UUID, Mapping[str, date]] = field(default_factory=dict)
    refused: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    median_visit_fen: float | None = None
    registered: Sequence[RegisteredCar] = ()
    noted: Sequence[Noted] = ()
    referrals: Sequence[Sent] = ()
    campaigns: Sequence[Invitation] = ()
    aging: Sequence[AgingCar] = ()
    missing: Mapping[UUID, Sequence[str]] = field(default_factory=dict)  # details, the most useful first
    addressees: Sequence[Addressee] = ()
    weather: Sequence[WeatherEvent] = ()  # that is still news
    sky: Sequence[SkyEvent] = ()  # of the days ahead, in their order
    open_days: OpenDays = EVERY_DAY


def newest_per_customer(visits: Iterable[ServiceVisit]) -> Iterable[ServiceVisit]:
    """A new delivery restarts 3-3-3 (domain.md 4.3). Two cars on one day: the lower vehicle id, to be deterministic."""
    newest: dict[UUID, ServiceVisit] = {}
    for visit in sorted(visits, key=lambda visit: str(visit.vehicle_id), reverse=True):
        known = newest.get(visit.customer_id)
        if known is None or visit.handed_over_on >= known.handed_over_on:
            newest[visit.customer_id] = visit
    return newest.values()
