"""A promise is written of while there is one."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from saas.accounts.models import Shop
from tenants import clock
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups.stored import new_reason
from tenants.follow_ups.triggers import TRIGGERS, Candidate, fire
from tenants.follow_ups.windows import EVERY_DAY
from tenants.messages.states import State
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.saas.web.messages import a_message, sms, stored

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def refuser(shop: Shop) -> uuid.UUID:
    """Who wants no advertising and has no appointment."""
    with tenant_scope(shop.id):
        customer = factories.create_customer("李四", phone="13912345679", do_not_market=True)
        db.session.commit()
        return customer.id


@pytest.mark.parametrize("trigger", ["APPT_CONFIRM", "CALLBACK", "COMPLAINT"])
def test_what_was_never_promised_is_neither_offered_nor_taken(
    member: Member, shop: Shop, refuser: uuid.UUID, trigger: str
) -> None:
    address, advisor = f"/s/{shop.slug}/customers/{refuser}/messages", member("advisor")
    assert f'value="{trigger}"' not in advisor.get(address).text

    answer = advisor.post(address, sms(trigger=trigger, text="全场八折"), headers=ENGLISH)

    assert answer.status_code == 422
    assert "no ground to write of this" in answer.text
    assert stored(shop) == []


@pytest.mark.parametrize(
    ("status", "days", "answered"), [("booked", 0, 303), ("booked", -1, 422), ("cancelled", 1, 422)]
)
def test_an_appointment_is_written_of_while_it_is_to_come(
    member: Member, shop: Shop, refuser: uuid.UUID, status: str, days: int, answered: int
) -> None:
    with tenant_scope(shop.id):
        on = clock.today(shop.timezone) + timedelta(days)
        factories.create_appointment(db.session.get_one(Customer, (shop.id, refuser)), on, status=status)
        db.session.commit()

    answer = member("advisor").post(f"/s/{shop.slug}/customers/{refuser}/messages", sms())

    assert answer.status_code == answered


@pytest.mark.parametrize(("is_closed", "answered"), [(False, 303), (True, 422)])
def test_a_call_back_is_written_of_while_it_is_promised(
    member: Member, shop: Shop, refuser: uuid.UUID, is_closed: bool, answered: int
) -> None:
    today = clock.today(shop.timezone)
    with tenant_scope(shop.id):
        reason = new_reason(fire(TRIGGERS["CALLBACK"], Candidate(refuser, None, today, {}), EVERY_DAY))
        reason.closed_on = today if is_closed else None
        db.session.add(reason)
        db.session.commit()

    answer = member("advisor").post(f"/s/{shop.slug}/customers/{refuser}/messages", sms(trigger="CALLBACK"))

    assert answer.status_code == answered


def test_a_promise_that_is_over_is_not_sent_anew(member: Member, shop: Shop, refuser: uuid.UUID) -> None:
    message = a_message(shop, refuser, State.FAILED)

    assert member("advisor").post(f"/s/{shop.slug}/messages/{message.id}/again").status_code == 422
