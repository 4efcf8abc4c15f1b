"""The names behind each number of the segments, to read and to take along."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.db import db
from tenants.scope import tenant_scope
from tenants.scoring import queries as scores
from tenants.scoring.models import CustomerProfile
from tenants.scoring.queries import Wanted
from tests import factories
from tests.browser import Browser

Member = Callable[..., Browser]
AS_OF = date(2026, 6, 30)
ENGLISH = {"Accept-Language": "en"}


@pytest.mark.parametrize(
    ("segment", "names"),
    [
        ("VALUE", ["常来的陈姐", "常来的吴哥"]),
        ("LOST", ["好久不见甲", "好久不见乙"]),
        ("NONE", ["从未消费"]),
        ("RECALL", []),
        ("ACTIVE/REGULAR", ["常来的陈姐", "常来的吴哥"]),
        ("CHURNED/FIRST", ["好久不见甲", "好久不见乙"]),
        ("ASLEEP/FAN", []),
    ],
)
def test_a_segment_lists_the_people_it_counts(
    member: Member, shop: Shop, people: None, segment: str, names: list[str]
) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/segments/{segment}").text

    assert [
        name for name in ("常来的陈姐", "常来的吴哥", "好久不见甲", "好久不见乙", "从未消费") if name in page
    ] == names


def test_a_tier_and_a_group_across_tiers_list_their_people(member: Member, shop: Shop, people: None) -> None:
    with tenant_scope(shop.id):
        first = db.session.scalars(select(CustomerProfile).order_by(CustomerProfile.customer_id)).first()
        assert first is not None
        first.tier, first.overlays = "KEY", ["PROMO_EVENT"]
        db.session.commit()

    for segment in ("tiers/KEY", "overlays/PROMO_EVENT"):
        page = member("viewer").get(f"/s/{shop.slug}/segments/{segment}").text
        assert page.count("data-row") == 1
        assert "常来的陈姐" in page


def test_a_movement_lists_the_people_it_counts(member: Member, shop: Shop, people: None) -> None:
    with tenant_scope(shop.id):
        factories.create_scores(date(2027, 3, 31))
    page = member("viewer").get(f"/s/{shop.slug}/segments/movements/2027-03/VALUE/RECALL").text

    assert "常来的陈姐" in page
    assert "好久不见甲" not in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("wishes", [{"tier": "NORMAL", "mode": "none"}, {"lifecycle": "CHURNED", "f_stage": "FIRST"}])
def test_every_list_can_be_taken_along(
    member: Member, shop: Shop, people: None, wishes: dict[str, str], kind: str
) -> None:
    with tenant_scope(shop.id):
        listed = scores.customers_listed(Wanted(**wishes), AS_OF)

    answer = member("manager").post(f"/s/{shop.slug}/customers/export", {"reason": "analysis", "kind": kind, **wishes})

    assert listed
    assert _names(answer, kind) == [each.name for each in listed]


def _names(answer: Any, kind: str) -> list[str]:
    if kind == "csv":
        return [line.split(",")[0] for line in answer.text.splitlines()[1:]]
    return [row[0] for row in load_workbook(io.BytesIO(answer.data)).active.iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize(
    "segment",
    [
        *("RICH", "ACTIVE", "ACTIVE/NEVER", "AWAKE/FIRST", "value", "tiers/RICH", "overlays/NOBODY"),
        *("movements/2026-13/LOST/LOST", "movements/2026-06/RICH/LOST", "movements/2026-06/LOST/FIRST_SEEN"),
    ],
)
def test_a_segment_that_does_not_exist_is_not_found(member: Member, shop: Shop, segment: str) -> None:
    assert member("viewer").get(f"/s/{shop.slug}/segments/{segment}").status_code == 404


def test_the_list_of_a_segment_can_be_taken_along_by_those_who_may(member: Member, shop: Shop, people: None) -> None:
    wishes = {"reason": "call_list", "kind": "csv", "rfm_class": "LOST"}

    lines = member("manager").post(f"/s/{shop.slug}/customers/export", wishes).text.splitlines()

    assert "customers-export" in member("manager").get(f"/s/{shop.slug}/segments/LOST").text
    assert "customers-export" not in member("advisor").get(f"/s/{shop.slug}/segments/LOST").text
    assert len(lines) == 3


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "1980-01"])
@pytest.mark.parametrize(
    "address", ["segments/movements/{}/VALUE/LOST", "customers?month={}&from_class=VALUE&to_class=LOST"]
)
def test_a_month_without_scores_has_nobody_who_moved(
    member: Member, shop: Shop, people: None, month: str, address: str
) -> None:
    answer = member("viewer").get(f"/s/{shop.slug}/{address.format(month)}", headers=ENGLISH)

    assert answer.status_code == 200
    assert "/customers/0" not in answer.text


def test_a_share_is_of_those_who_ever_paid_and_the_others_have_none(member: Member, shop: Shop, people: None) -> None:
    viewer = member("viewer")

    lost = viewer.get(f"/s/{shop.slug}/segments/LOST", headers=ENGLISH).text
    never = viewer.get(f"/s/{shop.slug}/segments/NONE", headers=ENGLISH).text

    assert "50% of all who ever paid" in lost
    assert "of all who ever paid" not in never
    assert "of all revenue" not in never
