"""The answers of customers: a list with what became of each, shown with the customer and on the card of the queue."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants import clock
from tenants.customers import wishes
from tenants.db import db
from tenants.follow_ups.models import FollowUp
from tenants.follow_ups.plan import plan_queue
from tenants.messages import answers, replies
from tenants.messages.answers import Fate, Group, Line
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.saas.web.answers import answer
from tests.saas.web.enqueued import jobs_of

Member = Callable[..., Browser]
ENGLISH, CHINESE = {"Accept-Language": "en"}, {"Accept-Language": "zh"}
NUMBER, SAID = "13912345678", "明天下午可以来换机油"


@pytest.fixture
def customer_id(shop: Shop, today: date) -> uuid.UUID:
    with tenant_scope(shop.id):
        customer = factories.create_customer("王建国", phone=NUMBER)
        db.session.commit()
        return customer.id


@pytest.fixture
def reply_id(shop: Shop, customer_id: uuid.UUID) -> uuid.UUID:
    return wrote(shop)


@pytest.fixture
def page(shop: Shop) -> str:
    return f"/s/{shop.slug}/messages/replies"


def wrote(shop: Shop, said: str = SAID, number: str = NUMBER) -> uuid.UUID:
    with tenant_scope(shop.id):
        today = clock.today(shop.timezone)
        taken = replies.receive(number, said, key=uuid.uuid4(), now=clock.now(), today=today)
        assert taken is not None
        db.session.commit()
        return taken.reply_id


def typed(said: str = "好的", number: str = NUMBER, **values: str) -> dict[str, str]:
    return {"request_key": str(uuid.uuid4()), "number": number, "text": said} | values


def kept(shop: Shop) -> list[Line]:
    with tenant_scope(shop.id):
        return answers.page(Group.ALL, 1)[0]


def card_of(shop: Shop, customer_id: uuid.UUID) -> str:
    with tenant_scope(shop.id):
        plan_queue(clock.today(shop.timezone))
        db.session.commit()
        found = db.session.scalars(select(FollowUp.id).where(FollowUp.customer_id == customer_id)).one()
        return f"/s/{shop.slug}/queue/{found}"


def test_an_answer_is_on_the_list_with_its_customer_and_counted(
    member: Member, shop: Shop, page: str, customer_id: uuid.UUID, reply_id: uuid.UUID
) -> None:
    viewer = member("viewer")

    for language, open_words in ((ENGLISH, "Not answered yet"), (CHINESE, "未处理")):
        text = viewer.get(page, headers=language).text
        assert SAID in text
        assert open_words in text
        assert f"/s/{shop.slug}/customers/{customer_id}" in text
    messages = viewer.get(f"/s/{shop.slug}/messages", headers=ENGLISH).text
    assert 'Answers <span class="font-normal tabular-nums">1</span>' in messages


def test_nobody_who_may_only_look_deals_with_it(member: Member, shop: Shop, page: str, reply_id: uuid.UUID) -> None:
    viewer = member("viewer")

    assert "/handle" not in viewer.get(page).text
    for path in (f"{page}/{reply_id}/handle", f"{page}/{reply_id}/reopen", page):
        assert viewer.post(path, typed()).status_code == 403
    assert [line.fate for line in kept(shop)] == [Fate.OPEN]


def test_a_stranger_finds_nothing(member: Member, shop: Shop, other_shop: Shop, reply_id: uuid.UUID) -> None:
    stranger, theirs = member("owner", of=other_shop), f"/s/{other_shop.slug}/messages/replies"

    assert stranger.post(f"/s/{shop.slug}/messages/replies/{reply_id}/handle").status_code == 404
    assert stranger.post(f"{theirs}/{reply_id}/handle").status_code == 404
    assert SAID not in stranger.get(f"{theirs}?state=all&handled={reply_id}").text
    assert [line.fate for line in kept(shop)] == [Fate.OPEN]


@pytest.mark.parametrize("htmx", [False, True])
def test_it_is_marked_as_handled_with_who_and_when_and_that_is_undone(
    member: Member, shop: Shop, page: str, reply_id: uuid.UUID, htmx: bool
) -> None:
    advisor = member("advisor")

    for _ in range(2):
        done = advisor.post(f"{page}/{reply_id}/handle", htmx=htmx, headers=ENGLISH)
        assert done.status_code == (200 if htmx else 303)
    after = done.text if htmx else advisor.get(done.location, headers=ENGLISH).text

    assert "Every answer is dealt with" in after
    assert f"{page}/{reply_id}/reopen" in after
    assert "2026-07-01 10:30</time> 王建国" in advisor.get(f"{page}?state=done", headers=ENGLISH).text
    for _ in range(2):
        assert advisor.post(f"{page}/{reply_id}/reopen", htmx=htmx).status_code == (200 if htmx else 303)
    assert [line.fate for line in kept(shop)] == [Fate.OPEN]
    assert jobs_of(shop) == ["plan_queue"]


def test_an_answer_that_is_not_there_is_not_found(member: Member, page: str, today: date) -> None:
    assert member("advisor").post(f"{page}/{uuid.uuid4()}/handle").status_code == 404
    assert member("advisor").get(f"{page}?state=nonsense").status_code == 422


def test_the_list_says_when_there_is_nothing(member: Member, page: str, today: date) -> None:
    browser = member("viewer")

    assert "Every answer is dealt with" in browser.get(page, headers=ENGLISH).text
    assert "No answers here" in browser.get(f"{page}?state=all", headers=ENGLISH).text


def test_an_unknown_number_is_shown_as_one(member: Member, shop: Shop, page: str, today: date) -> None:
    wrote(shop, number="13900000001")

    text = member("viewer").get(page, headers=ENGLISH).text

    assert "Unknown number" in text
    assert "139 0000 0001" in text


def test_a_household_is_named_in_one_row(member: Member, shop: Shop, page: str, customer_id: uuid.UUID) -> None:
    with tenant_scope(shop.id):
        wife_id = factories.create_customer("张敏", phone=NUMBER).id
        db.session.commit()
    wrote(shop)
    browser = member("viewer")

    text = browser.get(page, headers=ENGLISH, htmx=True).text

    assert "王建国" in text
    assert "张敏" in text
    assert len(kept(shop)) == 1
    for each in (customer_id, wife_id):
        assert SAID in browser.get(f"/s/{shop.slug}/customers/{each}").text


def test_it_stands_with_the_customer_and_on_his_card(
    member: Member, shop: Shop, page: str, customer_id: uuid.UUID, reply_id: uuid.UUID
) -> None:
    card, advisor = card_of(shop, customer_id), member("advisor")

    shown = advisor.get(card, headers=ENGLISH).text
    assert "Answered by SMS 10:30:" in shown
    assert SAID in shown
    assert "Answered a text message: read it and call back" in shown
    advisor.post(f"{card}/outcome", answer("satisfied", reason="all_good"))

    assert [line.fate for line in kept(shop)] == [Fate.SPOKEN]
    customer = advisor.get(f"/s/{shop.slug}/customers/{customer_id}", headers=ENGLISH).text
    assert "Spoken with since" in customer
    assert SAID in customer


def test_hostile_words_stay_words(member: Member, shop: Shop, page: str, customer_id: uuid.UUID) -> None:
    wrote(shop, "<b>x</b> {{7*7}} '\"")
    advisor = member("advisor")

    for address in (page, f"/s/{shop.slug}/customers/{customer_id}", card_of(shop, customer_id)):
        assert "&lt;b&gt;x&lt;/b&gt; {{7*7}} &#39;&#34;" in advisor.get(address).text


def test_an_answer_is_typed_in_once(member: Member, shop: Shop, page: str, customer_id: uuid.UUID) -> None:
    advisor, form = member("advisor"), typed()

    for _ in range(2):
        assert advisor.post(page, form, headers=ENGLISH).status_code == 303

    assert [line.body for line in kept(shop)] == ["好的"]
    assert "The answer was kept." in advisor.get(page, headers=ENGLISH).text
    assert "Typed by 王建国" in advisor.get(page, headers=ENGLISH).text
    assert jobs_of(shop) == ["plan_queue"]


@pytest.mark.parametrize("values", [{"text": "不来了"}, {"number": "13900000001"}])
def test_a_used_form_with_another_answer_says_that_nothing_was_kept(
    member: Member, shop: Shop, page: str, customer_id: uuid.UUID, values: dict[str, str]
) -> None:
    advisor, form = member("advisor"), typed()
    advisor.post(page, form)

    told = advisor.post(page, form | values, headers=ENGLISH, htmx=True)

    assert told.status_code == 422
    assert "This form was used before: nothing was saved. Send again." in told.text
    assert form["request_key"] not in told.text, "sent again it is an answer of its own"
    assert [(line.body, line.number) for line in kept(shop)] == [("好的", NUMBER)]


def test_a_stop_word_that_is_typed_in_ends_text_messages(
    member: Member, shop: Shop, page: str, customer_id: uuid.UUID
) -> None:
    advisor = member("advisor")

    advisor.post(page, typed("TD"), headers=ENGLISH)

    assert "1 customer gets no more text messages" in advisor.get(page, headers=ENGLISH).text
    assert "Ended text messages" in advisor.get(f"{page}?state=done", headers=ENGLISH).text
    with tenant_scope(shop.id):
        assert wishes.wishes_of([customer_id])[customer_id].consents["sms"] is False
        db.session.rollback()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"number": "=1+1"}, "This is no phone number."),
        ({"number": ""}, "This is no phone number."),
        ({"number": "١٣٩١٢٣٤٥٦٧٨"}, "This is no phone number."),
        ({"text": ""}, "Write what the customer answered."),
        ({"request_key": "x"}, "damaged and is mended"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_kept_comes_back(
    member: Member, shop: Shop, page: str, today: date, values: dict[str, str], says: str, htmx: bool
) -> None:
    told = member("advisor").post(page, typed() | values, headers=ENGLISH, htmx=htmx)

    assert told.status_code == 422
    assert says in told.text
    assert 'id="reply-form"' in told.text
    assert kept(shop) == []
