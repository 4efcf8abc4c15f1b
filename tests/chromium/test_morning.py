"""An advisor's morning on her phone: ten calls, eight kinds of outcome; afterwards everybody is told the same."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from sqlalchemy import select

from saas.accounts import passwords
from saas.accounts.models import Shop, User
from tenants import clock
from tenants.appointments.models import Appointment
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups import plan
from tenants.follow_ups.models import Contact, FollowUp
from tenants.scope import tenant_scope
from tests import factories
from tests.chromium.caller import Caller
from tests.chromium.network import becomes, forgive, wait_until_kept, without_a_network
from tests.chromium.visitor import Visitor
from workers.follow_ups import crew_of_shop

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

PASSWORD = "see-you-next-visit"
ADVISOR, MANAGER = "李婷", "马振华"
NAMES = ("陈晓敏", "刘洋", "孙丽华", "赵强", "周杰", "吴敏", "郑军", "王秀英", "李娜", "张伟")
CONFIRMS = "何静"  # is expected tomorrow
LEFT = NAMES[-1]  # spends least, and nobody gets to him
MOST_TAPS = 3  # of a call, the one that dials included; one more for an outcome that is seldom
SELDOM = ("dnc", "done_elsewhere")
# what is tapped: the outcome, then a reason, an hour, or the button that records
CALLS = (
    ("confirmed", ""),
    ("satisfied", "All good"),
    ("later", "Record"),
    ("no_answer", ""),
    ("dissatisfied", "Waiting time"),
    ("booked", "10:00"),
    ("dnc", "Called too often"),
    ("done_elsewhere", "Price"),
    ("satisfied", "Service"),
)
WITHOUT_A_NETWORK = ("satisfied", "All good")


class Wall:
    """The clock on the wall, set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 7, 1, 2, 30, tzinfo=UTC)  # Wednesday, half past ten in the morning in Shanghai

    def next_morning(self) -> None:
        self.now += timedelta(days=1)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall()
    monkeypatch.setattr(clock, "now", lambda: wall.now)
    return wall


@pytest.fixture
def staff(shop: Shop, wall: Wall) -> dict[str, User]:
    """The advisor and her manager, by name."""
    password_hash = passwords.hash_password(PASSWORD)
    users = {name: factories.create_user(name, password_hash=password_hash) for name in (ADVISOR, MANAGER)}
    for name, role in ((ADVISOR, "advisor"), (MANAGER, "manager")):
        factories.create_membership(shop, users[name], role)
    return users


@pytest.fixture
def visit(chromium: Chromium, address: str, shop: Shop, staff: dict[str, User]) -> Iterator[Visit]:
    """`visit(MANAGER)`: one of them, signed in; `visit(None)`: somebody who is not yet."""
    visitors: list[Visitor] = []

    def enter(name: str | None, **wishes: Any) -> Visitor:
        user = staff[name] if name else None
        visitors.append(Visitor(chromium, address, f"/s/{shop.slug}", user, language="en", **wishes))
        return visitors[-1]

    yield enter
    for visitor in visitors:
        visitor.leave()


@pytest.fixture
def queue_on(shop: Shop, wall: Wall, staff: dict[str, User]) -> date:
    """Eleven calls: ten people whom the advisor served four days ago, and one to confirm tomorrow's appointment."""
    today = clock.today(shop.timezone)
    with tenant_scope(shop.id):
        for place, name in enumerate((*NAMES, CONFIRMS)):
            customer = factories.create_customer(name, f"139000000{place:02d}")
            car = factories.create_vehicle(customer, brand="大众", series="帕萨特", model_year=2019)
            for ago in (4 if name in NAMES else 60, 130, 300):
                order = factories.create_order(
                    customer, car, today - timedelta(ago), yuan=900 - 20 * place, advisor=ADVISOR
                )
                factories.create_line(order, "小保养")
        factories.create_appointment(customer, today + timedelta(1), created_at=wall.now - timedelta(5))
        factories.create_scores(today - timedelta(1))
        plan.plan_queue(today, crew_of_shop(today))
        db.session.commit()
    return today


def ledger(shop: Shop) -> dict[str, str]:
    """The ledger: who was contacted -> what came of it."""
    with tenant_scope(shop.id):
        rows = db.session.execute(
            select(Customer.name, Contact.outcome).join(Customer, Customer.id == Contact.customer_id)
        ).all()
        db.session.rollback()
    assert len(rows) == len(dict(rows)), "everybody was contacted once"
    return dict(rows)


def cards(shop: Shop, queue_on: date) -> dict[str, str]:
    """Who is on the queue of a day -> why."""
    with tenant_scope(shop.id):
        rows = db.session.execute(
            select(Customer.name, FollowUp.trigger)
            .join(Customer, Customer.id == FollowUp.customer_id)
            .where(FollowUp.queue_on == queue_on, FollowUp.state == "open")
        ).all()
        db.session.rollback()
    return dict(rows)


def appointments(shop: Shop) -> dict[str, tuple[date, time | None, bool]]:
    """Who is expected -> on which day, at what time, and whether that is confirmed."""
    with tenant_scope(shop.id):
        rows = db.session.execute(
            select(Customer.name, Appointment).join(Customer, Customer.id == Appointment.customer_id)
        ).all()
        found = {name: (row.due_on, row.due_time, row.confirmed_at is not None) for name, row in rows}
        db.session.rollback()
    return found


def refusers(shop: Shop) -> list[str]:
    """Who wants to hear nothing more."""
    with tenant_scope(shop.id):
        names = db.session.scalars(select(Customer.name).where(Customer.do_not_call, Customer.do_not_market)).all()
        db.session.rollback()
    return list(names)


def sign_in(phone: Visitor, staff: dict[str, User]) -> Caller:
    """With her password; the queue is the first thing she sees."""
    page, caller = phone.page, Caller(phone.page)
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(staff[ADVISOR].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#queue-list [data-row]")).to_have_count(11)
    return caller


def work(phone: Visitor, caller: Caller) -> dict[str, str]:
    """The calls of the morning, one after the other; the network fails in the last: who was called -> the outcome."""
    page, said = caller.page, dict[str, str]()
    wait_until_kept(page)
    page.locator("#queue-list [data-row]").first.click()
    for outcome, reason in CALLS:
        with caller.call() as name:
            caller.record(outcome, reason, is_seldom=outcome in SELDOM)
            caller.expect_next(name)
            said[name] = outcome
    outcome, reason = WITHOUT_A_NETWORK
    with caller.call() as name, without_a_network(phone):
        caller.record(outcome, reason)
        expect(page.locator("#outbox")).to_contain_text(name)
        said[name] = outcome
    expect(page.locator("#outbox")).to_be_hidden()
    forgive(phone)
    return said


def few(taps: Mapping[str, int], said: Mapping[str, str], record_property: Callable[[str, object], None]) -> None:
    """Told in the report of the run, and never more than two after the one that dials."""
    for name, count in taps.items():
        print(f"{said[name]}: {count} taps, dialling included")
        record_property(f"taps for {said[name]}", count)
    assert {name: count for name, count in taps.items() if count > MOST_TAPS + (said[name] in SELDOM)} == {}


def test_a_morning_of_ten_calls(
    visit: Visit,
    shop: Shop,
    staff: dict[str, User],
    wall: Wall,
    queue_on: date,
    record_property: Callable[[str, object], None],
) -> None:
    phone = visit(None, width=390)
    phone.context.clock.set_fixed_time(wall.now)  # what a phone keeps says when it happened
    caller = sign_in(phone, staff)

    said = work(phone, caller)

    of, tomorrow_on = {outcome: name for name, outcome in said.items()}, queue_on + timedelta(1)
    few(caller.taps, said, record_property)
    assert (len(said), len(set(said.values()))) == (10, 8)
    becomes(caller.page, lambda: ledger(shop), said)
    assert appointments(shop) == {CONFIRMS: (tomorrow_on, None, True), of["booked"]: (tomorrow_on, time(10), False)}
    assert refusers(shop) == [of["dnc"]]
    manager = visit(MANAGER)
    page = manager.go("/board")
    hers = page.get_by_role("row").filter(has_text=ADVISOR)
    expect(hers).to_contain_text("10 of")
    expect(hers).to_contain_text("1 booked")
    still_open = page.locator("#board-list li")
    expect(still_open).to_have_count(3)
    for name, why in ((of["dissatisfied"], "Complaint"), (of["no_answer"], "3-day call"), (LEFT, "3-day call")):
        expect(still_open.filter(has_text=name)).to_contain_text(why)

    for person in (phone, manager):
        person.leave()  # over night a session ends, and a page left open would complain of that
    wall.next_morning()
    with tenant_scope(shop.id):
        plan.plan_queue(tomorrow_on, crew_of_shop(tomorrow_on))
        db.session.commit()
    again = {of["later"]: "CALLBACK", of["no_answer"]: "D3", LEFT: "D3", of["dissatisfied"]: "COMPLAINT"}
    assert cards(shop, tomorrow_on) == again
    theirs = visit(MANAGER).go("/board")
    hers = visit(ADVISOR, width=390).go("/queue")
    for name in again:
        expect(theirs.locator("#board-list")).to_contain_text(name)
    expect(hers.locator("#queue-list [data-row]")).to_have_count(3)
