"""Windows, urgency and channel of triggers as the shop in scope wants them. None of it commits."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from tenants.db import current_shop_id, db
from tenants.errors import N_, DomainError
from tenants.follow_ups.models import TriggerSetting
from tenants.follow_ups.triggers import TRIGGERS, Channel, Trigger
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
    if after == chosen().get(code, Chosen()):
        return False
    _write(code, after, user_id, now)
    return True


def _write(code: str, after: Chosen, user_id: uuid.UUID | None, now: datetime) -> None:
    if after == Chosen():
        db.session.execute(delete(TriggerSetting).where(TriggerSetting.code == code))
        return
    values = dict.fromkeys(("opens", "deadline", "grace", "urgency", "channel")) | after.values
    values |= {"is_on": after.is_on, "changed_by_id": user_id, "changed_at": now}
    new = insert(TriggerSetting).values(shop_id=current_shop_id(), code=code, **values)
    db.session.execute(new.on_conflict_do_update(index_elements=["shop_id", "code"], set_=values))


def _read(row: TriggerSetting) -> Chosen:
    channel = Channel(row.channel) if row.channel else None
    return Chosen(row.is_on, row.opens, row.deadline, row.grace, row.urgency, channel)
