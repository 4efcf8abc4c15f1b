"""What an advisor has before him: the queue of a day as far as he may see it, and one card."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from flask import g, request
from werkzeug.exceptions import NotFound

from saas.accounts import people
from saas.web import lists
from saas.web.access import may_here
from saas.web.outcomes import Asking, Refused, likely, others
from saas.web.scripts_on_card import script_on_card
from tenants import clock
from tenants.customers import queries as customers
from tenants.db import new_id
from tenants.follow_ups import claims, contacts, dial, feedback, followed, priority, queries
from tenants.follow_ups.cards import Card, card
from tenants.follow_ups.effects import Moment
from tenants.follow_ups.feedback import Feedback
from tenants.follow_ups.models import Contact, FollowUp
from tenants.follow_ups.queries import Line, Numbers, Tab, Whose
from tenants.follow_ups.windows import Half
from tenants.paging import Page

ROWS = 12
CHOICES = (Whose.ALL, Whose.MINE, Whose.POOL)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A contact made a moment ago, and with whom."""

    contact: Contact
    name: str


@dataclass(frozen=True)
class Desk:
    """Who looks at which part of the queue."""

    now: datetime
    today: date
    half: Half
    tab: Tab
    whose: Whose
    typed: str
    on: date | None = None  # the day asked for

    @classmethod
    def here(cls) -> "Desk":
        """As the address of this request asks. Raises DomainError."""
        now = clock.now()
        today, half = contacts.half_of(now, g.shop.timezone)
        return cls(
            now,
            today,
            half,
            Tab(lists.choice("tab", Tab) or Tab.OPEN),
            Whose(lists.choice("whose", CHOICES) or Whose.ALL),
            lists.typed(),
            lists.day("on"),
        )

    def find(self, follow_up_id: uuid.UUID) -> FollowUp:
        """Raises NotFound for a follow-up that does not exist, or that is a colleague's own."""
        follow_up = queries.find(follow_up_id)
        if follow_up is None or not _may_see(follow_up):
            raise NotFound()
        return follow_up

    def find_contact(self, contact_id: uuid.UUID) -> Contact:
        """Raises NotFound, as for the follow-up it belongs to."""
        contact = queries.find_contact(contact_id)
        if contact is None or contact.follow_up_id is None:
            raise NotFound()
        if contact.user_id != g.user.id:  # his own, also when it was written on a card that is a colleague's by now
            self.find(contact.follow_up_id)
        return contact

    @property
    def moment(self) -> Moment:
        """What recording needs to know of the day."""
        return contacts.moment_of(self.now, g.shop.timezone)

    def next(self) -> FollowUp | None:
        """The follow-up to call now; often the first of the list, which is read anyway."""
        lines, paging = self._page
        if self.tab is Tab.OPEN and not self.typed and paging.number == 1:
            free = (line.follow_up for line in lines if not self.is_taken(line.follow_up))
            first = next(free, None)
            if first or paging.total <= len(lines):
                return first
        return self._next_free()

    def take_next(self, after: FollowUp) -> FollowUp | None:
        """The one to call when `after` is done with, taken before a colleague gets it."""
        follow_up = self._next_free(after=after.id, to_claim=True)
        if follow_up:
            claims.claim(follow_up, user_id=g.user.id, now=self.now)
        return follow_up

    def take(self, follow_up: FollowUp) -> None:
        """Open a card, unless a colleague has it. Raises DomainError when it is finished."""
        if claims.claim(follow_up, user_id=g.user.id, now=self.now) is None:
            raise followed.nothing_left(follow_up)

    def newer(self, follow_up: FollowUp) -> FollowUp | None:
        """Where an old address leads: the customer's open card of a later day, unless a past day is looked at."""
        newest = None if self.on else followed.newer_open(follow_up)
        return newest if newest and _may_see(newest) else None

    def is_taken(self, follow_up: FollowUp) -> bool:
        """Has a colleague this card open?"""
        claim = claims.holder(follow_up, self.now)
        return claim is not None and claim.by_id != g.user.id

    @property
    def queue_on(self) -> date:
        """The newest day that has a queue and is not after the day asked for, else that day."""
        return self._numbers.queue_on or self.on or self.today

    @property
    def filters(self) -> dict[str, str]:
        """What keeps the list as it is when another card is opened."""
        usual = {"tab": Tab.OPEN, "whose": Whose.ALL, "query": "", "on": ""}
        on = self.on.isoformat() if self.on else ""
        chosen = {"tab": self.tab.value, "whose": self.whose.value, "query": self.typed, "on": on}
        return {name: value for name, value in chosen.items() if value != usual[name]}

    def values(self, follow_up: FollowUp | None, **told: Any) -> dict[str, Any]:
        """What the pages of the queue show: the list, and the card of `follow_up`; see `beside_the_list`."""
        listed = self._list()
        return {**self.beside_the_list(follow_up, listed["lines"], **told), **listed}

    def beside_the_list(
        self,
        follow_up: FollowUp | None,
        lines: Sequence[Line] = (),
        *,
        is_asked: bool = False,
        with_others: bool = False,
        contact: Contact | None = None,
        refused: Refused | None = None,
        request_key: uuid.UUID | None = None,
    ) -> dict[str, Any]:
        """The card of `follow_up`, without the list. `contact` was just recorded, `refused` is a form to be
        corrected, which keeps its `request_key`, `with_others` shows the outcomes behind the likely ones too."""
        told = card(follow_up) if follow_up else None
        panel = self._at_the_dial(follow_up, told.phones) if told and follow_up else {}
        staff = [self._shown_at(line.follow_up) for line in lines] + _people_of(panel)
        if told and follow_up:
            staff += [follow_up.assigned_to_id, *(each.user_id for each in told.contacts)]
        return {
            # of the list where there is one; a card alone need not count its day
            "queue_on": follow_up.queue_on if follow_up else self.queue_on,
            "filters": self.filters,
            "is_another_day": self.on is not None,
            "asked_on": lists.day("asked_on") if is_asked else None,
            "today": self.today,
            "card": told,
            "script": script_on_card(told, self.today) if told and told.follow_up.state == "open" else None,
            "is_asked": is_asked,
            **panel,
            "names": _names(staff),
            "recorded": self._recorded(contact),
            "refused": refused,
            **(self._work(told, with_others, refused, request_key) if told else {}),
        }

    def at_the_dial(self, follow_up: FollowUp) -> dict[str, Any]:
        """The panel with the numbers, alone."""
        panel = self._at_the_dial(follow_up)
        return panel | {"names": _names(_people_of(panel))}

    def others(self, follow_up: FollowUp) -> dict[str, Any]:
        """The outcomes behind the likely ones, alone."""
        return {"filters": self.filters, "task": follow_up, **self._work(card(follow_up), with_others=True)}

    def _work(
        self,
        told: Card,
        with_others: bool,
        refused: Refused | None = None,
        request_key: uuid.UUID | None = None,
    ) -> dict[str, Any]:
        follow_up, asking = told.follow_up, Asking.of(told, self.today)
        is_reply = followed.awaits_reply(follow_up)
        may_record = (follow_up.state == "open" or is_reply) and may_here("record_outcome")
        with_others = with_others or (refused is not None and not refused.is_main)
        of_card = follow_up, self.today, asking.fact
        return {
            "bonus": priority.bonus(len(follow_up.reason_ids) - 1),
            "asking": asking,
            "awaits_reply": is_reply,
            "outcomes": likely(*of_card) if may_record else [],
            "others": others(*of_card) if may_record and with_others else [],
            "request_key": request_key or new_id(),
            "tomorrow": self.today + timedelta(1),
        }

    def _recorded(self, contact: Contact | None) -> Recorded | None:
        """What was just recorded: in this request, or in the one that led here."""
        told = request.args.get("recorded", type=uuid.UUID)
        contact = contact or (queries.find_contact(told) if told else None)
        if contact is None or contact.user_id != g.user.id or contact.undone_at:
            return None
        customer = customers.find(contact.customer_id)
        return Recorded(contact, customer.name) if customer else None

    def _at_the_dial(self, follow_up: FollowUp, phones: Sequence[str] | None = None) -> dict[str, Any]:
        """Who has the card, and for him what is true right now."""
        claim = claims.holder(follow_up, self.now)
        is_mine = claim is not None and claim.by_id == g.user.id
        is_needed = is_mine or (claim is None and phones is None)
        fresh = dial.look(follow_up, now=self.now, timezone=g.shop.timezone) if is_needed else None
        return {
            "task": follow_up,
            "filters": self.filters,
            "claim": claim,
            "is_mine": is_mine,
            "claim_minutes": claims.CLAIM_MINUTES,
            "may_dial": follow_up.state == "open" and may_here("record_outcome"),
            "fresh": fresh,
            "phones": fresh.phones if fresh else phones or (),
        }

    def _next_free(self, **how: Any) -> FollowUp | None:
        wanted = {"half": self.half, "whose": self._seen, "user_id": g.user.id, "now": self.now}
        return queries.next_free(self.queue_on, **wanted, **how)

    def _shown_at(self, follow_up: FollowUp) -> uuid.UUID | None:
        """Whose name stands at a row: who is on the phone with the customer, else whose he is."""
        return follow_up.claimed_by_id if self.is_taken(follow_up) else follow_up.assigned_to_id

    def _list(self) -> dict[str, Any]:
        lines, paging = self._page
        return {
            "queue_on": self.queue_on,
            "stats": self._numbers,
            "mine": self._feedback if may_here("record_outcome") else None,
            "tab": self.tab.value,
            "whose": self.whose.value,
            "query": self.typed,
            "lines": lines,
            "taken": {line.follow_up.id for line in lines if self.is_taken(line.follow_up)},
            "paging": paging,
        }

    @cached_property
    def _numbers(self) -> Numbers:
        return queries.numbers(self.on or self.today, half=self.half, whose=self._seen, user_id=g.user.id)

    @cached_property
    def _feedback(self) -> Feedback:
        return feedback.of_caller(g.user.id, self.queue_on, now=self.now, timezone=g.shop.timezone)

    @cached_property
    def _page(self) -> tuple[list[Line], Page]:
        return queries.lines(
            self.queue_on,
            self.tab,
            half=self.half,
            whose=self._seen,
            user_id=g.user.id,
            typed=self.typed,
            asked=lists.page_asked(),
            size=ROWS,
        )

    @property
    def _seen(self) -> Whose:
        """What was asked for, as far as it may be seen."""
        return Whose.OWN_AND_POOL if self.whose is Whose.ALL and not may_here("view_whole_queue") else self.whose


def _people_of(panel: Mapping[str, Any]) -> list[uuid.UUID | None]:
    claim, fresh = panel.get("claim"), panel.get("fresh")
    return [claim.by_id if claim else None, fresh.reached.user_id if fresh and fresh.reached else None]


# colleagues are named on every page and hardly ever change their names
_KNOWN_NAMES: dict[uuid.UUID, tuple[str, datetime]] = {}
KNOWN_FOR = timedelta(minutes=1)


def _names(user_ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    asked, now = {user_id for user_id in user_ids if user_id}, clock.now()
    missing = {each for each in asked if each not in _KNOWN_NAMES or _KNOWN_NAMES[each][1] <= now}
    _KNOWN_NAMES.update((each, (name, now + KNOWN_FOR)) for each, name in people.names_of(missing).items())
    return {each: _KNOWN_NAMES[each][0] for each in asked if each in _KNOWN_NAMES}


def _may_see(follow_up: FollowUp) -> bool:
    return follow_up.assigned_to_id in (None, g.user.id) or may_here("view_whole_queue")
