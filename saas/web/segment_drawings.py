"""Classes and tiers as drawings: how many people, and what they bring."""

from collections.abc import Iterable, Sequence
from math import sqrt

from flask import url_for
from flask_babel import gettext

from saas.web.charts import Bar, Bars, Cell, Series, Table, Tile, Treemap, heat
from saas.web.formats import money, number, percent, short_money
from saas.web.labels import label
from saas.web.plurals import ngettext
from tenants.scoring.queries import Segment
from tenants.scoring.segments import RfmClass
from tenants.scoring.tallies import Tally


def classes(segments: Sequence[Segment]) -> Treemap:
    """The area is people, the shade what they spent; who never paid stands outside of the eight."""
    most = max((segment.revenue_fen for segment in segments), default=0)
    inside = [segment for segment in segments if segment.customers and segment.rfm_class != RfmClass.NONE]
    return Treemap([_tile(segment, most) for segment in inside])


def _tile(segment: Segment, most: int) -> Tile:
    return Tile(
        name=_class(segment.rfm_class),
        size=segment.customers,
        # the root: one class often brings most, and the others must still differ
        heat=sqrt(heat(segment.revenue_fen, most) or 0),
        lines=[people(segment.customers), short_money(segment.revenue_fen)],
        tip=[_class(segment.rfm_class), label("rfm_class", segment.rfm_class).hint, *_in_numbers(segment)],
        href=_names_of_class(segment.rfm_class),
        brief=number(segment.customers),
    )


def classes_table(segments: Iterable[Segment]) -> Table:
    rows = [
        [
            Cell(_class(segment.rfm_class), _names_of_class(segment.rfm_class)),
            Cell(label("rfm_class", segment.rfm_class).hint),
            Cell(number(segment.customers)),
            Cell(money(segment.revenue_fen)),
        ]
        for segment in segments
    ]
    return Table([gettext("Class"), gettext("Who they are"), gettext("Customers"), gettext("Revenue")], rows, texts=[1])


def class_shares(segments: Iterable[Segment]) -> Bars:
    return Bars(
        _people_and_revenue(),
        [
            _shares(segment, _class(segment.rfm_class), _names_of_class(segment.rfm_class))
            for segment in segments
            if segment.rfm_class != RfmClass.NONE
        ],
    )


def class_shares_table(segments: Iterable[Segment]) -> Table:
    rows = [
        [
            Cell(_class(segment.rfm_class), _names_of_class(segment.rfm_class)),
            Cell(percent(segment.share)),
            Cell(percent(segment.revenue_share)),
            Cell(money(segment.revenue_fen // segment.customers // 100 * 100 if segment.customers else None)),
        ]
        for segment in segments
    ]
    columns = [gettext("Share of customers"), gettext("Share of revenue"), gettext("Revenue per customer")]
    return Table([gettext("Class"), *columns], rows)


def tiers(tallies: Sequence[Tally]) -> Bars:
    return Bars(_people_and_revenue(), [_shares(tally, _tier(tally.code), _names_of_tier(tally)) for tally in tallies])


def tiers_table(tallies: Sequence[Tally]) -> Table:
    rows = [
        [
            Cell(_tier(tally.code), _names_of_tier(tally)),
            Cell(label("tier", tally.code).hint),
            Cell(number(tally.customers)),
            Cell(money(tally.revenue_fen)),
        ]
        for tally in tallies
    ]
    return Table([gettext("Tier"), gettext("Who they are"), gettext("Customers"), gettext("Revenue")], rows, texts=[1])


def people(customers: int) -> str:
    return str(ngettext("%(customers)s customer", "%(customers)s customers", customers, customers=number(customers)))


def _people_and_revenue() -> list[Series]:
    return [Series(gettext("Share of customers"), "plain"), Series(gettext("Share of revenue"), "blue")]


def _shares(part: Segment | Tally, name: str, href: str) -> Bar:
    shares = [part.share or 0, part.revenue_share or 0]
    texts = [percent(part.share), percent(part.revenue_share)]
    return Bar(name, shares, texts, [name, *_in_numbers(part)], href)


def _in_numbers(part: Segment | Tally) -> list[str]:
    return [
        f"{people(part.customers)} · {percent(part.share)}",
        gettext(
            "%(amount)s · %(share)s of the revenue", amount=money(part.revenue_fen), share=percent(part.revenue_share)
        ),
    ]


def _class(code: str) -> str:
    return str(label("rfm_class", code).text)


def _tier(code: str) -> str:
    return str(label("tier", code).text)


def _names_of_class(code: str) -> str:
    return url_for("segments.show", rfm_class=code)


def _names_of_tier(tally: Tally) -> str:
    return url_for("segments.tier", tier=tally.code)
