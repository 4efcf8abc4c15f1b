"""The card of one follow-up: everything an advisor needs before he dials, in one statement."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, Row, Uuid, bindparam, text

from tenants.db import current_shop_id, db
from tenants.follow_ups.asking import Known
from tenants.follow_ups.call_backs import OPEN_REPLY
from tenants.follow_ups.models import FollowUp
from tenants.follow_ups.priority import BY_CLASS
from tenants.follow_ups.why_first import Parts, parts
from tenants.follow_ups.windows import Window
from tenants.scoring.segments import Mode, RfmClass, Tier
from tenants.settings.settings import DEFAULTS
from tenants.visits.queries import Rhythm, rhythm_of

ROWS = 3  # visits and contacts on a card
ITEMS = 4  # that fall due first, offered as done elsewhere
RHYTHM_VISITS = 24  # the last ones: people change

# Eight round trips cost more than the page. The policy of each table holds here as everywhere.
_FACTS = text(f"""
WITH records AS MATERIALIZED (  -- phones and sales over the counter stay with the record they came with
    SELECT :customer_id AS id
    UNION ALL
    SELECT id FROM customers WHERE shop_id = :shop_id AND merged_into_id = :customer_id
), visited AS MATERIALIZED (
    SELECT * FROM visits WHERE shop_id = :shop_id AND customer_id = :customer_id
    ORDER BY visit_on DESC, party_id LIMIT :rows
), work AS MATERIALIZED (
    SELECT v.party_id, v.visit_on, o.id, o.order_no, o.settled_on, o.order_type
    FROM visited v JOIN work_orders o ON o.vehicle_id = v.vehicle_id
    WHERE o.shop_id = :shop_id AND o.status = 'settled' AND o.settled_on BETWEEN v.arrived_on AND v.visit_on
    UNION ALL
    SELECT v.party_id, v.visit_on, o.id, o.order_no, o.settled_on, o.order_type
    FROM visited v JOIN work_orders o ON o.customer_id IN (SELECT id FROM records)
    WHERE v.vehicle_id IS NULL AND o.vehicle_id IS NULL
      AND o.shop_id = :shop_id AND o.status = 'settled' AND o.settled_on BETWEEN v.arrived_on AND v.visit_on
)
SELECT c.name, c.wechat, c.birthday,
    s.customer_id IS NOT NULL AS is_scored, s.first_paid_on, s.frequency, s.monetary_fen,
    car.id AS car_id, car.plate, car.brand, car.series, car.model, car.model_year, car.commercial_expires_on,
    n.last_km_on, profile.tier,
    (SELECT value FROM shop_settings WHERE shop_id = :shop_id AND name = 'segmentation_mode') AS mode,
    (
        SELECT jsonb_agg(
            jsonb_build_object('id', v.id, 'plate', v.plate, 'brand', v.brand, 'series', v.series, 'model', v.model,
                'model_year', v.model_year) ORDER BY v.plate, v.id
        ) FROM vehicles v
        WHERE v.shop_id = :shop_id AND v.customer_id IN (SELECT id FROM records) AND v.closed_on IS NULL
    ) AS cars,
    ARRAY(
        SELECT code FROM needs WHERE shop_id = :shop_id AND vehicle_id = car.id AND kind = 'item'
        ORDER BY due_on, code LIMIT :items
    ) AS due_items,
    ARRAY(
        SELECT number FROM customer_phones
        WHERE shop_id = :shop_id AND customer_id IN (SELECT id FROM records) AND invalid_at IS NULL
        GROUP BY number ORDER BY min(position), number
    ) AS phones,
    (
        SELECT jsonb_agg(
            jsonb_build_object('trigger', r.trigger, 'facts', r.facts, 'open_on', r.open_on,
                'deadline_on', r.deadline_on, 'grace_days', r.grace_days)
            ORDER BY array_position(:reason_ids, r.id)
        ) FROM follow_up_reasons r WHERE r.shop_id = :shop_id AND r.id = ANY(:reason_ids)
    ) AS reasons,
    (
        SELECT jsonb_agg(
            jsonb_build_object(
                'visit_on', v.visit_on, 'odometer_km', v.odometer_km, 'm_fen', v.m_fen, 'work', (
                    SELECT jsonb_agg(
                        jsonb_build_array(w.order_type, l.item_name) ORDER BY w.settled_on, w.order_no, w.id, l.line_no
                    )
                    FROM work w LEFT JOIN work_order_lines l ON l.shop_id = :shop_id AND l.order_id = w.id
                    WHERE w.party_id = v.party_id AND w.visit_on = v.visit_on
                )
            ) ORDER BY v.visit_on DESC, v.party_id
        ) FROM visited v
    ) AS visits,
    (
        SELECT jsonb_agg(
            jsonb_build_object('at', k.contacted_at, 'outcome', k.outcome, 'user_id', k.user_id, 'words', k.words,
                'asked', k.answer ->> 'asked')
            ORDER BY k.contacted_at DESC, k.id DESC
        ) FROM (
            SELECT * FROM contacts
            WHERE shop_id = :shop_id AND customer_id IN (SELECT id FROM records) AND undone_at IS NULL
            ORDER BY contacted_at DESC, id DESC LIMIT :rows
        ) k
    ) AS contacts,
    (
        SELECT jsonb_agg(jsonb_build_object('at', o.replied_at, 'body', o.body) ORDER BY o.replied_at DESC, o.id DESC)
        FROM (
            SELECT r.id, r.replied_at, r.body FROM replies r
            WHERE r.shop_id = :shop_id AND {OPEN_REPLY} AND r.id IN (
                SELECT reply_id FROM reply_customers
                WHERE shop_id = :shop_id AND customer_id IN (SELECT id FROM records)
            )
            ORDER BY r.replied_at DESC, r.id DESC LIMIT :rows
        ) o
    ) AS replies,
    ARRAY(
        SELECT DISTINCT visit_on FROM visits WHERE shop_id = :shop_id AND customer_id = :customer_id AND is_paid
        ORDER BY visit_on DESC LIMIT :rhythm_visits
    ) AS paid_on
FROM customers c
LEFT JOIN rfm_scores s ON s.shop_id = :shop_id AND s.customer_id = c.id
LEFT JOIN vehicles car ON car.shop_id = :shop_id AND car.id = coalesce(
    :vehicle_id, (SELECT vehicle_id FROM visited WHERE vehicle_id IS NOT NULL ORDER BY visit_on DESC, party_id LIMIT 1)
)
LEFT JOIN customer_profiles profile ON profile.shop_id = :shop_id AND profile.customer_id = c.id
LEFT JOIN vehicle_needs n ON n.shop_id = :shop_id AND n.vehicle_id = car.id
WHERE c.shop_id = :shop_id AND c.id = :customer_id
""").bindparams(
    bindparam("customer_id", type_=Uuid),
    bindparam("vehicle_id", type_=Uuid),
    bindparam("reason_ids", type_=ARRAY(Uuid)),
)


@dataclass(frozen=True, slots=True)
class Person:
    id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class Car:
    id: uuid.UUID
    plate: str | None
    brand: str | None
    series: str | None
    model: str | None
    model_year: int | None


@dataclass(frozen=True, slots=True)
class Spend:
    """Of the window, as scored last; the first visit is that of a lifetime."""

    first_paid_on: date | None
    frequency: int
    monetary_fen: int


@dataclass(frozen=True, slots=True)
class Why:
    """A reason; `facts` fill the sentence of its trigger."""

    trigger: str
    facts: Mapping[str, Any]
    window: Window

    @property
    def deadline_on(self) -> date:
        return self.window.deadline_on


@dataclass(frozen=True, slots=True)
class LastVisit:
    """`items` are the lines of its work orders, `order_types` their kinds for when no line is on file."""

    visit_on: date
    odometer_km: int | None
    m_fen: int
    items: list[str]
    order_types: list[str]


@dataclass(frozen=True, slots=True)
class LastContact:
    contacted_at: datetime
    outcome: str
    user_id: uuid.UUID | None  # nobody: the system wrote
    words: str | None
    asked: str | None  # the fact that the card proposed to ask for


@dataclass(frozen=True, slots=True)
class LastReply:
    """What a customer wrote, and nobody has dealt with."""

    at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Card:
    """`phones` work; `reasons` begin with why today; `visits`, `contacts` and `replies` are the newest, `rhythm` the
    usual gap.

    `vehicle` is the one it is about, `cars` are all he has; `due_items` are what falls due first of the one, `known`
    says which facts about customer and car are on file, `parts` what the score was made of.
    """

    follow_up: FollowUp
    customer: Person
    phones: Sequence[str]
    vehicle: Car | None
    cars: list[Car]
    due_items: list[str]
    known: Known
    parts: Parts | None
    score: Spend | None
    reasons: list[Why]
    visits: list[LastVisit]
    contacts: list[LastContact]
    replies: list[LastReply]
    rhythm: Rhythm | None


def card(follow_up: FollowUp) -> Card:
    """The card of a follow-up of the shop in scope. A car is that of the reason, else of the last visit."""
    row = db.session.execute(
        _FACTS,
        {
            "shop_id": current_shop_id(),
            "customer_id": follow_up.customer_id,
            "vehicle_id": follow_up.vehicle_id,
            "reason_ids": [uuid.UUID(each) for each in follow_up.reason_ids],
            "rows": ROWS,
            "items": ITEMS,
            "rhythm_visits": RHYTHM_VISITS,
        },
    ).one()
    return Card(
        follow_up=follow_up,
        customer=Person(follow_up.customer_id, row.name),
        phones=row.phones,
        vehicle=Car(row.car_id, row.plate, row.brand, row.series, row.model, row.model_year) if row.car_id else None,
        due_items=row.due_items,
        known=Known(
            has_car=row.car_id is not None,
            read_on=row.last_km_on,
            wechat=row.wechat,
            birthday=row.birthday,
            insured_until=row.commercial_expires_on,
        ),
        score=Spend(row.first_paid_on, row.frequency, row.monetary_fen) if row.is_scored else None,
        parts=_parts(follow_up, row),
        **_lists(row),
    )


def _lists(row: Row[Any]) -> dict[str, Any]:
    return {
        "reasons": [_why(each) for each in row.reasons or ()],
        "cars": [Car(**each | {"id": uuid.UUID(each["id"])}) for each in row.cars or ()],
        "visits": [_visit(each) for each in row.visits or ()],
        "contacts": [_contact(each) for each in row.contacts or ()],
        "replies": [LastReply(datetime.fromisoformat(each["at"]), each["body"]) for each in row.replies or ()],
        "rhythm": rhythm_of(row.paid_on),
    }


def _parts(follow_up: FollowUp, row: Row[Any]) -> Parts | None:
    if not row.reasons:
        return None
    return parts(
        follow_up.urgency,
        follow_up.value,
        _why(row.reasons[0]).window,
        follow_up.queue_on,
        rfm_class=RfmClass(follow_up.rfm_class),
        tier=Tier(row.tier) if row.tier else None,
        by_tier=Mode(row.mode or DEFAULTS.segmentation_mode) not in BY_CLASS,
    )


def _why(told: Mapping[str, Any]) -> Why:
    open_on, deadline_on = (date.fromisoformat(told[name]) for name in ("open_on", "deadline_on"))
    return Why(told["trigger"], told["facts"], Window(open_on, deadline_on, told["grace_days"]))


def _visit(told: Mapping[str, Any]) -> LastVisit:
    work = told["work"] or ()
    return LastVisit(
        date.fromisoformat(told["visit_on"]),
        told["odometer_km"],
        told["m_fen"],
        items=list(dict.fromkeys(item for _, item in work if item)),
        order_types=list(dict.fromkeys(order_type for order_type, _ in work)),
    )


def _contact(told: Mapping[str, Any]) -> LastContact:
    user_id = uuid.UUID(told["user_id"]) if told["user_id"] else None
    return LastContact(datetime.fromisoformat(told["at"]), told["outcome"], user_id, told["words"], told.get("asked"))
