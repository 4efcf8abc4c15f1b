"""What an advisor has before him: the queue of a day as far as he may see it, and one card."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from flask import g, request
from werkzeug.exceptions import NotFound

from saas.accounts import people
from saas.web import lists
from saas.web.access import may_here
from saas.web.outcomes import Refused, choices
from tenants import clock
from tenants.customers import queries as customers
from tenants.db import new_id
from tenants.follow_ups import contacts, priority, queries
from tenants.follow_ups.effects import Moment
from tenants.follow_ups.models import Contact, FollowUp
from tenants.follow_ups.queries import Line, Tab, Whose
from tenants.follow_ups.windows import Half
from tenants.paging import Page
from tenants.visits import queries as visits

ROWS = 12


@dataclass(frozen=True, slots=True)
class Recorded:
    """A contact made a moment ago, and with whom."""

    contact: Contact
    name: str


@dataclass(frozen=True)
class Desk:
    """Who looks at which part of the queue. `queue_on` is the newest day that has one, else today."""

    now: datetime
    today: date
    half: Half
    queue_on: date
    tab: Tab
    whose: Whose
    typed: str

    @classmethod
    def here(cls) -> "Desk":
        """As the address of this request asks. Raises DomainError."""
        now = clock.now()
        today, half = contacts.half_of(now, g.shop.timezone)
        return cls(
            now,
            today,
            half,
            queries.newest_queue(today) or today,
            Tab(lists.choice("tab", Tab) or Tab.OPEN),
            Whose(lists.choice("whose", Whose) or Whose.ALL),
            lists.typed(),
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
            return lines[0].follow_up if lines else None
        return queries.next_open(self.queue_on, half=self.half, assigned_to=self._assigned())

    @property
    def filters(self) -> dict[str, str]:
        """What keeps the list as it is when another card is opened."""
        usual = {"tab": Tab.OPEN, "whose": Whose.ALL, "query": ""}
        chosen = {"tab": self.tab.value, "whose": self.whose.value, "query": self.typed}
        return {name: value for name, value in chosen.items() if value != usual[name]}

    def values(
        self,
        follow_up: FollowUp | None,
        *,
        is_asked: bool = False,
        contact: Contact | None = None,
        refused: Refused | None = None,
        request_key: uuid.UUID | None = None,
    ) -> dict[str, Any]:
        """What the pages of the queue show: the list, and the card of `follow_up`. `contact` was just recorded,
        `refused` is a form to be corrected, which keeps its `request_key`."""
        card = queries.card(follow_up) if follow_up else None
        listed = self._list()
        staff = [line.follow_up.assigned_to_id for line in listed["lines"]]
        if card:
            staff += [card.follow_up.assigned_to_id, *(each.user_id for each in card.contacts)]
        return {
            **listed,
            "filters": self.filters,
            "names": _names(staff),
            "card": card,
            "is_asked": is_asked,
            "recorded": self._recorded(contact),
            "refused": refused,
            "request_key": request_key or new_id(),
            **(self._work(follow_up) if follow_up else {}),
        }

    def _work(self, follow_up: FollowUp) -> dict[str, Any]:
        may_record = follow_up.state == "open" and may_here("record_outcome")
        return {
            "rhythm": visits.rhythm(follow_up.customer_id),
            "bonus": priority.bonus(len(follow_up.reason_ids) - 1),
            "outcomes": choices(follow_up, self.today) if may_record else [],
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

    def _list(self) -> dict[str, Any]:
        lines, paging = self._page
        return {
            "queue_on": self.queue_on,
            "stats": queries.numbers(self.queue_on, half=self.half, assigned_to=self._assigned()),
            "tab": self.tab.value,
            "whose": self.whose.value,
            "query": self.typed,
            "lines": lines,
            "paging": paging,
        }

    @cached_property
    def _page(self) -> tuple[list[Line], Page]:
        return queries.lines(
            self.queue_on,
            self.tab,
            half=self.half,
            assigned_to=self._assigned(),
            typed=self.typed,
            asked=lists.page_asked(),
            size=ROWS,
        )

    def _assigned(self) -> queries.Assigned | None:
        if self.whose is Whose.ALL and not may_here("view_whole_queue"):
            return queries.own_and_pool(g.user.id)
        return queries.assigned(self.whose, g.user.id)


def _names(user_ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    return people.names_of({user_id for user_id in user_ids if user_id})


def _may_see(follow_up: FollowUp) -> bool:
    return follow_up.assigned_to_id in (None, g.user.id) or may_here("view_whole_queue")
