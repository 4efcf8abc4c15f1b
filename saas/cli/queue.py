"""`huitou queue`: whom to call on a day, and why."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from saas.cli import edge
from saas.cli.edge import DAY
from saas.cli.tables import FORMATS, print_rows

if TYPE_CHECKING:
    from tenants.follow_ups.queries import Line

COLUMNS = (
    "place", "band", "score", "trigger", "customer", "phone", "plate", "vehicle", "rfm_class", "channel",
    "deadline_on", "carried", "advisor",
)  # fmt: skip


@click.command()
@click.argument("shop")
@click.option("--as-of", type=DAY, help="The day to call on; default: today by the shop's clock.")
@click.option("--limit", type=click.IntRange(min=1), help="Show only the first so many.")
@click.option("--format", "kind", type=click.Choice(FORMATS), default="table", show_default=True)
def queue(shop: str, as_of: date | None, limit: int | None, kind: str) -> None:
    """Plan the queue of SHOP for a day and print it, the most urgent and valuable first.

    It is planned from visits and scores of the evening before, whether or not these were scored. A day before the
    newest queue, or one that has not begun, is only shown: nothing is stored then.

    \b
    Examples:
      huitou queue chengguan
      huitou queue chengguan --as-of 2026-07-01 --limit 20 --format csv
    """
    with edge.application():
        found = edge.find_shop(shop)
        day = as_of or edge.local_today(found)
        with edge.step(found):
            rows, count = _planned(day, limit, is_ahead=day > edge.local_today(found))
    print_rows(COLUMNS, rows, kind)
    if kind == "table":
        click.echo(f"{count} to call on {day}.", err=True)


def _planned(day: date, limit: int | None, *, is_ahead: bool) -> tuple[list[list[Any]], int]:
    """The rows asked for, and how many there are."""
    from tenants.customers.queries import phones_of
    from tenants.db import db
    from tenants.follow_ups import plan, queries
    from tenants.follow_ups.windows import Half
    from workers.follow_ups import crew_of_shop
    from workers.shop_day import shop_timezone

    crew = crew_of_shop(day)
    names = {one.id: one.name for one in crew.members.values()}
    is_only_shown = is_ahead or plan.is_past(day)
    count = plan.plan_queue(day, crew, shop_timezone())
    # in the afternoon everything of the day is up
    lines, _ = queries.lines(
        day,
        queries.Tab.OPEN,
        half=Half.PM,
        whose=queries.Whose.ALL,
        user_id=None,
        typed="",
        asked=1,
        size=limit or max(count, 1),
    )
    phones = phones_of({line.follow_up.customer_id for line in lines})
    rows = [_row(place, line, phones, names) for place, line in enumerate(lines, start=1)]
    if is_only_shown:
        db.session.rollback()
    return rows, count


def _row(place: int, line: "Line", phones: Any, names: Any) -> list[Any]:
    follow_up = line.follow_up
    his = phones.get(follow_up.customer_id)
    return [
        place,
        follow_up.band,
        follow_up.score,
        follow_up.trigger,
        line.name,
        his[0].number if his else "",
        line.plate or "",
        line.vehicle,
        follow_up.rfm_class,
        follow_up.channel,
        follow_up.deadline_on,
        follow_up.carry,
        names.get(follow_up.assigned_to_id, ""),
    ]
