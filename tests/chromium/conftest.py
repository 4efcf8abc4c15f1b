"""A real Chromium before a real server. Whatever a page does wrong beside what is asserted fails the test too."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from saas.accounts.models import Shop
from saas.config import Config
from tenants import clock
from tenants.db import db
from tenants.follow_ups import plan
from tenants.scope import tenant_scope
from tests import factories
from tests.chromium.network import forgive, wait_until_kept
from tests.chromium.visitor import Visitor
from tests.structure.furnished import Key, furnish

NAMES = ("chromium", "chromium-browser", "google-chrome")
# no sandbox: tests may run as root; nothing may leave this machine
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="session")
def executable() -> Path:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        sentence = f"no Chromium on this machine (looked for {', '.join(NAMES)}); install it to run the browser tests"
        if os.environ.get("HUITOU_REQUIRE_BROWSER") == "1":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return Path(found)


@pytest.fixture(scope="session")
def chromium(executable: Path) -> Iterator[Chromium]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(whole_app: Flask) -> Iterator[str]:
    """Where the application answers."""
    server = make_server("127.0.0.1", 0, whole_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def furnished(shop: Shop, config: Config) -> dict[Key, str]:
    """Our shop with one of everything, and what stands for each placeholder of a path."""
    return furnish(shop, config.uploads)


@pytest.fixture
def visit(app: Flask, chromium: Chromium, address: str, shop: Shop) -> Iterator[Callable[..., Visitor]]:
    """`visit("advisor", width=390, language="en")`: somebody of our shop before a browser of that kind."""
    visitors: list[Visitor] = []

    def enter(role: str = "manager", **wishes: object) -> Visitor:
        user = factories.create_user()
        factories.create_membership(shop, user, role)
        visitors.append(Visitor(chromium, address, f"/s/{shop.slug}", user, **wishes))  # type: ignore[arg-type]
        return visitors[-1]

    yield enter
    for visitor in visitors:
        visitor.leave()


@pytest.fixture
def calls(shop: Shop) -> None:
    """Three calls in the pool, three days after a visit."""
    today = clock.today(shop.timezone)
    with tenant_scope(shop.id):
        for number in range(3):
            customer = factories.create_customer("王建国", f"1381234000{number}")
            factories.create_order(customer, factories.create_vehicle(customer), today - timedelta(days=4))
        factories.create_scores(today - timedelta(days=1))
        plan.plan_queue(today)
        db.session.commit()


@pytest.fixture
def phone(calls: None, visit: Callable[..., Visitor]) -> Iterator[Visitor]:
    """An advisor's phone with the queue open, which has kept it for bad times."""
    visitor = visit("advisor", width=390, language="en")
    page = visitor.go("/queue")
    wait_until_kept(page)
    yield visitor
    forgive(visitor)


@pytest.fixture
def hostile(shop: Shop) -> str:
    """A customer whose every text wants to be code; his id."""
    code = "<script>document.title='owned'</script>{{7*7}}"
    with tenant_scope(shop.id):
        customer = factories.create_customer(code, remark=code, wechat=code, source='" onclick="x')
        factories.create_vehicle(customer, plate="甘A12345", brand=code, series="';--", model=code)
        db.session.commit()
        return str(customer.id)
