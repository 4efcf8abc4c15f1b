"""Records that were one customer and are several: what the merge had taken from each of them is theirs again."""

from zoneinfo import ZoneInfo

from tenants import clock
from tenants.appointments.same_day import reopen_doubles
from tenants.customers.merging import Parted
from tenants.follow_ups.parted import reopen
from workers.shop_day import shop_timezone, shop_today


def give_back(parted: Parted) -> None:
    """Appointments and reasons; derive visits and plan again afterwards."""
    at = parted.merged_at
    since_on = at.astimezone(ZoneInfo(shop_timezone())).date() if at else None
    reopen_doubles(parted.records, clock.now())
    reopen(parted.records, since_on=since_on, today=shop_today())
