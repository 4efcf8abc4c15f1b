"""An application with the probe's pages, and people of every role."""

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from saas.accounts.models import Shop
from saas.app import create_app
from saas.config import Config
from saas.web import access
from tenants import clock
from tenants.db import db
from tenants.follow_ups import plan
from tenants.follow_ups.models import FollowUp
from tenants.messages.models import Message
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.saas.web import probe, pushes
from tests.saas.web.journey import Journey
from tests.saas.web.pushes import Push

NAMES = ("陈晓敏", "刘洋", "孙丽华")
_NUMBERS = count(1)


@pytest.fixture(scope="session")
def whole_probe(config: Config) -> Iterator[Flask]:
    app = create_app(config)
    app.register_blueprint(probe.bp)
    app.register_blueprint(probe.outside)
    access.install(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def member(app: Flask, whole_probe: Flask, shop: Shop) -> Callable[..., Browser]:
    """`member("viewer")`: somebody of that role in our shop, or in another, signed in to the probe."""

    def sign_in(role: str = "owner", of: Shop | None = None) -> Browser:
        user = factories.create_user()
        factories.create_membership(of or shop, user, role)
        return Browser(whole_probe).sign_in(user)

    return sign_in


@pytest.fixture
def nobody(app: Flask, whole_probe: Flask) -> Browser:
    return Browser(whole_probe)


@pytest.fixture
def app_context(app: Flask) -> Iterator[None]:
    """Sentences and formats need a language."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.fixture(autouse=True)
def working_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Wednesday in July, and it is half past ten in the morning: people may be called, and no day ends meanwhile."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 7, 1, 2, 30, tzinfo=UTC))


@pytest.fixture
def today(shop: Shop) -> date:
    return clock.today(shop.timezone)


@pytest.fixture
def queue(shop: Shop, today: date) -> list[str]:
    """Three 3-day calls in the pool, as the addresses of their cards; who spent most is first."""
    with tenant_scope(shop.id):
        for number, name in enumerate(NAMES):
            customer = factories.create_customer(name, f"1390000000{number}", name_pinyin="")
            car = factories.create_vehicle(customer, brand="大众", series="帕萨特", model_year=2019)
            for ago in (4, 130, 300):
                settled_on = today - timedelta(days=ago)
                order = factories.create_order(customer, car, settled_on, yuan=900 - 200 * number)
                factories.create_line(order, "小保养")
        factories.create_scores(today - timedelta(days=1))
        plan.plan_queue(today)
        db.session.commit()
        rows = db.session.scalars(select(FollowUp).order_by(FollowUp.band, FollowUp.score.desc()))
        return [f"/s/{shop.slug}/queue/{follow_up.id}" for follow_up in rows]


@pytest.fixture
def journey(member: Callable[..., Browser], shop: Shop) -> Journey:
    return Journey(member("manager"), shop)


@pytest.fixture
def customers(shop: Shop) -> dict[str, uuid.UUID]:
    """Three customers, scored as of 2026-06-30: 陈晓敏 came often and spent most, Zhang Wei came once, 李四 never."""
    with tenant_scope(shop.id):
        chen = factories.create_customer("陈晓敏", "13812342217", name_pinyin="chenxiaomin")
        car = factories.create_vehicle(chen, "沪A8K3F6", brand="大众", series="帕萨特", model_year=2019)
        for settled_on in (date(2025, 11, 27), date(2026, 2, 3), date(2026, 5, 19)):
            order = factories.create_order(chen, car, settled_on, yuan=2000, advisor="李婷", odometer_km=68420)
        factories.create_line(order, "小保养")
        factories.create_line(order, "空调滤芯", 2)
        zhang = factories.create_customer("Zhang Wei", "15900001111", name_pinyin="zhangwei")
        factories.create_order(zhang, factories.create_vehicle(zhang, "沪C02M77"), date(2026, 1, 5), yuan=300)
        nobody = factories.create_customer("李四", name_pinyin="lisi")
        factories.create_scores(date(2026, 6, 30))
        return {"chen": chen.id, "zhang": zhang.id, "nobody": nobody.id}


@pytest.fixture
def people(shop: Shop) -> None:
    """Of five customers two come often and lately, two came once for little long ago, one never paid. Scored as of
    2026-06-30."""
    with tenant_scope(shop.id):
        for name, yuan in (("常来的陈姐", 900), ("常来的吴哥", 600)):
            often = factories.create_customer(name)
            car = factories.create_vehicle(often)
            for settled_on in (date(2026, 1, 10), date(2026, 3, 10), date(2026, 6, 10)):
                factories.create_order(often, car, settled_on, yuan=yuan)
        for name in ("好久不见甲", "好久不见乙"):
            once = factories.create_customer(name)
            factories.create_order(once, factories.create_vehicle(once), date(2025, 1, 5), yuan=150)
        factories.create_customer("从未消费")
        factories.create_scores(date(2026, 6, 30))


@pytest.fixture
def number_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shops of other tests have written to theirs, and hear what is answered."""
    monkeypatch.setattr(pushes, "NUMBER", f"139{next(_NUMBERS):08}")


@pytest.fixture
def push(nobody: Browser, config: Config, number_of_its_own: None) -> Push:
    """Like Aliyun: JSON, no session, no token."""

    def send(*items: Any, secret: str = config.sms_push_secret) -> TestResponse:
        return nobody.open("POST", f"/sms/{secret}", data=json.dumps(items), content_type="application/json")

    return send


@pytest.fixture
def message(shop: Shop, number_of_its_own: None) -> Message:
    return pushes.sent(shop)
