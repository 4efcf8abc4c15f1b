"""What became of a campaign: whom it chose, who was asked, who came; each person once, by what is stored already."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import text

from tenants.db import current_shop_id, db
from tenants.opportunities.models import Campaign

# Below, a share says nothing: the limits that domain.md 4.8 sets for the trial
LEAST_CONTACTED, LEAST_CAME = 50, 5
COUNTS_DAYS = 7  # after its end: visits until then are credited to an invitation (domain.md 4.7)
_ASKED_LATE_DAYS = 30  # after its end: nobody is asked so late, so no contact is looked for
_CREDITED_LATE_DAYS = 60  # after its end: no credit reaches further

# An invitation is made by a contact that led with it, or that spoke of it among other reasons of the same follow-up.
_RESULTS = """
WITH chosen AS (
    SELECT r.id, coalesce(c.merged_into_id, c.id) AS person_id, r.hold, r.closed_on
      FROM follow_up_reasons r
      JOIN customers c ON c.shop_id = :shop_id AND c.id = r.customer_id
     WHERE r.shop_id = :shop_id AND r.trigger = 'CAMPAIGN' AND r.anchor_on = :invites_on
       AND r.facts ->> 'what' = :name AND r.facts ->> 'due_on' = :ends_on_text
), spoken AS (
    SELECT k.id, k.connected, k.outcome, k.reason_id, f.reason_ids
      FROM contacts k
      LEFT JOIN follow_ups f ON f.shop_id = :shop_id AND f.id = k.follow_up_id
     WHERE k.shop_id = :shop_id AND k.undone_at IS NULL
       AND k.contacted_at >= :invites_on - 1 AND k.contacted_at < :asked_until
), made AS (
    SELECT r.person_id, k.id, k.connected, k.outcome FROM spoken k JOIN chosen r ON r.id = k.reason_id
     UNION
    SELECT r.person_id, k.id, k.connected, k.outcome
      FROM spoken k CROSS JOIN LATERAL jsonb_array_elements_text(k.reason_ids) AS told(id)
      JOIN chosen r ON r.id = told.id::uuid
), asked AS (
    SELECT person_id, bool_or(connected) AS reached, bool_or(outcome = 'booked') AS booked FROM made GROUP BY person_id
), came AS (
    SELECT m.person_id, sum(v.revenue_fen) AS fen
      FROM visit_credits v JOIN made m ON m.id = v.contact_id
     WHERE v.shop_id = :shop_id AND v.trigger = 'CAMPAIGN' AND v.visit_on BETWEEN :invites_on AND :credited_until
     GROUP BY m.person_id
), people AS (
    SELECT person_id, bool_and(closed_on IS NOT NULL) AS is_closed, max(hold) FILTER (WHERE closed_on IS NULL) AS hold
      FROM chosen GROUP BY person_id
)
SELECT asked.person_id IS NOT NULL AS contacted,
       CASE WHEN asked.person_id IS NULL THEN is_closed END AS is_closed,
       CASE WHEN asked.person_id IS NULL THEN hold END AS hold,
       count(*) AS people, count(*) FILTER (WHERE reached) AS reached, count(*) FILTER (WHERE booked) AS booked,
       count(came.person_id) AS came, coalesce(sum(came.fen), 0)::bigint AS fen
  FROM people LEFT JOIN asked USING (person_id) LEFT JOIN came USING (person_id)
 GROUP BY 1, 2, 3
 ORDER BY people DESC, hold
"""


@dataclass(frozen=True, slots=True)
class Results:
    """Different people. `held`: not contacted, by why the last plan kept them off the list; `closed`: came, booked or
    said no before anybody asked; `waiting`: nobody has got to them. `came` and `fen` (of their credited visits) are
    what attribution credits to an invitation."""

    contacted: int = 0
    reached: int = 0
    booked: int = 0
    came: int = 0
    fen: int = 0
    waiting: int = 0
    closed: int = 0
    held: dict[str, int] = field(default_factory=dict)

    @property
    def chosen(self) -> int:
        return self.contacted + self.waiting + self.closed + sum(self.held.values())

    @property
    def can_tell(self) -> bool:
        """Are they enough to say which share of those contacted came?"""
        return self.contacted >= LEAST_CONTACTED and self.came >= LEAST_CAME

    @property
    def share_came(self) -> float:
        """0..1, of those contacted; 0 of nobody."""
        return self.came / self.contacted if self.contacted else 0.0


def counts_until(campaign: Campaign) -> date:
    """The last day on which a visit is credited to its invitations."""
    return campaign.ends_on + timedelta(COUNTS_DAYS)


def results_of(campaign: Campaign) -> Results:
    """One statement over the reasons, contacts and credits of its weeks."""
    values = {
        "shop_id": current_shop_id(),
        "name": campaign.name,
        "invites_on": campaign.invites_on,
        "ends_on_text": campaign.ends_on.isoformat(),
        "asked_until": campaign.ends_on + timedelta(_ASKED_LATE_DAYS),
        "credited_until": campaign.ends_on + timedelta(_CREDITED_LATE_DAYS),
    }
    rows = db.session.execute(text(_RESULTS), values).all()
    asked = next((row for row in rows if row.contacted), None)
    left = [row for row in rows if not row.contacted]
    told = {name: getattr(asked, name) for name in ("reached", "booked", "came", "fen")} if asked else {}
    return Results(
        contacted=asked.people if asked else 0,
        waiting=sum(row.people for row in left if not row.is_closed and row.hold is None),
        closed=sum(row.people for row in left if row.is_closed),
        held={row.hold: row.people for row in left if not row.is_closed and row.hold is not None},
        **told,
    )
