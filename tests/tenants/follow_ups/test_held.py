"""Who is not contacted, and why: nobody is lost between the list and the counts."""

from collections import Counter
from datetime import date, timedelta

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups import held
from tenants.follow_ups.held import Count
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.models import Reason
from tests.factories import create_customer

TODAY = date(2026, 7, 1)


def held_back(customer: Customer, trigger: str, hold: Hold | None, **values: object) -> None:
    window = {"open_on": TODAY, "deadline_on": TODAY + timedelta(7), "grace_days": 7}
    why = hold.value if hold else None
    db.session.add(Reason(customer_id=customer.id, trigger=trigger, anchor_on=TODAY, hold=why, **{**window, **values}))
    db.session.flush()


def test_every_hold_is_counted_once_but_what_is_over() -> None:
    counted = Counter(held.SHOWN)

    assert set(counted) == set(Hold) - {Hold.EXPIRED}
    assert set(counted.values()) == {1}


def test_customers_are_counted_once_and_their_reasons_all(in_shop: Shop) -> None:
    silent, other, duplicate = (create_customer(name) for name in ("王", "陈", "王先生"))
    for trigger in ("LAPSE", "WINBACK_IMP"):
        held_back(silent, trigger, Hold.NO_CONSENT)
    held_back(duplicate, "SECOND_VISIT", Hold.NO_CONSENT)
    held_back(other, "LAPSE", Hold.TOO_SOON)
    held_back(other, "W3", Hold.EXPIRED)
    held_back(other, "M3", Hold.TOO_SOON, closed_on=TODAY, closed_by="visit")
    held_back(other, "D3", None)
    held_back(create_customer("赵"), "DATA_FILL", Hold.RIDES_ALONG)
    merging.merge(duplicate.id, silent.id)

    assert held.counts() == {
        "consent": [Count(Hold.NO_CONSENT, customers=1, reasons=3)],
        "caps": [Count(Hold.TOO_SOON, customers=1, reasons=1)],
        "time": [Count(Hold.RIDES_ALONG, customers=1, reasons=1)],
    }
    assert held.customers() == 2
    (line,), paging = held.page(Hold.NO_CONSENT, 1)
    assert (line.customer_id, line.triggers) == (silent.id, ["LAPSE", "SECOND_VISIT", "WINBACK_IMP"])
    assert paging.total == 1
