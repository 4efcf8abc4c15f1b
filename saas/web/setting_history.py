"""The lines of the history of settings: values, intervals of items, names that were placed, items that go together."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import LazyString, gettext

from saas.accounts import people
from saas.web import formats, items, setting_forms
from saas.web.labels import label
from saas.web.setting_words import SECTIONS, WORDS
from tenants import settings
from tenants.customers.models import Vehicle
from tenants.customers.queries import find_vehicle
from tenants.needs.items import ITEMS, Interval
from tenants.needs.relations import DEFAULT_OF, GOODS, Kind
from tenants.settings.changes import INTERVAL, ITEM_NAME, RELATION
from tenants.settings.models import SettingChange
from tenants.settings.settings import Settings, read

FIRST = "cuts"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the history. `address`: where it is changed; `may_restore`: the value before is not the one of today,
    and can be put back from here.
    """

    id: uuid.UUID
    label: str | LazyString
    address: str
    before: str
    after: str
    who: str
    changed_at: datetime
    may_restore: bool = False


def lines(found: list[SettingChange]) -> list[Line]:
    names = people.names_of({each.changed_by_id for each in found if each.changed_by_id})
    today = settings.current()
    return [_line(each, names.get(each.changed_by_id, "") if each.changed_by_id else "", today) for each in found]


def section_of(name: str) -> str:
    """The section a setting stands in."""
    return next((code for code, section in SECTIONS.items() if name in section.names), FIRST)


def _line(made: SettingChange, who: str, today: Settings) -> Line:
    if made.name in _NOTED:
        called, address, said = _NOTED[made.name](made.after)
        return Line(made.id, called, address, said(made.before), said(made.after), who, made.changed_at)
    return Line(
        id=made.id,
        label=WORDS[made.name].label,
        address=url_for("settings.show", section=section_of(made.name)),
        before=setting_forms.said(made.name, made.before),
        after=setting_forms.said(made.name, made.after),
        who=who,
        changed_at=made.changed_at,
        may_restore=getattr(today, made.name) != read(made.before),
    )


Told = tuple[str, str, Callable[[Mapping[str, Any]], str]]  # its name, its address, a value of it in words


def _interval(what: Mapping[str, Any]) -> Told:
    code = what["item"]
    called, address = _item(code), url_for("items.show", code=code) if code in ITEMS else url_for("items.index")
    if what.get("vehicle_id"):
        vehicle = find_vehicle(uuid.UUID(what["vehicle_id"]))
        if vehicle is not None:
            address = url_for("vehicle_intervals.show", id=vehicle.id)
        called += f" · {_car(vehicle)}"
    elif what.get("series"):
        called += f" · {what['series']}"
    return called, address, _said_interval


def _said_interval(value: Mapping[str, Any]) -> str:
    if value["km"] is None and value["months"] is None:
        return str(gettext("Default"))
    return items.said(Interval(value["km"], value["months"]))


def _name(what: Mapping[str, Any]) -> Told:
    called = gettext("The name “%(name)s”", name=what["name"])
    return called, url_for("items.names", state=items.PLACED), _said_name


def _said_name(value: Mapping[str, Any]) -> str:
    if "item_code" not in value:
        return str(gettext("Not decided"))
    return _item(value["item_code"]) if value["item_code"] else str(gettext("No item"))


def _relation(what: Mapping[str, Any]) -> Told:
    called = f"{_item(what['from'])} → {_item(what['to'])}"
    return called, url_for("relations.index"), _said_relation


def _said_relation(value: Mapping[str, Any]) -> str:
    if "kind" not in value:
        is_ours = (value["from"], value["to"]) in DEFAULT_OF
        return str(gettext("Default") if is_ours else gettext("There was none"))
    if value["is_off"]:
        return str(gettext("Off"))
    kind = str(label("relation", value["kind"]).text) if value["kind"] in list(Kind) else value["kind"]
    said = [kind, gettext("turn %(rank)d", rank=value["rank"]), *filter(None, [value["why"]])]
    return " · ".join(said)


def _item(code: str) -> str:
    # an item of an older release may be known no more
    return str(label("item", code).text) if code in GOODS else code


def _car(vehicle: Vehicle | None) -> str:
    if vehicle is None:
        return str(gettext("a car that is gone"))
    return formats.plate(vehicle.plate) if vehicle.plate else vehicle.vin or formats.NOTHING


_NOTED: Mapping[str, Callable[[Mapping[str, Any]], Told]] = {INTERVAL: _interval, ITEM_NAME: _name, RELATION: _relation}
