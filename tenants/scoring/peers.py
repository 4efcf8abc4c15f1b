"""What one customer is measured against: the limits of the tiers, and the gaps of his peers."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from tenants.scoring import survival, tiers
from tenants.scoring.past import Past
from tenants.scoring.segments import PeerGroup
from tenants.scoring.tiers import TierLimits, TierSettings

_GROUPS = {
    (False, False): PeerGroup.REPEAT_PRIVATE,
    (False, True): PeerGroup.REPEAT_BUSINESS,
    (True, False): PeerGroup.FIRST_PRIVATE,
    (True, True): PeerGroup.FIRST_BUSINESS,
}


@dataclass(frozen=True, slots=True)
class Gaps:
    """Days between the paid days of each customer: `days` in the order of people, `counts` how many each has; `firsts`
    marks the gap that follows a first visit. `silent`: days since the last one.
    """

    days: NDArray[np.int64]
    counts: NDArray[np.int64]
    firsts: NDArray[np.bool_]
    silent: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Peers:
    """`curves`: days at each of silence.PERCENTS by peer group; groups that are too small have none."""

    limits: TierLimits
    curves: dict[str, list[float]]

    def payload(self) -> dict[str, Any]:
        """For a JSON column."""
        return {"limits": self.limits._asdict(), "curves": self.curves}

    @classmethod
    def read(cls, payload: dict[str, Any]) -> Self:
        return cls(TierLimits(**payload["limits"]), payload["curves"])

    def of(self, is_first: NDArray[np.bool_], is_business: NDArray[np.bool_]) -> tuple[list[str], NDArray[np.float64]]:
        """The group each customer is really measured against, and its curve, a row each."""
        used: dict[tuple[bool, bool], str] = {}
        curves: dict[tuple[bool, bool], NDArray[np.float64]] = {}
        for kind, group in _GROUPS.items():
            used[kind], curves[kind] = self._best(group, kind[0])
        kinds = list(zip(is_first.tolist(), is_business.tolist(), strict=True))
        shape = (0, len(survival.SHARES))
        return [used[kind] for kind in kinds], np.array([curves[kind] for kind in kinds]) if kinds else np.zeros(shape)

    def _best(self, group: PeerGroup, is_first: bool) -> tuple[str, NDArray[np.float64]]:
        if group in self.curves:
            return group, survival.curve_of(self.curves[group])
        if _shop_wide(is_first) in self.curves:
            return PeerGroup.SHOP, survival.curve_of(self.curves[_shop_wide(is_first)])
        return PeerGroup.DEFAULT, survival.default_curve()


def gaps(past: Past, as_of: date) -> Gaps:
    """The gaps of all customers of `past`, as of the end of `as_of`."""
    owner, day = past.owner[past.is_paid], past.day[past.is_paid]
    same = owner[1:] == owner[:-1]
    begins = np.concatenate(([True], ~same)) if len(owner) else np.zeros(0, np.bool_)
    last = day[np.concatenate((~same, [True]))] if len(owner) else day
    counts = np.bincount(owner[1:][same], minlength=len(past.people)).astype(np.int64)
    today = (as_of - date(1970, 1, 1)) // timedelta(1)
    return Gaps((day[1:] - day[:-1])[same], counts, begins[:-1][same], today - last)


def peers(past: Past, gaps: Gaps, settings: TierSettings) -> Peers:
    """Limits of the personal customers with a visit in the window, and the curve of every group large enough."""
    people = past.people
    inside = (people["personal"] & (people["visits"] >= 1)).to_numpy()
    amounts = past.spent_fen[past.is_paid & past.in_window & inside[past.owner]]
    return Peers(tiers.limits(people[inside], amounts, settings), _curves(gaps, people["is_business"].to_numpy()))


def _curves(gaps: Gaps, is_business: NDArray[np.bool_]) -> dict[str, list[float]]:
    owner_business = np.repeat(is_business, gaps.counts)
    is_first = gaps.counts == 0
    wanted = {group: (*kind,) for kind, group in _GROUPS.items()}
    found = {
        str(group): _curve(
            gaps, gaps.firsts == first, is_first == first, owner_business == at_work, is_business == at_work
        )
        for group, (first, at_work) in wanted.items()
    }
    for first in (False, True):
        everybody = np.ones(len(gaps.days), np.bool_), np.ones(len(gaps.counts), np.bool_)
        found[_shop_wide(first)] = _curve(gaps, gaps.firsts == first, is_first == first, *everybody)
    return {group: curve.tolist() for group, curve in found.items() if curve is not None}


def _curve(
    gaps: Gaps,
    ended: NDArray[np.bool_],
    open_now: NDArray[np.bool_],
    ended_peers: NDArray[np.bool_],
    open_peers: NDArray[np.bool_],
) -> NDArray[np.float64] | None:
    done, still = gaps.days[ended & ended_peers], gaps.silent[open_now & open_peers]
    days = np.concatenate((done, still))
    return survival.peer_curve(days, np.arange(len(days)) < len(done))


def _shop_wide(is_first: bool) -> str:
    return f"{PeerGroup.SHOP}_{'FIRST' if is_first else 'REPEAT'}"
