"""Asks the governor with what the database knows: of one customer at the dial and at sending, of all when planning."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import ARRAY, DateTime, String, Uuid, bindparam, func, select, text

from tenants import settings
from tenants.customers.households import household_of
from tenants.customers.models import Customer
from tenants.customers.wishes import Wishes, wishes_of
from tenants.db import current_shop_id, db
from tenants.follow_ups.calendar import statutory
from tenants.follow_ups.governor import Verdict, decide
from tenants.follow_ups.hold_out import SALT, is_held_out
from tenants.follow_ups.hours import Hours, Span, spans
from tenants.follow_ups.ledger import LEDGER_DAYS, Entry, Ledger
from tenants.follow_ups.models import Reason
from tenants.follow_ups.people import Person
from tenants.follow_ups.permission import Ask, Rules, effective_category
from tenants.follow_ups.refusals import CALM_AFTER_COMPLAINT_DAYS
from tenants.follow_ups.stored import open_days
from tenants.follow_ups.triggers import TRIGGERS, Category, Channel, Trigger
from tenants.follow_ups.windows import LONGEST_CLOSURE_DAYS
from tenants.scoring.grid import POLICIES
from tenants.scoring.segments import FStage, Lifecycle, Tier
from tenants.settings import Settings
from tenants.visits.models import Visit

MOST_CONTACTS = max(policy.contacts for policy in POLICIES.values())

# The newest marketing and care contact count for ever: the next marketing waits for care after the last (4.4).
_LEDGER = text("""
WITH records AS MATERIALIZED (
    SELECT coalesce(merged_into_id, id) AS customer_id, id FROM customers
     WHERE shop_id = :shop_id AND (id = ANY(:customers) OR merged_into_id = ANY(:customers))
), kept AS MATERIALIZED (
    SELECT r.customer_id, k.contacted_at, k.channel, k.trigger, k.category, k.reason_id, k.is_mass, k.connected
      FROM contacts k JOIN records r ON r.id = k.customer_id
     WHERE k.shop_id = :shop_id AND k.undone_at IS NULL AND (:until IS NULL OR k.contacted_at < :until)
       AND (k.contacted_at >= :since OR k.category IN ('C', 'M'))
)
SELECT * FROM kept WHERE contacted_at >= :since
UNION ALL (
    SELECT DISTINCT ON (customer_id, category) * FROM kept
     WHERE contacted_at < :since AND (connected OR channel <> 'call')
     ORDER BY customer_id, category, contacted_at DESC
)
ORDER BY contacted_at
""").bindparams(bindparam("customers", type_=ARRAY(Uuid)), bindparam("until", type_=DateTime(timezone=True)))


# Of one customer, all his records together; a complaint that expired unanswered calms down like one that was closed.
# The whole household has it.
_FACTS = text("""
WITH records AS MATERIALIZED (
    SELECT id FROM customers WHERE shop_id = :shop_id AND (id = :customer_id OR merged_into_id = :customer_id)
), came AS (
    SELECT min(visit_on) AS first_on, max(visit_on) AS last_on FROM visits
     WHERE shop_id = :shop_id AND customer_id = :customer_id AND is_presence AND visit_on <= :today
)
SELECT came.first_on, came.last_on, s.lifecycle, s.f_stage, p.tier,
       (
        SELECT jsonb_object_agg(scope, until_on) FROM (
            SELECT scope, max(until_on) AS until_on FROM suppressions
             WHERE shop_id = :shop_id AND customer_id IN (SELECT id FROM records) AND until_on > :today
             GROUP BY scope
        ) silent
       ) AS suppressed,
       (
        SELECT max(coalesce(closed_on, deadline_on + grace_days)) FROM follow_up_reasons
         WHERE shop_id = :shop_id AND trigger = ANY(:freezing) AND customer_id IN (
            SELECT id FROM customers
             WHERE shop_id = :shop_id AND (id = ANY(:household) OR merged_into_id = ANY(:household))
         )
       ) AS complaint_on
  FROM came
  LEFT JOIN rfm_scores s ON s.shop_id = :shop_id AND s.customer_id = :customer_id
  LEFT JOIN customer_profiles p ON p.shop_id = :shop_id AND p.customer_id = :customer_id
""").bindparams(
    bindparam("customer_id", type_=Uuid),
    bindparam("freezing", type_=ARRAY(String)),
    bindparam("household", type_=ARRAY(Uuid)),
)


def may_contact(
    customer_id: uuid.UUID,
    *,
    category: str,
    trigger: str,
    channel: str,
    now: datetime,
    timezone: str,
    is_mass: bool = False,
    lock: bool = False,
    reason_id: uuid.UUID | None = None,
) -> Verdict:
    """May this customer be contacted now, this way, about this?

    `lock` holds the customer until the end of the transaction, so that of two who ask and then write into the ledger
    the second sees what the first wrote. `reason_id`: a further step of it is no new contact, and its variant decides
    instead of `category`. `until` of the verdict has the shop's time zone.
    """
    zone = ZoneInfo(timezone)
    local = now.astimezone(zone).replace(tzinfo=None)
    survivor_id, mates = household_of(customer_id)
    if lock:
        _hold([survivor_id, *mates])
    chosen = settings.current()
    ask = _ask(trigger, Category(category), channel, local, reason_id, is_mass)
    past = ledgers([survivor_id, *mates], now, zone)
    ledger = past.pop(survivor_id, Ledger()).beside(past.values())
    verdict = decide(ask, ledger, person_of(survivor_id, local.date(), chosen, mates), rules_of(chosen, local.date()))
    return replace(verdict, until=verdict.until.replace(tzinfo=zone)) if verdict.until else verdict


def category_of(trigger: Trigger, customer_id: uuid.UUID, today: date) -> Category:
    """What a contact about a trigger counts as in the ledger: a reminder may be a service (domain.md 4.1)."""
    if not trigger.is_reminder:
        return trigger.category
    person = Person(last_visit_on=_visited(customer_id, today)[1])
    return effective_category(Ask.about(trigger, trigger.channel, today), person, rules_of(settings.current(), today))


def ledgers(
    customer_ids: Collection[uuid.UUID], now: datetime, zone: ZoneInfo, until: datetime | None = None
) -> dict[uuid.UUID, Ledger]:
    """The contacts of customers that count for the governor at `now`; later ones too, for clocks differ, unless
    `until` ends them."""
    found: dict[uuid.UUID, list[Entry]] = defaultdict(list)
    rows = db.session.execute(
        _LEDGER,
        {
            "shop_id": current_shop_id(),
            "customers": list(customer_ids),
            "until": until,
            "since": now - timedelta(LEDGER_DAYS + 1),
        },
    )
    for customer_id, at, channel, trigger, category, reason_id, is_mass, connected in rows:
        local = at.astimezone(zone).replace(tzinfo=None)
        kind = Category(category) if category else None
        found[customer_id].append(Entry(local, channel, trigger, kind, reason_id, is_mass, connected))
    return {customer_id: Ledger(entries) for customer_id, entries in found.items()}


def rules_of(chosen: Settings, today: date) -> Rules:
    """The settings of a shop as the governor reads them, for a contact on `today`."""
    days, quiet = open_days(chosen), _quiet_days(today)
    message_hours = spans(chosen.message_hours)
    return Rules(
        reminder_as_service=chosen.reminder_as_service,
        gap_days=chosen.contact_gap_days,
        most_contacts=chosen.contacts_in_90_days,
        most_offers_with_potential=chosen.potential_offers_in_90_days,
        care_first=chosen.care_before_marketing,
        after_first_visit_days=chosen.quiet_after_first_visit_days,
        after_visit_days=chosen.quiet_after_visit_days,
        most_mass_sms=chosen.mass_sms_in_30_days,
        most_mass_wechat=chosen.mass_wechat_in_30_days,
        tries_a_day=chosen.call_tries_a_day,
        most_tries=chosen.call_tries,
        most_call_days=chosen.call_days,
        service_messages_a_day=chosen.service_messages_a_day,
        call_hours=Hours(spans(chosen.call_hours), spans(chosen.call_hours_weekend), days, quiet),
        message_hours=Hours(message_hours, message_hours),
    )


def person_of(customer_id: uuid.UUID, today: date, chosen: Settings, mates: Collection[uuid.UUID] = ()) -> Person:
    """What the governor must know of one customer who is not merged into another; visits of `today` count. `mates`:
    those who share a number with him."""
    wishes = wishes_of([customer_id, *mates])
    freezing = [code for code, trigger in TRIGGERS.items() if trigger.freezes]
    whose = {"customer_id": customer_id, "household": [customer_id, *mates]}
    values = {"shop_id": current_shop_id(), "today": today, "freezing": freezing, **whose}
    row = db.session.execute(_FACTS, values).one()
    tier = Tier(row.tier) if row.tier else None
    return replace(
        wishing(wishes.pop(customer_id, Wishes()), wishes.values()),
        tier=tier,
        first_visit_on=row.first_on,
        last_visit_on=row.last_on,
        suppressed={scope: date.fromisoformat(until_on) for scope, until_on in (row.suppressed or {}).items()},
        calm_on=row.complaint_on + timedelta(CALM_AFTER_COMPLAINT_DAYS) if row.complaint_on else None,
        most_contacts=most_contacts(row.lifecycle, row.f_stage),
        is_held_out=held_out(customer_id, tier, today, chosen),
    )


def wishing(wishes: Wishes, of_mates: Iterable[Wishes] = ()) -> Person:
    """Somebody of whom only his wishes are known. Who answers his number may have refused it: the strictest counts."""
    all_of_them = [wishes, *of_mates]
    return Person(
        do_not_contact=any(one.do_not_contact for one in all_of_them),
        do_not_call=any(one.do_not_call for one in all_of_them),
        do_not_market=any(one.do_not_market for one in all_of_them),
        no_profiling=wishes.no_profiling,
        consents=wishes.consents,
        has_number=wishes.has_number,
        preferred=Span(*wishes.preferred) if wishes.preferred else None,
    )


def most_contacts(lifecycle: str | None, stage: str | None) -> int:
    """In 90 days, by the cell of the grid; who never paid has none and gets the most."""
    return POLICIES[Lifecycle(lifecycle), FStage(stage)].contacts if lifecycle and stage else MOST_CONTACTS


def held_out(customer_id: uuid.UUID, tier: Tier | None, on: date, chosen: Settings) -> bool:
    """Is he in the arm that goes without? Key customers never are (domain.md 4.8)."""
    if not chosen.hold_out or tier is Tier.KEY:
        return False
    return is_held_out(SALT, current_shop_id(), customer_id, on, chosen.hold_out_share)


def _ask(
    trigger: str, category: Category, channel: str, local: datetime, reason_id: uuid.UUID | None, is_mass: bool
) -> Ask:
    row = _variant(trigger, reason_id)
    return Ask(
        trigger=trigger,
        category=row.category if row and row is not TRIGGERS[trigger] else category,
        channel=channel,
        on=local.date(),
        at=local.time(),
        reason_id=reason_id,
        is_mass=is_mass or (row is not None and row.is_mass and channel != Channel.CALL),
        is_reminder=row is not None and row.is_reminder,
        is_owed=row is not None and row.is_owed,
        may_go_without=row is not None and row.hold_out,
    )


def _variant(trigger: str, reason_id: uuid.UUID | None) -> Trigger | None:
    """The row that holds for this reason: a job left undone that concerns safety is a service."""
    row = TRIGGERS.get(trigger)
    if row is None or not row.variants or reason_id is None:
        return row
    return row.variant(db.session.scalar(select(Reason.facts).where(Reason.id == reason_id)) or {})


def _hold(customer_ids: Collection[uuid.UUID]) -> None:
    """Lock the rows of a household; two who ask of two records of one person, or of two who share a number, wait for
    each other. Always in one order, or they would wait for ever."""
    db.session.execute(select(Customer.id).where(Customer.id.in_(customer_ids)).order_by(Customer.id).with_for_update())


@lru_cache(maxsize=64)
def _quiet_days(today: date) -> frozenset[date]:
    days = [today + timedelta(later) for later in range(LONGEST_CLOSURE_DAYS + 1)]
    return frozenset(day for day in days if statutory.is_first_day(day) or statutory.is_spring_festival(day))


def _visited(customer_id: uuid.UUID, today: date) -> tuple[date | None, date | None]:
    first_on, last_on = db.session.execute(
        select(func.min(Visit.visit_on), func.max(Visit.visit_on)).where(
            Visit.customer_id == customer_id, Visit.is_presence, Visit.visit_on <= today
        )
    ).one()
    return first_on, last_on
