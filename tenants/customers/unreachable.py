"""Customers nobody can call: without a phone number that works."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from tenants.customers.models import Customer, CustomerPhone
from tenants.customers.queries import Plates, plates_of
from tenants.db import db
from tenants.paging import Page


@dataclass(frozen=True, slots=True)
class Unreachable:
    """`wechat` may be another way; `has_wrong_number`: a number is on file, but it does not work."""

    id: uuid.UUID
    name: str
    wechat: str | None
    plates: Plates
    has_wrong_number: bool


def count() -> int:
    """How many of the shop in scope; the numbers of merged records count for their survivor."""
    return db.session.scalar(_unreachable(func.count())) or 0


def page(asked: int) -> tuple[list[Unreachable], Page]:
    """A page of them by name."""
    found = Page.of(asked, count())
    any_number = select(CustomerPhone.customer_id).where(CustomerPhone.customer_id == Customer.id).exists()
    rows = db.session.execute(
        _unreachable(Customer.id, Customer.name, Customer.wechat, any_number.label("has_wrong_number"))
        .order_by(Customer.name_pinyin, Customer.name, Customer.id)
        .offset(found.offset)
        .limit(found.size)
    ).all()
    plates = plates_of([row.id for row in rows])
    return [
        Unreachable(row.id, row.name, row.wechat, plates.get(row.id, Plates()), row.has_wrong_number) for row in rows
    ], found


def _unreachable(*columns: Any) -> Select[Any]:
    follower = aliased(Customer)
    reachable = (
        select(func.coalesce(follower.merged_into_id, follower.id))
        .join(CustomerPhone, CustomerPhone.customer_id == follower.id)
        .where(CustomerPhone.invalid_at.is_(None))
    )
    of_shop = (
        Customer.merged_into_id.is_(None),
        Customer.customer_type != "internal",
        Customer.id.not_in(reachable),
    )
    return select(*columns).select_from(Customer).where(*of_shop)
