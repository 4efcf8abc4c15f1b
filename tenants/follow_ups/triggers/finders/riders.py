"""Found by what may be asked inside a contact that another reason brings; nobody is called for these alone."""

from collections.abc import Iterator
from datetime import date

from tenants.follow_ups.shop_day import AgingCar, ShopDay
from tenants.follow_ups.triggers.trigger import Candidate, Facts


def may_replace(day: ShopDay) -> Iterator[Candidate]:
    """Cars of six years, 120,000 km or large bills (domain.md 6, K7)."""
    for car in day.aging:
        yield Candidate(car.customer_id, car.vehicle_id, quarter(day.today), _why(car))


def lacks_details(day: ShopDay) -> Iterator[Candidate]:
    for customer_id, missing in day.missing.items():
        yield Candidate(customer_id, None, quarter(day.today), {"missing": ",".join(missing)})


def quarter(today: date) -> date:
    """Its first day: an anchor that stays, so that one reason lasts until somebody has asked."""
    return date(today.year, today.month - (today.month - 1) % 3, 1)


def _why(car: AgingCar) -> Facts:
    if car.age_years:
        return {"age_years": car.age_years}
    return {"km": car.km, "wording": "km"} if car.km else {"wording": "bill"}
