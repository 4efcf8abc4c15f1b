"""The active cars of each customer in SQL, those of records merged into him too; four of them make a fleet (domain.md
0.5)."""

# Few records are merged: joined to these alone, it costs what counting cars by record costs.
CARS = """
SELECT coalesce(m.merged_into_id, v.customer_id) AS customer_id{facts}
  FROM vehicles v
  LEFT JOIN customers m ON m.shop_id = :shop_id AND m.id = v.customer_id AND m.merged_into_id IS NOT NULL
 WHERE v.shop_id = :shop_id AND v.closed_on IS NULL AND v.customer_id IS NOT NULL {whose}
 GROUP BY 1"""
# the records are looked for first, so that an index finds their cars
OF_SOME = """AND v.customer_id = ANY(CAST(:customers AS uuid[]) || ARRAY(
    SELECT id FROM customers WHERE shop_id = :shop_id AND merged_into_id = ANY(:customers)))"""
_MANY = "HAVING count(*) >= :fleet_vehicles"

FLEETS = f"{CARS.format(facts='', whose='')} {_MANY}"
FLEETS_OF_SOME = f"{CARS.format(facts='', whose=OF_SOME)} {_MANY}"
