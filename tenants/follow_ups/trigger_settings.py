"""Windows, urgency and channel of triggers as the shop in scope wants them. None of it commits."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from tenants.db import current_shop_id, db
from tenants.errors import N_, DomainError
from tenants.follow_ups.models import Reason, TriggerSetting
from tenants.follow_ups.triggers import TRIGGERS, VARIANT, Channel, Trigger
from tenants.follow_ups.triggers.chosen import Chosen, as_chosen, problem, rows

DEFAULTS: Mapping[str, Trigger] = dict(rows(TRIGGERS))  # by code of settings: BIRTHDAY, BIRTHDAY.key


def triggers_of_shop() -> dict[str, Trigger]:
    """The triggers that are on, by code, as the shop wants them."""
    return as_chosen(TRIGGERS, chosen())


def stored() -> dict[str, TriggerSetting]:
    """What was changed, by code of settings."""
    return {row.code: row for row in db.session.scalars(select(TriggerSetting)) if row.code in DEFAULTS}


def chosen() -> dict[str, Chosen]:
    return {code: _read(row) for code, row in stored().items()}


def change(code: str, wanted: Chosen, *, user_id: uuid.UUID | None, now: datetime) -> bool:
    """Set a trigger or a variant; a value equal to the default is forgotten. Was anything different before?

    Raises DomainError for an unknown code and for what cannot be.
    """
    default = DEFAULTS.get(code)
    if default is None:
        raise DomainError(N_("There is no trigger %(code)s."), code=code)
    if found := problem(default, wanted):
        raise found
    kept = {name: value for name, value in wanted.values.items() if value != getattr(default, name)}
    after = Chosen(is_on=wanted.is_on, **kept)
    known = chosen()
    if after == known.get(code, Chosen()):
        return False
    _write(code, after, user_id, now)
    _shift(default.code, known, known | {code: after})
    return True


def _write(code: str, after: Chosen, user_id: uuid.UUID | None, now: datetime) -> None:
    if after == Chosen():
        db.session.execute(delete(TriggerSetting).where(TriggerSetting.code == code))
        return
    values = dict.fromkeys(("opens", "deadline", "grace", "urgency", "channel")) | after.values
    values |= {"is_on": after.is_on, "changed_by_id": user_id, "changed_at": now}
    new = insert(TriggerSetting).values(shop_id=current_shop_id(), code=code, **values)
    db.session.execute(new.on_conflict_do_update(index_elements=["shop_id", "code"], set_=values))


def _shift(code: str, before: Mapping[str, Chosen], after: Mapping[str, Chosen]) -> None:
    """Move the windows of open reasons along. What is closed as no longer found would never be found again."""
    table = {code: TRIGGERS[code]}
    old, new = (dict(rows(as_chosen(table, _all_on(values)))) for values in (before, after))
    names = [variant.partition(".")[2] for variant in old]
    of = func.coalesce(Reason.facts[VARIANT].astext, "")
    for variant, name in zip(old, names, strict=True):
        was, is_now = old[variant], new[variant]
        if (was.opens, was.deadline, was.grace) == (is_now.opens, is_now.deadline, is_now.grace):
            continue
        open_on = Reason.open_on + (is_now.opens - was.opens)
        deadline_on = func.greatest(Reason.deadline_on + (is_now.deadline - was.deadline), open_on)
        db.session.execute(
            update(Reason)
            .where(Reason.trigger == code, Reason.closed_on.is_(None))
            .where(of == name if name else of.not_in(names[1:]))
            .values(open_on=open_on, deadline_on=deadline_on, grace_days=is_now.grace)
            .execution_options(synchronize_session=False)
        )


def _all_on(values: Mapping[str, Chosen]) -> dict[str, Chosen]:
    return {code: replace(each, is_on=True) for code, each in values.items()}


def _read(row: TriggerSetting) -> Chosen:
    channel = Channel(row.channel) if row.channel else None
    return Chosen(row.is_on, row.opens, row.deadline, row.grace, row.urgency, channel)
