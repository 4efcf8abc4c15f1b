"""Appointments: the day and the week, what is done with one, and the way back."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants import clock
from tenants.appointments import same_day
from tenants.appointments.models import Appointment
from tenants.customers import merging
from tenants.db import db, new_id
from tenants.follow_ups import plan
from tenants.follow_ups.models import Contact, FollowUp
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.queries import recorded_queries
from workers.models import Job

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def today(shop: Shop) -> date:
    return clock.today(shop.timezone)


def create(shop: Shop, on: date, name: str = "陈晓敏", **values: object) -> str:
    """An appointment; its address."""
    with tenant_scope(shop.id):
        customer = factories.create_customer(name, "13900001111")
        row = factories.create_appointment(customer, on, **values)
        db.session.commit()
        return f"/s/{shop.slug}/appointments/{row.id}"


def create_double(shop: Shop, on: date) -> str:
    """An appointment that a merge cancelled beside another; its address."""
    create(shop, on, due_time=time(10))
    address = create(shop, on)
    with tenant_scope(shop.id):
        kept, double = db.session.scalars(select(Appointment).order_by(Appointment.id))
        merging.merge(double.customer_id, kept.customer_id)
        same_day.cancel_doubles(kept.customer_id, by=new_id(), now=clock.now())
        db.session.commit()
    return address


def status(shop: Shop) -> list[str]:
    with tenant_scope(shop.id):
        return list(db.session.scalars(select(Appointment.status).order_by(Appointment.id)))


def test_a_day_shows_its_hours_with_people_and_room(member: Member, shop: Shop, today: date) -> None:
    create(shop, today, due_time=time(10), note="小保养")

    page = member("viewer").get(f"/s/{shop.slug}/appointments", headers=ENGLISH).text

    assert "1 of 18 booked" in page
    assert "小保养" in page
    assert "1 free" in page
    assert page.count("2 free") == 8


def test_a_week_shows_seven_days_and_leads_to_each(member: Member, shop: Shop, today: date) -> None:
    create(shop, today, due_time=time(10))
    monday = today - timedelta(today.weekday())

    week = member("viewer").get(f"/s/{shop.slug}/appointments?view=week", htmx=True, headers=ENGLISH).text

    assert "<html" not in week
    assert "陈晓敏" in week
    assert f"1 of {7 * 18} booked" in week
    assert all(f"on={monday + timedelta(days)}" in week for days in range(7) if monday + timedelta(days) != today)


@pytest.mark.parametrize("asked", ["on=0001-01-01", "on=9999-12-31&view=week", "on=soon", "changed=nonsense"])
def test_an_address_that_makes_no_sense_means_today(member: Member, shop: Shop, today: date, asked: str) -> None:
    create(shop, today)

    assert "陈晓敏" in member("viewer").get(f"/s/{shop.slug}/appointments?{asked}").text


def test_a_view_that_does_not_exist_is_refused_in_words(member: Member, shop: Shop) -> None:
    assert member("viewer").get(f"/s/{shop.slug}/appointments?view=year").status_code == 422


def test_whom_to_confirm_and_of_whom_nothing_is_known_stand_beside_the_day(
    member: Member, shop: Shop, today: date
) -> None:
    create(shop, today - timedelta(1), "昨天")
    create(shop, today + timedelta(1), "明天", created_at=clock.now() - timedelta(days=2))
    create(shop, today + timedelta(9), "以后")

    page = member("viewer").get(f"/s/{shop.slug}/appointments", headers=ENGLISH).text

    assert page.index("Did they come?") < page.index("昨天") < page.index("To confirm today") < page.index("明天")
    assert "以后" not in page


@pytest.mark.parametrize(
    ("verb", "left"),
    [("arrival", "arrived"), ("no-show", "no_show"), ("cancellation", "cancelled"), ("confirmation", "booked")],
)
def test_what_is_done_is_shown_with_the_way_back_and_plans_anew(
    member: Member, shop: Shop, today: date, verb: str, left: str
) -> None:
    address, browser = create(shop, today), member("advisor")

    answers = [browser.post(f"{address}/{verb}", htmx=True) for _ in range(2)]
    after = status(shop)
    undone = browser.post(f"{address}/undo", htmx=True)

    assert [each.status_code for each in (*answers, undone)] == [200, 200, 200]
    assert 'id="appointments"' in answers[0].text
    assert f"{address}/undo" in answers[0].text
    assert (after, status(shop)) == ([left], ["booked"])
    with tenant_scope(shop.id):
        assert db.session.scalars(select(Job.actor)).all() == ["plan_queue"]


def test_without_a_script_the_day_follows_with_the_way_back(member: Member, shop: Shop, today: date) -> None:
    address, browser = create(shop, today), member("advisor")

    answer = browser.post(f"{address}/arrival")
    page = browser.get(answer.location, headers=ENGLISH).text

    assert answer.status_code == 303
    assert f"{address}/undo" in page


def test_an_appointment_is_moved_by_one_tap_and_tells_its_story(member: Member, shop: Shop, today: date) -> None:
    address, browser = create(shop, today, due_time=time(10)), member("advisor")
    slot = f"{today + timedelta(2)}T11:00"
    offered = browser.get(address, headers=ENGLISH).text

    moved = browser.post(f"{address}/move", {"slot": slot, "day": "", "at": ""})
    with tenant_scope(shop.id):
        new = db.session.scalars(select(Appointment).where(Appointment.status == "booked")).one()
        db.session.expunge(new)
    story = browser.get(f"/s/{shop.slug}/appointments/{new.id}", headers=ENGLISH).text

    assert f'value="{slot}"' in offered
    assert moved.status_code == 303
    assert (new.due_on, new.due_time) == (today + timedelta(2), time(11))
    assert f"{today} 10:00" in story
    assert "Moved" in story


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "Choose the day, then save again."),
        ({"day": "2020-01-01"}, "2020-01-01 is over."),
        ({"slot": "soon"}, "Choose one of the hours shown."),
        ({"slot": "2026-13-45T99:99"}, "Choose the day, then save again."),
    ],
)
def test_a_day_that_cannot_be_is_said_at_the_form(
    member: Member, shop: Shop, today: date, told: dict[str, str], sentence: str
) -> None:
    address = create(shop, today)

    refused = member("advisor").post(f"{address}/move", told, headers=ENGLISH)

    assert refused.status_code == 422
    assert sentence in refused.text
    assert status(shop) == ["booked"]


def test_a_reason_for_cancelling_is_kept(member: Member, shop: Shop, today: date) -> None:
    address, browser = create(shop, today), member("advisor")

    browser.post(f"{address}/cancellation", {"reason": "出差"})

    assert "出差" in browser.get(address).text


@pytest.mark.parametrize(("language", "words"), [("en", "Same customer, same day"), ("zh", "同一客户同一天重复预约")])
def test_a_double_that_a_merge_cancelled_says_why(
    member: Member, shop: Shop, today: date, language: str, words: str
) -> None:
    address, viewer = create_double(shop, today), member("viewer")

    pages = [
        viewer.get(each, headers={"Accept-Language": language}).text
        for each in (address, f"/s/{shop.slug}/appointments?on={today}")
    ]

    assert [page.count(words) for page in pages] == [1, 1]


def test_the_day_says_why_somebody_does_not_come_until_he_does(member: Member, shop: Shop, today: date) -> None:
    address, browser = create(shop, today), member("advisor")

    cancelled = browser.post(f"{address}/cancellation", {"reason": "出差去兰州"}, htmx=True)
    undone = browser.post(f"{address}/undo", htmx=True)

    assert [page.text.count("出差去兰州") for page in (cancelled, undone)] == [1, 0]


def test_a_double_beside_the_one_that_stands_offers_no_way_back(member: Member, shop: Shop, today: date) -> None:
    address, browser = create_double(shop, today), member("advisor")
    double = address.rsplit("/", 1)[1]

    pages = [browser.get(each).text for each in (address, f"/s/{shop.slug}/appointments?changed={double}")]

    assert not any(f"{address}/undo" in page for page in pages)


def test_what_a_colleague_cancelled_offers_the_way_back_on_its_page(member: Member, shop: Shop, today: date) -> None:
    address, browser = create(shop, today), member("advisor")

    browser.post(f"{address}/cancellation")

    assert f"{address}/undo" in browser.get(address).text


def test_a_reason_that_is_too_long_is_handed_back_and_nothing_is_cancelled(
    member: Member, shop: Shop, today: date
) -> None:
    address, told = create(shop, today), "出" * 501

    refused = member("advisor").post(f"{address}/cancellation", {"reason": told}, headers=ENGLISH)

    assert refused.status_code == 422
    assert "Write at most 500 characters." in refused.text
    assert told in refused.text
    assert status(shop) == ["booked"]


def test_an_appointment_is_confirmed_in_the_call_about_it_by_one_tap(member: Member, shop: Shop, today: date) -> None:
    create(shop, today + timedelta(1), created_at=clock.now() - timedelta(days=5))
    with tenant_scope(shop.id):
        plan.plan_queue(today)
        card = db.session.scalars(select(FollowUp.id).where(FollowUp.trigger == "APPT_CONFIRM")).one()
        db.session.commit()
    browser = member("advisor")
    shown = browser.get(f"/s/{shop.slug}/queue/{card}", headers=ENGLISH).text

    told = {"request_key": str(new_id()), "outcome": "confirmed", "channel": "call"}
    answer = browser.post(f"/s/{shop.slug}/queue/{card}/outcome", told, htmx=True)

    assert 'id="outcome-confirmed"' in shown
    assert answer.status_code == 200
    with tenant_scope(shop.id):
        assert db.session.scalars(select(Appointment.confirmed_at)).one() is not None
        contact_id = db.session.scalars(select(Contact.id)).one()
    browser.post(f"/s/{shop.slug}/contacts/{contact_id}/undo", htmx=True)
    with tenant_scope(shop.id):
        db.session.expire_all()
        assert db.session.scalars(select(Appointment.confirmed_at)).one() is None


def test_a_viewer_looks_but_may_not_touch(member: Member, shop: Shop, today: date) -> None:
    address, viewer = create(shop, today), member("viewer")

    assert "/arrival" not in viewer.get(f"/s/{shop.slug}/appointments").text
    for verb in ("confirmation", "arrival", "no-show", "cancellation", "move", "undo"):
        assert viewer.post(f"{address}/{verb}").status_code == 403
    assert status(shop) == ["booked"]


def test_a_stranger_finds_nothing(member: Member, shop: Shop, other_shop: Shop, today: date) -> None:
    address, stranger = create(shop, today), member("owner", of=other_shop)
    theirs = address.replace(shop.slug, other_shop.slug)

    assert stranger.get(f"/s/{shop.slug}/appointments").status_code == 404
    for each in (address, theirs):
        assert stranger.get(each).status_code == 404
        assert stranger.post(f"{each}/arrival").status_code == 404
    assert status(shop) == ["booked"]


def test_a_day_asks_the_database_a_fixed_number_of_times(member: Member, shop: Shop, today: date) -> None:
    browser = member("advisor")
    for number in range(3):
        create(shop, today, f"客户{number}", due_time=time(9 + number))

    with recorded_queries() as queries:
        browser.get(f"/s/{shop.slug}/appointments")

    # who asks; the load of the day, the settings (four times), the list, whom to confirm, of whom nothing is known
    assert len(queries) <= 9
