"""Write what is known of every customer who ever paid: tier, overlays, silence, habits (domain.md 2.3, 2.4)."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import select, text

from tenants import settings
from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.scoring import arrays, overlays, portraits, survival, tiers
from tenants.scoring import past as pasts
from tenants.scoring import peers as peering
from tenants.scoring.models import Distribution
from tenants.scoring.order_facts import PARTS, OrderFacts
from tenants.scoring.past import Past
from tenants.scoring.peers import Peers
from tenants.scoring.window import months_before

LEAST_TIMES = 2  # a weekday or daypart seen once is no habit
PEERS = "peers"  # the name of their row among the distributions
FRESH = timedelta(7)  # how long the whole shop's run serves those of some customers
MANY = 0.05  # of the customers: from there on the whole shop is cheaper, too
SETTINGS = (
    "rfm_window_months",
    "tier_key_quantile",
    "tier_key_least_fen",
    "tier_important_quantile",
    "tier_potential_quantile",
    "special_item_groups",
    "promo_discount_share",
    "m_include_insurer",
    "wash_limit_fen",
)

# What a profile consists of, with the type of its array parameter; lists travel as text.
COLUMNS = {
    "tier": "varchar",
    "overlays": "text",
    "peer_group": "varchar",
    "gap_count": "integer",
    "silence_days": "text",
    "weekday": "smallint",
    "weekday_visits": "integer",
    "daypart": "varchar",
    "daypart_visits": "integer",
    "timed_visits": "integer",
    "median_ticket_fen": "bigint",
    "largest_visit_fen": "bigint",
    "vehicles": "integer",
}
_STORED = {**COLUMNS, "signature": "bigint"}
_LISTS = {"overlays": "varchar[]", "silence_days": "integer[]"}
_VALUES = {name: f"CAST(n.{name} AS {_LISTS[name]})" if name in _LISTS else f"n.{name}" for name in _STORED}
_GIVEN = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in _STORED.items())

_WRITE = f"""
INSERT INTO customer_profiles AS p (shop_id, customer_id, {", ".join(_STORED)})
SELECT c.shop_id, c.id, {", ".join(_VALUES.values())}
  FROM customers c
  JOIN unnest(CAST(:customer_id AS uuid[]), {_GIVEN}) AS n(customer_id, {", ".join(_STORED)}) ON n.customer_id = c.id
 WHERE c.shop_id = :shop_id
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _STORED)}
"""
_FORGET = """
DELETE FROM customer_profiles p
 WHERE p.shop_id = :shop_id
   AND NOT EXISTS (SELECT 1 FROM rfm_scores s
                    WHERE s.shop_id = :shop_id AND s.customer_id = p.customer_id AND s.last_paid_on IS NOT NULL)
"""
_FORGET_SOME = "DELETE FROM customer_profiles WHERE shop_id = :shop_id AND customer_id = ANY(:gone)"


def refresh(as_of: date, changed: Collection[bytes], everybody: int, timezone: str) -> None:
    """After a scoring of `everybody` that `changed` some (the bytes of their ids): profile those, or the whole shop
    when they are many, when it was done a week ago, or by other settings. What others are measured against moves that
    slowly.
    """
    chosen = settings.current()
    peers = _stored_peers(as_of, chosen)
    if peers is None or len(changed) > MANY * everybody:
        _profile_shop(as_of, timezone, chosen)
    elif changed:
        _profile_some(as_of, arrays.ids(set(changed)), timezone, chosen, peers)


def profile(as_of: date, customers: Collection[uuid.UUID] | None = None, timezone: str = "Asia/Shanghai") -> None:
    """Bring the profiles of the shop in scope, or of some `customers`, in line with their visits up to the end of
    `as_of`, of which they are scored already. `timezone`: the shop's, for the time of day.

    The whole shop's run also stores the distributions and what single customers are measured against; without it, or
    a week after it, some customers are the whole shop. Rows that come out the same are not written.
    """
    chosen = settings.current()
    peers = _stored_peers(as_of, chosen) if customers is not None else None
    if customers is None or peers is None:
        _profile_shop(as_of, timezone, chosen)
    else:
        _profile_some(as_of, customers, timezone, chosen, peers)


def _profile_shop(as_of: date, timezone: str, chosen: settings.Settings) -> None:
    window_start = months_before(as_of, chosen.rfm_window_months)
    past, facts = pasts.read(as_of, window_start), OrderFacts(as_of, window_start)
    peers = peering.peers(past, peering.gaps(past, as_of), chosen)
    timed = _write_all(past, facts, peers, as_of, timezone, chosen)
    with planned_for_many_rows():
        db.session.execute(text(_FORGET), {"shop_id": current_shop_id()})
    told = peers.payload() | {"settings": _told(chosen)}
    portraits.store(as_of, portraits.paint(past, facts, timed) | {PEERS: told})


def _profile_some(
    as_of: date, customers: Collection[uuid.UUID], timezone: str, chosen: settings.Settings, peers: Peers
) -> None:
    window_start = months_before(as_of, chosen.rfm_window_months)
    past, facts = pasts.read(as_of, window_start, customers), OrderFacts(as_of, window_start, customers)
    _write_all(past, facts, peers, as_of, timezone, chosen)
    paid = set(past.people["customer_id"])
    if gone := [one for one in customers if one.bytes not in paid]:
        db.session.execute(text(_FORGET_SOME), {"shop_id": current_shop_id(), "gone": gone})


def _write_all(
    past: Past, facts: OrderFacts, peers: Peers, as_of: date, timezone: str, chosen: settings.Settings
) -> arrays.Columns:
    """When they come."""
    with planned_for_many_rows():
        timed, groups = facts.timed(timezone), _overlays(past.people, facts, chosen)
    for part in past.parts():
        _write(_rows(part, peers, as_of, timed, groups))
    return timed


def _stored_peers(as_of: date, chosen: settings.Settings) -> Peers | None:
    row = db.session.scalar(select(Distribution).where(Distribution.name == PEERS))
    if row is None or not timedelta(0) <= as_of - row.as_of < FRESH:
        return None
    return Peers.read(row.payload) if row.payload["settings"] == _told(chosen) else None


def _told(chosen: settings.Settings) -> list[Any]:
    """The settings that profiles depend on, as JSON gives them back."""
    values = [getattr(chosen, name) for name in SETTINGS]
    return [list(value) if isinstance(value, tuple) else value for value in values]


def _rows(
    past: Past, peers: Peers, as_of: date, timed: arrays.Columns, groups: Mapping[bytes, Sequence[str]]
) -> pd.DataFrame:
    """The changed ones."""
    people, gaps = past.people, peering.gaps(past, as_of)
    used, curves = peers.of(gaps.counts == 0, people["is_business"].to_numpy())
    silence = survival.thresholds(gaps.days, gaps.counts, curves)
    rows = people[["customer_id", "known", "known_signature", "median_ticket_fen", "vehicles"]].assign(
        tier=tiers.tiers(people, peers.limits, as_of),
        overlays=pd.Series([_list(groups.get(one, ())) for one in people["customer_id"]], dtype=object),
        peer_group=pd.Series(used, dtype=object),
        gap_count=gaps.counts,
        largest_visit_fen=people["largest_fen"],
        **_weekdays(past),
        **_dayparts(people["hash"].to_numpy(), timed),
    )
    plain = [name for name in COLUMNS if name != "silence_days"]
    hashes = pd.util.hash_pandas_object(rows[plain], index=False).to_numpy()
    days = pd.util.hash_pandas_object(pd.DataFrame(silence), index=False).to_numpy()
    rows = rows.assign(signature=(hashes * np.uint64(31) + days).view(np.int64))
    changed = (~rows["known"] | (rows["signature"] != rows["known_signature"])).to_numpy()
    return rows[changed].assign(silence_days=[_list(row) for row in silence[changed].tolist()])


def _weekdays(past: Past) -> dict[str, Any]:
    """The weekday of most paid days of a customer, ever; a tie is no habit."""
    number = len(past.people)
    # day 0 of 1970 was a Thursday
    place = past.owner[past.is_paid] * 7 + (past.day[past.is_paid] + 3) % 7
    return _most("weekday", np.bincount(place, minlength=number * 7).reshape(number, 7), range(7))


def _dayparts(people: NDArray[np.int64], timed: arrays.Columns) -> dict[str, Any]:
    order = np.argsort(people)
    place = order[np.minimum(np.searchsorted(people, timed["hash"], sorter=order), len(people) - 1)]
    mine = people[place] == timed["hash"]
    counts = np.zeros((len(people), len(PARTS)), np.int64)
    np.add.at(counts, (place[mine], timed["part"][mine]), timed["visits"][mine])
    return _most("daypart", counts, PARTS) | {"timed_visits": counts.sum(axis=1)}


def _most(name: str, counts: Any, choices: Iterable[Any]) -> dict[str, Any]:
    best = counts.max(axis=1, initial=0)
    is_habit = (best >= LEAST_TIMES) & ((counts == best[:, None]).sum(axis=1) == 1)
    chosen = np.array([str(choice) for choice in choices], dtype=object)[counts.argmax(axis=1)]
    chosen[~is_habit] = None
    return {name: pd.Series(chosen, dtype=object), f"{name}_visits": np.where(is_habit, best, 0)}


def _overlays(people: pd.DataFrame, facts: OrderFacts, chosen: settings.Settings) -> dict[bytes, list[str]]:
    """The overlays of each customer who has any, sorted, by the bytes of his id."""
    specials = [(one.bytes, group, times, fen) for one, group, times, fen in facts.specials(chosen.special_item_groups)]
    promos = {one.bytes: counts for one, counts in facts.promos(chosen.promo_discount_share).items()}
    wanted = people[people["customer_id"].isin({row[0] for row in specials} | promos.keys())]
    visits = dict(zip(wanted["customer_id"], wanted["visits"].tolist(), strict=True))
    spent = dict(zip(wanted["customer_id"], wanted["total_fen"].tolist(), strict=True))
    found: dict[bytes, list[str]] = defaultdict(list)
    for who, group, times, fen in specials:
        if overlays.is_special(times, fen, spent.get(who, 0)):
            found[who].append(overlays.SPECIAL[group])
    for who, (promo_visits, event_visits) in promos.items():
        if overlay := overlays.promo(visits.get(who, 0), promo_visits, event_visits):
            found[who].append(overlay)
    return {who: sorted(codes) for who, codes in found.items()}


def _list(values: Iterable[Any]) -> str:
    """A list as an element of the text of an array of texts."""
    return '"{' + ",".join(map(str, values)) + '}"'


def _write(changed: pd.DataFrame) -> None:
    if len(changed):
        values = {name: arrays.literal(changed[name].to_numpy()) for name in ["customer_id", *_STORED]}
        db.session.execute(text(_WRITE), {"shop_id": current_shop_id(), **values})
