"""Changing settings, with the history of who changed what. None of it commits."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from tenants.db import current_shop_id, db
from tenants.errors import N_, DomainError
from tenants.paging import Page
from tenants.settings.models import SettingChange, ShopSetting
from tenants.settings.rules import RULES, problems
from tenants.settings.settings import DEFAULTS, Settings, current, read

CHANGES_SHOWN = 10
INTERVAL, ITEM_NAME, RELATION = "item_interval", "item_name", "item_relation"
NOTED = (INTERVAL, ITEM_NAME, RELATION)  # what has tables of its own; only who changed it is written down here


class Refused(DomainError):
    """Values that cannot be; `problems` says why, by the name of the setting."""

    def __init__(self, problems: dict[str, DomainError]) -> None:
        first = next(iter(problems.values()))
        super().__init__(first.message, **first.params)
        self.problems = problems


class ChangedMeanwhile(DomainError):
    """Somebody else saved other values of `names` since they were shown."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            N_("Somebody else changed the same settings meanwhile. Look at the new values, then save again.")
        )
        self.names = names


def change(
    *,
    user_id: uuid.UUID | None = None,
    now: datetime | None = None,
    seen: Mapping[str, Any] | None = None,
    **values: Any,
) -> list[str]:
    """Store settings of the shop in scope; the names of those that are different now.

    `user_id` None is the command line, `now` None the database's clock. `seen` are the values the person had before
    him: those he left alone are not written, so that two people may work on different settings at once.
    Raises DomainError for an unknown name, Refused, ChangedMeanwhile.
    """
    _require_known(values)
    _one_at_a_time()
    before = current()
    wanted = {name: value for name, value in values.items() if seen is None or value != seen.get(name)}
    _refuse_overtaken(before, wanted, seen or {})
    after = replace(before, **wanted)
    if found := problems(after):
        raise Refused(found)
    changed = [name for name, value in wanted.items() if value != getattr(before, name)]
    for name in changed:
        _write(name, getattr(before, name), getattr(after, name), user_id, now)
    return changed


def reset(name: str, *, user_id: uuid.UUID | None = None, now: datetime | None = None) -> list[str]:
    """Back to the default. Raises as `change`, because other settings may not fit it."""
    _require_known([name])
    return change(user_id=user_id, now=now, **{name: getattr(DEFAULTS, name)})


def restore(made: SettingChange, *, user_id: uuid.UUID | None = None, now: datetime | None = None) -> list[str]:
    """Back to what a setting was before a change, whatever happened since. Raises as `change`."""
    return change(user_id=user_id, now=now, **{made.name: read(made.before)})


def note(name: str, before: Any, after: Any, *, user_id: uuid.UUID, now: datetime) -> None:
    """Write down a change of something in NOTED, if it is one."""
    if before != after:
        db.session.add(SettingChange(name=name, before=before, after=after, changed_by_id=user_id, changed_at=now))
        db.session.flush()


def find(change_id: uuid.UUID) -> SettingChange | None:
    return db.session.scalar(select(SettingChange).where(SettingChange.id == change_id))


def changes_page(asked: int) -> tuple[list[SettingChange], Page]:
    """A page of the history, the newest first."""
    known = SettingChange.name.in_((*RULES, *NOTED))
    total = db.session.scalar(select(func.count()).select_from(SettingChange).where(known)) or 0
    page = Page.of(asked, total, CHANGES_SHOWN)
    newest = select(SettingChange).where(known).order_by(SettingChange.changed_at.desc(), SettingChange.id.desc())
    return list(db.session.scalars(newest.offset(page.offset).limit(page.size))), page


def _require_known(names: Mapping[str, Any] | list[str]) -> None:
    for name in names:
        if name not in RULES:
            raise DomainError(N_("There is no setting %(name)s."), name=name)


def _one_at_a_time() -> None:
    # a missing row cannot be locked, and two people may both find it missing
    line = f"settings:{current_shop_id()}"
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(line, 0))))


def _refuse_overtaken(before: Settings, wanted: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    overtaken = [
        name for name, value in wanted.items() if name in seen and getattr(before, name) not in (seen[name], value)
    ]
    if overtaken:
        raise ChangedMeanwhile(overtaken)


def _write(name: str, before: Any, after: Any, user_id: uuid.UUID | None, now: datetime | None) -> None:
    if after == getattr(DEFAULTS, name):
        db.session.execute(delete(ShopSetting).where(ShopSetting.name == name))
    else:
        new = insert(ShopSetting).values(shop_id=current_shop_id(), name=name, value=_json(after))
        set_value = {"value": new.excluded.value}
        db.session.execute(new.on_conflict_do_update(index_elements=["shop_id", "name"], set_=set_value))
    made = SettingChange(name=name, before=_json(before), after=_json(after), changed_by_id=user_id)
    if now:
        made.changed_at = now
    db.session.add(made)
    db.session.flush()


def _json(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
