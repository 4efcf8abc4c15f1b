"""The page of effects: naive credit beside the measured lift, and no claim without enough customers."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from saas.accounts.models import Shop
from tenants import clock
from tenants.attribution.models import TrialArm, VisitCredit
from tenants.db import db, new_id
from tenants.settings.models import ShopSetting
from tests import factories
from tests.browser import Browser
from tests.queries import recorded_queries

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


def arms(half_year: str, treated: tuple[int, int], control: tuple[int, int], credited: int = 0) -> None:
    for is_control, (customers, came) in ((False, treated), (True, control)):
        values: dict[str, Any] = {"drawn": customers + 10, "revenue_fen": came * 500_00, "counted_as_of": "2026-07-01"}
        row = TrialArm(half_year=half_year, is_control=is_control, customers=customers, came=came, **values)
        row.credited = 0 if is_control else credited
        db.session.add(row)
    db.session.commit()


def credit(shop: Shop, days_ago: int = 5) -> str:
    user, customer = factories.create_user("李婷"), factories.create_customer("王建国")
    visit_on = clock.today(shop.timezone) - timedelta(days_ago)
    row = VisitCredit(party_id=customer.id, visit_on=visit_on, customer_id=customer.id, contact_id=new_id(), assists=[])
    row.user_id, row.trigger, row.revenue_fen = user.id, "MAINT_DUE", 1_280_00
    row.contacted_on = visit_on - timedelta(3)
    db.session.add(row)
    db.session.commit()
    return str(customer.id)


def said(browser: Browser, shop: Shop) -> str:
    page = browser.get(f"/s/{shop.slug}/effect", headers=ENGLISH).text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]))


def test_a_new_shop_is_told_what_will_stand_here(member: Member, in_shop: Shop) -> None:
    page = said(member("viewer"), in_shop)

    assert "Cannot tell yet: too few customers went without a call so far." in page
    assert "About 500 more customers are needed to tell." in page
    assert "No visit was credited to a contact yet" in page


def test_a_difference_that_may_be_chance_is_not_sold_as_an_effect(member: Member, in_shop: Shop) -> None:
    arms("2026H1", (900, 162), (100, 11), credited=140)

    page = said(member("viewer"), in_shop)

    assert "Cannot tell yet: so far the difference may be chance." in page
    assert "63 visits 7.0 points, with 95% certainty between -1.0 and 12.4" in page.replace("−", "-")
    assert "140 visits Counts everybody who came" in page
    assert re.search(r"About [\d,]+ more customers are needed to tell", page)


def test_half_years_are_added_up_and_what_is_proven_is_said(member: Member, in_shop: Shop) -> None:
    arms("2025H2", (900, 200), (100, 10))
    arms("2026H1", (900, 200), (100, 10))

    page = said(member("viewer"), in_shop)

    assert "Contacts bring visits: of 100 contacted customers about 12 more come." in page
    assert "2026 first half" in page
    assert "2025 second half" in page


def test_credited_visits_name_customer_reason_and_caller(member: Member, in_shop: Shop) -> None:
    customer_id = credit(in_shop)

    page = member("viewer").get(f"/s/{in_shop.slug}/effect", headers=ENGLISH).text

    assert f"/customers/{customer_id}" in page
    assert "李婷" in page
    assert page.count("¥1,280") == 3


def test_while_the_hold_out_is_off_the_page_says_so(member: Member, in_shop: Shop) -> None:

    db.session.add(ShopSetting(name="hold_out", value=False))
    db.session.commit()

    assert "The control group is off" in said(member("viewer"), in_shop)


def test_the_page_takes_few_statements_however_many_visits(member: Member, in_shop: Shop) -> None:
    for _ in range(3):
        credit(in_shop)
    browser = member("viewer")

    with recorded_queries() as queries:
        browser.get(f"/s/{in_shop.slug}/effect")

    # who asks (2); settings, arms, by reason, by person; count and rows of visits; names
    assert len(queries) <= 10


def test_nobody_else_sees_it(member: Member, in_shop: Shop, other_shop: Shop) -> None:
    assert member("owner", of=other_shop).get(f"/s/{in_shop.slug}/effect").status_code == 404


def test_a_table_heads_its_columns_with_what_stands_in_them(member: Member, in_shop: Shop) -> None:
    credit(in_shop)

    page = member("viewer").get(f"/s/{in_shop.slug}/effect", headers=ENGLISH).text

    heads = [re.findall(r"<th[^>]*>([^<]+)</th>", head) for head in re.findall(r"<thead>.*?</thead>", page, re.S)]
    assert heads[:2] == [["Reason", "Visits", "Revenue"], ["By", "Visits", "Revenue"]]
