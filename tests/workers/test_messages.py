"""Messages by the worker: asked, marked, handed over once, whatever happens in between."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from sqlalchemy import select, update

from saas.accounts.models import Shop
from tenants import clock, settings
from tenants.db import db
from tenants.follow_ups.models import Contact, Reason
from tenants.messages import writing
from tenants.messages.handing import Handed, Letter
from tenants.messages.models import Message
from tenants.messages.states import Medium, State
from tenants.messages.writing import Draft
from tenants.scope import tenant_scope
from tests import factories
from workers import leases, messages
from workers.messages import hand_over, remind, send_message
from workers.models import Job
from workers.transaction import transaction

Ask = Callable[..., uuid.UUID]
Jobs = Callable[[Shop], list[Job]]
WorkOff = Callable[[Shop], None]


class Postbox:
    """A provider that keeps what it gets, or breaks."""

    name = "postbox"

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.trouble: Exception | None = None

    def send(self, letter: Letter) -> Handed:
        self.letters.append(letter)
        if self.trouble:
            raise self.trouble
        return Handed(State.SENT, "9006")


@pytest.fixture
def postbox(monkeypatch: pytest.MonkeyPatch) -> Postbox:
    found = Postbox()
    monkeypatch.setattr(messages, "sender_for", lambda medium, config: found)
    return found


def write(shop: Shop, texts: int = 1, trigger: str = "APPT_CONFIRM") -> list[str]:
    """Messages to one customer who agreed to them; their ids."""
    with transaction(shop.id):
        customer = factories.create_customer(phone="13912345678")
        factories.consent(customer)
        factories.create_appointment(customer, clock.today(shop.timezone) + timedelta(1))
        drafts = [Draft(customer.id, Medium.SMS, trigger, f"第{number}次提醒", "安顺汽修") for number in range(texts)]
        written = [writing.write(each, request_key=uuid.uuid4(), user_id=None, now=clock.now()) for each in drafts]
        return [str(message.id) for message in written]


def state_of(shop: Shop, message_id: str) -> str:
    with transaction(shop.id):
        return db.session.scalars(select(Message.state).where(Message.id == uuid.UUID(message_id))).one()


def count_in_ledger(shop: Shop) -> int:
    with transaction(shop.id):
        return len(db.session.scalars(select(Contact.id).where(Contact.undone_at.is_(None))).all())


def test_a_message_is_marked_handed_over_and_written_down(
    shop: Shop, ask: Ask, work_off: WorkOff, postbox: Postbox
) -> None:
    (message_id,) = write(shop)

    for _ in range(2):
        ask(shop, send_message, message_id=message_id)
        work_off(shop)

    assert [letter.body for letter in postbox.letters] == ["【安顺汽修】第0次提醒"]
    assert state_of(shop, message_id) == State.SENT
    assert count_in_ledger(shop) == 1


def test_a_message_asked_for_again_while_it_leaves_is_handed_over_once(
    shop: Shop, ask: Ask, work_off: WorkOff, postbox: Postbox, jobs: Jobs
) -> None:
    (message_id,) = write(shop)
    for _ in range(2):
        job_id = ask(shop, send_message, message_id=message_id)
        send_message.run(shop_id=shop.id, job_id=str(job_id))

    assert [job.actor for job in jobs(shop) if job.state == "waiting"] == ["hand_over"]
    work_off(shop)

    assert len(postbox.letters) == 1


def test_without_a_provider_it_is_only_written_down(shop: Shop, ask: Ask, work_off: WorkOff) -> None:
    (message_id,) = write(shop)

    ask(shop, send_message, message_id=message_id)
    work_off(shop)

    assert state_of(shop, message_id) == State.RECORDED


def test_a_crash_while_handing_over_leaves_it_unknown_and_unrepeated(
    shop: Shop, ask: Ask, work_off: WorkOff, postbox: Postbox, jobs: Jobs
) -> None:
    (message_id,) = write(shop)
    postbox.trouble = RuntimeError("the process is gone")

    ask(shop, send_message, message_id=message_id)
    work_off(shop)
    ask(shop, hand_over, message_id=message_id)
    work_off(shop)

    assert len(postbox.letters) == 1
    assert state_of(shop, message_id) == State.UNKNOWN
    assert count_in_ledger(shop) == 1


def test_a_worker_that_died_with_a_message_in_hand_is_not_followed_by_another(
    shop: Shop, ask: Ask, work_off: WorkOff, postbox: Postbox, jobs: Jobs
) -> None:
    (message_id,) = write(shop)
    with transaction(shop.id):
        messages.sending.start(uuid.UUID(message_id), now=clock.now(), timezone=shop.timezone)
    job_id = ask(shop, hand_over, message_id=message_id)
    with transaction(shop.id):
        assert leases.claim(job_id, hand_over.name) is not None
    with transaction(shop.id):  # and half a minute later
        past = clock.now() - timedelta(seconds=1)
        db.session.execute(update(Job).where(Job.id == job_id).values(lease_until=past))

    hand_over.run(shop_id=shop.id, job_id=str(job_id))

    assert postbox.letters == []
    assert state_of(shop, message_id) == State.UNKNOWN
    assert [job.state for job in jobs(shop) if job.id == job_id] == ["failed"]


def test_of_many_messages_at_once_no_more_leave_than_the_governor_allows(
    shop: Shop, elsewhere: ThreadPoolExecutor, postbox: Postbox
) -> None:
    """One service message a day; all of them are started at the same moment, by workers of their own."""
    ids = write(shop, texts=6)

    def start(message_id: str) -> str:
        with transaction(shop.id):
            row = messages.sending.start(uuid.UUID(message_id), now=clock.now(), timezone=shop.timezone)
            return row.state if row else ""

    states = list(elsewhere.map(start, ids))

    assert sorted(states) == [State.REFUSED] * 5 + [State.SENDING]
    assert count_in_ledger(shop) == 1


def test_a_message_of_another_shop_is_nobodys(
    shop: Shop, other_shop: Shop, ask: Ask, work_off: WorkOff, postbox: Postbox
) -> None:
    (message_id,) = write(shop)

    for actor in (send_message, hand_over):
        ask(other_shop, actor, message_id=message_id)
    work_off(other_shop)

    assert postbox.letters == []
    assert state_of(shop, message_id) == State.QUEUED


def test_what_waits_for_its_hour_is_looked_at_again_then(shop: Shop, ask: Ask, jobs: Jobs) -> None:
    (message_id,) = write(shop)
    opens_at = clock.now() + timedelta(hours=8)
    with tenant_scope(shop.id):
        db.session.execute(update(Message).values(due_at=opens_at))
        db.session.commit()

    job_id = ask(shop, send_message, message_id=message_id)
    send_message.run(shop_id=shop.id, job_id=str(job_id))

    (later,) = [job for job in jobs(shop) if job.state == "waiting"]
    assert (later.actor, later.due_at) == ("send_message", opens_at)
    assert state_of(shop, message_id) == State.QUEUED


def test_a_text_asked_for_twice_waits_once(shop: Shop, jobs: Jobs) -> None:
    (message_id,) = write(shop)

    with transaction(shop.id):
        for _ in range(2):
            messages.send_soon(uuid.UUID(message_id))

    assert [job.actor for job in jobs(shop)] == ["send_message"]


def test_appointments_are_reminded_of_once_where_the_shop_wants_it(
    shop: Shop, ask: Ask, work_off: WorkOff, postbox: Postbox
) -> None:
    today = clock.today(shop.timezone)
    with transaction(shop.id):
        customer = factories.create_customer("王建国", phone="13912345678", gender="male")
        factories.create_appointment(customer, today + timedelta(1), due_time=time(10))
        db.session.add(
            Reason(
                customer_id=customer.id,
                trigger="APPT_CONFIRM",
                anchor_on=today + timedelta(1),
                open_on=today,
                deadline_on=today + timedelta(1),
                grace_days=0,
                facts={"due_on": (today + timedelta(1)).isoformat(), "due_time": "10:00", "wording": "dated"},
            )
        )

    ask(shop, remind, day=today)
    work_off(shop)
    assert postbox.letters == []

    with transaction(shop.id):
        settings.change(remind_by_sms=True)
    for _ in range(2):
        ask(shop, remind, day=today)
        work_off(shop)

    (letter,) = postbox.letters
    assert letter.body.startswith("【城关店】")
    assert "10:00" in letter.body
