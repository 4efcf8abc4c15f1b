"""The pages of messages: write one, see what became of it, take it back, send it anew."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants import clock
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.messages.states import State
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.saas.web.enqueued import jobs_of
from tests.saas.web.messages import a_message, sms, stored

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def shop(app: object) -> Shop:
    return factories.create_shop("安顺汽修")


@pytest.fixture
def customer_id(shop: Shop) -> uuid.UUID:
    with tenant_scope(shop.id):
        customer = factories.create_customer("王建国", phone="13912345678")
        factories.consent(customer)
        factories.create_appointment(customer, clock.today(shop.timezone) + timedelta(1), created_at=clock.now())
        db.session.commit()
        return customer.id


@pytest.fixture
def form(shop: Shop, customer_id: uuid.UUID) -> str:
    return f"/s/{shop.slug}/customers/{customer_id}/messages"


def test_an_advisor_writes_and_the_worker_is_asked(member: Member, shop: Shop, form: str) -> None:
    advisor = member("advisor")
    assert "【安顺汽修】" in advisor.get(form).text

    answer = advisor.post(form, sms())

    assert answer.status_code == 303
    (message,) = stored(shop)
    assert (message.body, message.state, message.medium) == ("【安顺汽修】明天上午见。", "queued", "sms")
    assert jobs_of(shop) == ["send_message"]
    assert "明天上午见。" in advisor.get(form.removesuffix("/messages")).text


def test_with_htmx_the_browser_goes_to_the_customer_as_a_whole(member: Member, form: str) -> None:
    answer = member("advisor").post(form, sms(), htmx=True)

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == form.removesuffix("/messages")


def test_a_form_sent_twice_is_one_message(member: Member, shop: Shop, form: str) -> None:
    advisor, sent = member("advisor"), sms()

    for _ in range(2):
        assert advisor.post(form, sent).status_code == 303

    assert len(stored(shop)) == 1


def test_an_e_mail_keeps_the_address_with_the_customer(
    member: Member, shop: Shop, form: str, customer_id: uuid.UUID
) -> None:
    sent = sms(medium="email", subject="预约", email="wang@example.com")

    assert member("advisor").post(form, sent).status_code == 303

    with tenant_scope(shop.id):
        assert db.session.scalars(select(Customer.email).where(Customer.id == customer_id)).one() == "wang@example.com"
        db.session.rollback()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"text": "领取优惠券"}, "Providers refuse this theme"),
        ({"text": ""}, "Write what is to be said"),
        ({"medium": "email", "subject": ""}, "subject"),
        ({"medium": "email", "subject": "a", "email": "a@b\r\nBcc: c@d.e"}, "no e-mail address"),
        ({"trigger": "NONSENSE"}, "Write a message"),
        ({"request_key": "x"}, "damaged and is mended"),
        ({"request_key": "-" * 36}, "damaged and is mended"),
    ],
)
def test_what_cannot_be_sent_comes_back_with_what_was_typed(
    member: Member, shop: Shop, form: str, values: dict[str, str], says: str
) -> None:
    sent = sms(**values)

    for htmx in (False, True):
        answer = member("advisor").post(form, sent, headers=ENGLISH, htmx=htmx)

        assert answer.status_code == 422
        assert says in answer.text
        assert ("<html" in answer.text) is not htmx
        assert sent["text"] in answer.text
    assert stored(shop) == []


def test_who_was_merged_is_written_to_as_whom_he_became(
    member: Member, shop: Shop, form: str, customer_id: uuid.UUID
) -> None:
    with tenant_scope(shop.id):
        survivor = factories.create_customer("陈晓敏", phone="13912345678")
        factories.consent(survivor)
        merging.merge(customer_id, survivor.id)
        db.session.commit()
        survivor_id = survivor.id
    advisor = member("advisor")

    page = advisor.get(form).text
    answer = advisor.post(form, sms())

    assert f"/customers/{survivor_id}/messages" in page
    assert answer.location.endswith(f"/customers/{survivor_id}")
    assert [each.customer_id for each in stored(shop)] == [survivor_id]


def test_what_leaves_is_shown_with_its_length_parts_and_flaws_and_nothing_is_written(
    member: Member, shop: Shop, form: str
) -> None:
    advisor, sent = member("advisor"), sms(text="明" * 70 + "优惠券", preview="yes")

    for htmx in (False, True):
        answer = advisor.post(form, sent, headers=ENGLISH, htmx=htmx)

        assert answer.status_code == 200
        assert f"【安顺汽修】{sent['text']}" in answer.text
        assert "79 characters, 2 messages" in answer.text
        assert "Providers refuse this theme" in answer.text
    assert stored(shop) == []


def test_looking_at_an_e_mail_first_keeps_no_address(
    member: Member, shop: Shop, form: str, customer_id: uuid.UUID
) -> None:
    sent = sms(medium="email", subject="预约", email="wang@example.com", preview="yes")

    assert member("advisor").post(form, sent).status_code == 200

    with tenant_scope(shop.id):
        assert db.session.scalars(select(Customer.email).where(Customer.id == customer_id)).one() is None
        db.session.rollback()


def test_a_refused_message_says_how_long_it_is_and_a_mended_form_sends(member: Member, shop: Shop, form: str) -> None:
    advisor = member("advisor")

    answer = advisor.post(form, sms(request_key="-" * 36), headers=ENGLISH)
    key = re.search(r'name="request_key" value="([^"]+)"', answer.text)

    assert "12 characters, 1 message" in answer.text
    assert key
    assert advisor.post(form, sms(request_key=key[1])).status_code == 303


def test_the_list_says_what_became_of_each(member: Member, shop: Shop, customer_id: uuid.UUID) -> None:
    a_message(shop, customer_id, State.UNKNOWN, "stopped")
    a_message(shop, customer_id, State.REFUSED, "blocked_consent")
    page, viewer = f"/s/{shop.slug}/messages", member("viewer")

    text = viewer.get(page, headers=ENGLISH).text
    assert "The worker stopped while it was leaving." in text
    assert "No consent on record" in text
    assert "Send anew" not in text  # nothing a viewer may do

    unknown = viewer.get(f"{page}?state=unknown", headers=ENGLISH, htmx=True).text
    assert re.search(r"No consent on record", unknown) is None
    assert "<html" not in unknown


def test_what_lost_its_ground_says_why_and_is_not_sent_anew(member: Member, shop: Shop, customer_id: uuid.UUID) -> None:
    message, advisor = a_message(shop, customer_id, State.REFUSED, "appointment_changed"), member("advisor")

    text = advisor.get(f"/s/{shop.slug}/messages", headers=ENGLISH).text

    assert "The appointment was moved, cancelled or kept meanwhile." in text
    assert f"/messages/{message.id}/again" not in text


def test_what_waits_for_its_hour_speaks_of_sending(member: Member, shop: Shop, customer_id: uuid.UUID) -> None:
    a_message(shop, customer_id, State.QUEUED, "quiet_hours")
    viewer = member("viewer")

    for page in (f"/s/{shop.slug}/messages", f"/s/{shop.slug}/customers/{customer_id}"):
        assert "Outside sending hours" in viewer.get(page, headers=ENGLISH).text
        assert "不在可发送时段" in viewer.get(page, headers={"Accept-Language": "zh"}).text


def test_what_waits_is_taken_back(member: Member, shop: Shop, customer_id: uuid.UUID) -> None:
    message, advisor = a_message(shop, customer_id, State.QUEUED), member("advisor")

    for _ in range(2):
        assert advisor.post(f"/s/{shop.slug}/messages/{message.id}/cancel").status_code == 303

    assert [each.state for each in stored(shop)] == ["cancelled"]


def test_the_unknown_is_sent_anew_once_when_somebody_says_so(
    member: Member, shop: Shop, customer_id: uuid.UUID
) -> None:
    message, advisor = a_message(shop, customer_id, State.UNKNOWN), member("advisor")

    for _ in range(2):
        assert advisor.post(f"/s/{shop.slug}/messages/{message.id}/again").status_code == 303

    assert sorted(each.state for each in stored(shop)) == ["queued", "unknown"]
    assert jobs_of(shop) == ["send_message"]


def test_what_left_is_neither_taken_back_nor_sent_anew(member: Member, shop: Shop, customer_id: uuid.UUID) -> None:
    message, advisor = a_message(shop, customer_id, State.SENT), member("advisor")

    for verb in ("cancel", "again"):
        assert advisor.post(f"/s/{shop.slug}/messages/{message.id}/{verb}").status_code == 422


def test_a_viewer_sends_nothing(member: Member, shop: Shop, form: str, customer_id: uuid.UUID) -> None:
    message, viewer = a_message(shop, customer_id, State.UNKNOWN), member("viewer")

    assert viewer.get(form).status_code == 403
    assert viewer.post(form, sms()).status_code == 403
    assert viewer.post(f"/s/{shop.slug}/messages/{message.id}/again").status_code == 403


def test_a_stranger_finds_nothing(
    member: Member, shop: Shop, other_shop: Shop, form: str, customer_id: uuid.UUID
) -> None:
    message, stranger = a_message(shop, customer_id, State.UNKNOWN), member("owner", of=other_shop)
    theirs = f"/s/{other_shop.slug}"

    assert stranger.post(form, sms()).status_code == 404
    assert stranger.post(f"{theirs}/customers/{customer_id}/messages", sms()).status_code == 404
    assert stranger.post(f"{theirs}/messages/{message.id}/again").status_code == 404
    assert len(stored(shop)) == 1
