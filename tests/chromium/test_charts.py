"""Charts before a real browser: what is clicked is followed, what cannot be seen is read, nothing jumps or leaks."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from saas.accounts.models import Shop
from tenants.db import db
from tenants.scope import tenant_scope
from tests import factories
from tests.chromium.visitor import Visitor
from tests.structure.furnished import Key

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

A_DAY_MS = 86_400_000
JUMPS = """() => new Promise(resolve => {
    new PerformanceObserver(list => resolve(list.getEntries().length)).observe({type: 'layout-shift', buffered: true});
    setTimeout(() => resolve(0), 300);
})"""


def drawn(page: Page) -> None:
    page.locator("x-chart canvas").first.wait_for()


def test_a_click_on_a_tile_opens_the_names(visit: Visit, furnished: dict[Key, str]) -> None:
    page = visit("viewer").go("/segments")
    drawn(page)

    page.locator("#classes").click()  # its middle: everybody here is of one class

    page.wait_for_url("**/segments/*")
    assert page.locator("[data-row]").count() == 3


def test_the_table_says_the_same_to_a_keyboard(visit: Visit, furnished: dict[Key, str]) -> None:
    page = visit("viewer", language="en").go("/segments")

    page.get_by_text("View as table").first.focus()
    page.keyboard.press("Enter")
    page.locator("details[open] a").first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url("**/segments/VALUE")


def test_a_drawing_is_named_for_those_who_do_not_see_it(visit: Visit, furnished: dict[Key, str]) -> None:
    page = visit("viewer", language="en").go("/segments")
    drawn(page)

    assert page.get_by_role("img", name="Eight classes").count() == 1


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_jumps_when_charts_are_drawn(visit: Visit, furnished: dict[Key, str], width: int) -> None:
    page = visit("viewer", width=width).go("/segments")
    drawn(page)

    assert page.evaluate(JUMPS) == 0


def test_a_tooltip_breaks_no_rule_of_the_policy(visit: Visit, furnished: dict[Key, str]) -> None:
    page = visit("viewer").go("/segments")
    drawn(page)

    for chart in (page.locator("#classes"), page.locator("#grid")):
        chart.evaluate("chart => chart.chart.on('showTip', () => chart.toggleAttribute('data-told', true))")
        chart.hover()
        page.locator(f"#{chart.get_attribute('id')}[data-told]").wait_for()
        assert page.locator("x-chart > div > div:not(:has(canvas))").count() == 0, "the tooltip is drawn, not HTML"


def test_a_swapped_chart_leaves_nothing_behind(visit: Visit, shop: Shop, furnished: dict[Key, str]) -> None:
    with tenant_scope(shop.id):
        factories.create_distributions()
    page = visit("viewer", language="en").go("/distributions")
    drawn(page)
    first = page.evaluate_handle("document.querySelector('#cycle x-chart')")

    for group in ("Wash", "All visits", "Wash"):
        page.get_by_role("link", name=group, exact=True).click()
        page.locator("#cycle [aria-current]", has_text=group).wait_for()
        page.locator("#cycle canvas").wait_for()

    assert page.locator("#cycle canvas").count() == 1
    assert page.locator("x-chart canvas").count() == page.locator("x-chart").count()
    assert first.evaluate("chart => chart.chart.isDisposed()") is True


def test_a_single_reading_stands_among_days(visit: Visit, shop: Shop) -> None:
    with tenant_scope(shop.id):
        car = factories.create_vehicle(factories.create_customer())
        factories.create_order(vehicle=car, odometer_km=7973)
        db.session.commit()

    page = visit("viewer").go(f"/odometers/{car.id}")
    drawn(page)

    scale = "chart => chart.chart.getModel().getComponent('xAxis').axis.scale.getTicks().map(tick => tick.value)"
    moments = page.locator("x-chart").first.evaluate(scale)
    assert all((later - earlier) >= A_DAY_MS for earlier, later in pairwise(moments)), moments


def test_without_script_the_tables_are_there(visit: Visit, furnished: dict[Key, str]) -> None:
    page = visit("viewer", language="en", script=False).go("/segments")

    page.get_by_text("View as table").first.click()

    assert page.locator("x-chart").first.is_hidden()
    page.get_by_role("link", name="Key: keep").first.wait_for()


@pytest.mark.parametrize("page", ["/segments", "/distributions"])
def test_the_tables_can_be_used_by_everybody(visit: Visit, shop: Shop, furnished: dict[Key, str], page: str) -> None:
    with tenant_scope(shop.id):
        factories.create_distributions()
    visitor = visit("viewer", width=390)

    opened = visitor.go(page)
    opened.evaluate("document.querySelectorAll('main details').forEach(table => table.open = true)")

    assert visitor.barriers() == []
