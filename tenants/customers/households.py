"""Who is reached over one number: a household is one customer to whoever calls it (domain.md 4.3)."""

import uuid
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Uuid, bindparam, text

from tenants.db import current_shop_id, db, planned_for_many_rows

MOST_CUSTOMERS = 3  # a number of more customers is a driver's or a dealer's (domain.md 6.3)

_NUMBERS = """
SELECT p.number, array_agg(DISTINCT coalesce(c.merged_into_id, c.id)) AS customers
  FROM customer_phones p JOIN customers c ON c.shop_id = :shop_id AND c.id = p.customer_id
 WHERE p.shop_id = :shop_id AND p.invalid_at IS NULL {among}
 GROUP BY p.number
HAVING count(DISTINCT coalesce(c.merged_into_id, c.id)) BETWEEN 2 AND :most
"""
_HIS = """
   AND p.number IN (
        SELECT h.number FROM customer_phones h JOIN records r ON r.id = h.customer_id
         WHERE h.shop_id = :shop_id AND h.invalid_at IS NULL
       )
"""
_HOUSEHOLD = f"""
WITH survivor AS MATERIALIZED (
    SELECT coalesce(merged_into_id, id) AS id FROM customers WHERE shop_id = :shop_id AND id = :customer_id
), records AS MATERIALIZED (
    SELECT id FROM survivor
    UNION ALL
    SELECT c.id FROM survivor s JOIN customers c ON c.merged_into_id = s.id WHERE c.shop_id = :shop_id
), shared AS ({_NUMBERS.format(among=_HIS)})
SELECT id AS survivor_id, ARRAY(SELECT DISTINCT unnest(customers) FROM shared) AS customers FROM survivor
"""
_ALL_NUMBERS = text(_NUMBERS.format(among=""))
_HOUSEHOLD_OF = text(_HOUSEHOLD).bindparams(bindparam("customer_id", type_=Uuid))


def shared_numbers() -> dict[uuid.UUID, frozenset[str]]:
    """Of every customer who shares one, the numbers that work and that he shares; the merged are their survivor."""
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    with planned_for_many_rows():
        rows = db.session.execute(_ALL_NUMBERS, {"shop_id": current_shop_id(), "most": MOST_CUSTOMERS})
    for number, customers in rows:
        for customer_id in customers:
            found[customer_id].add(number)
    return {customer_id: frozenset(numbers) for customer_id, numbers in found.items()}


def mates(shared: Mapping[uuid.UUID, frozenset[str]]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """`shared_numbers` by customer: the others of his household, in the order of their ids."""
    of_number: dict[str, set[uuid.UUID]] = defaultdict(set)
    for customer_id, numbers in shared.items():
        for number in numbers:
            of_number[number].add(customer_id)
    together = {
        customer_id: set().union(*(of_number[each] for each in numbers)) for customer_id, numbers in shared.items()
    }
    return {customer_id: sorted(all_of_them - {customer_id}) for customer_id, all_of_them in together.items()}


def household_of(customer_id: uuid.UUID) -> tuple[uuid.UUID, list[uuid.UUID]]:
    """Who a customer is today, and the others who are reached over a number of his, in the order of their ids."""
    values = {"shop_id": current_shop_id(), "most": MOST_CUSTOMERS, "customer_id": customer_id}
    row = db.session.execute(_HOUSEHOLD_OF, values).one_or_none()
    return (row.survivor_id, sorted({*row.customers} - {row.survivor_id})) if row else (customer_id, [])
