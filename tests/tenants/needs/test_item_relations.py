"""What a shop says of items that go together, over what we say."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.db import db
from tenants.errors import DomainError
from tenants.needs import item_relations
from tenants.needs.relations import DEFAULTS, Kind, Relation, in_order
from tenants.settings.models import SettingChange

BY, NOW = uuid.uuid4(), datetime(2026, 7, 1, 2, tzinfo=UTC)
OWN = Relation("TYRE", "WIPER", Kind.CROSS, 4, "下雨天两样都要靠得住")
OURS = Relation("TYRE", "ALIGN", Kind.COMPLEMENT, 1)


def say(relation: Relation) -> None:
    item_relations.set_relation(relation, by=BY, now=NOW)


def history() -> list[tuple[Any, Any]]:
    return [(one.before, one.after) for one in db.session.scalars(select(SettingChange).order_by(SettingChange.id))]


def test_a_new_shop_has_ours(in_shop: Shop) -> None:
    assert item_relations.relations() == in_order(DEFAULTS)


def test_a_relation_of_the_shops_own_stands_beside_ours_until_it_is_deleted(in_shop: Shop) -> None:
    say(OWN)
    added = item_relations.relations()
    item_relations.remove_relation("TYRE", "WIPER", by=BY, now=NOW)
    item_relations.remove_relation("TYRE", "WIPER", by=BY, now=NOW)

    assert OWN in added
    assert item_relations.relations() == in_order(DEFAULTS)
    pair = {"from": "TYRE", "to": "WIPER"}
    said = pair | {"kind": "CROSS", "rank": 4, "why": OWN.why, "is_off": False}
    assert history() == [(pair, said), (said, pair)]


def test_one_of_ours_is_changed_switched_off_and_brought_back(in_shop: Shop) -> None:
    changed = Relation("TYRE", "ALIGN", Kind.DOWN, 8)

    say(changed)
    assert changed in item_relations.relations()
    item_relations.remove_relation("TYRE", "ALIGN", by=BY, now=NOW)
    assert "ALIGN" not in [each.to_item for each in item_relations.relations() if each.from_item == "TYRE"]
    off = item_relations.find("TYRE", "ALIGN")
    assert off
    assert off.is_off
    item_relations.restore_relation("TYRE", "ALIGN", by=BY, now=NOW)

    assert OURS in item_relations.relations()


def test_one_that_is_off_is_on_again_once_somebody_changes_it(in_shop: Shop) -> None:
    item_relations.remove_relation("TYRE", "ALIGN", by=BY, now=NOW)

    say(OURS)

    assert OURS in item_relations.relations()


@pytest.mark.parametrize(
    "relation",
    [
        Relation("TYRE", "ROCKET", Kind.CROSS, 1, "x"),
        Relation("TYRE", "TYRE", Kind.VOLUME, 1, "x"),
        Relation("TYRE", "WIPER", Kind.CROSS, 0, "x"),
        Relation("TYRE", "WIPER", Kind.CROSS, 10, "x"),
        Relation("TYRE", "WIPER", Kind.CROSS, 1, " "),
        Relation("TYRE", "WIPER", Kind.CROSS, 1, "x" * 121),
        Relation("TYRE", "WIPER", Kind.CROSS, 1, "a\0b"),
    ],
)
def test_what_cannot_be_is_refused(in_shop: Shop, relation: Relation) -> None:
    with pytest.raises(DomainError):
        say(relation)

    assert item_relations.relations() == in_order(DEFAULTS)
