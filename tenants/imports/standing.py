"""What people did with a customer or a car (row `t`) since it came, for which an undo leaves it: conditions in SQL."""


def _any(tables: dict[str, str]) -> str:
    found = (
        f"EXISTS (SELECT FROM {table} k WHERE k.shop_id = :shop_id AND k.{column} = t.id)"
        for table, column in tables.items()
    )
    return " OR ".join(found)


HAS_ORDERS = """(
    EXISTS (SELECT FROM work_orders o WHERE o.shop_id = :shop_id AND o.customer_id = t.id)
    OR EXISTS (SELECT FROM vehicles v WHERE v.shop_id = :shop_id AND v.customer_id = t.id))"""
CAR_HAS_ORDERS = "EXISTS (SELECT FROM work_orders o WHERE o.shop_id = :shop_id AND o.vehicle_id = t.id)"
LEADS_TO_MORE = "EXISTS (SELECT FROM customers f WHERE f.shop_id = :shop_id AND f.merged_into_id = t.id)"

# A refusal above all: were its record to go, the next file would bring him back as somebody who may be called.
_SAID = "t.do_not_call OR t.do_not_market OR t.do_not_contact OR t.no_profiling"
_OF_CUSTOMERS = {
    "channel_consents": "customer_id",
    "contacts": "customer_id",
    "messages": "customer_id",
    "reply_customers": "customer_id",
    "suppressions": "customer_id",
    "appointments": "customer_id",
    "opportunities": "customer_id",
    "key_customers": "customer_id",
}
_REFERRED = """EXISTS (
    SELECT FROM referrals k WHERE k.shop_id = :shop_id AND (k.referrer_id = t.id OR k.referred_id = t.id))"""
IS_CUSTOMER_KEPT = f"({_SAID} OR {_any(_OF_CUSTOMERS)} OR {_REFERRED})"

_OF_CARS = {
    "opportunities": "vehicle_id",
    "odometer_decisions": "vehicle_id",
    "vehicle_intervals": "vehicle_id",
    "car_reports": "vehicle_id",
}
IS_CAR_KEPT = f"(t.closed_on IS NOT NULL AND t.exit_reason IS DISTINCT FROM 'plate_moved' OR {_any(_OF_CARS)})"
