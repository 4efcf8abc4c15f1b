"""A shop's own words: the text in force, new versions, the history, and back to the default. None of it commits."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from tenants.db import current_shop_id, db
from tenants.errors import N_, DomainError
from tenants.scripts import template
from tenants.scripts.models import Script, ScriptWord
from tenants.scripts.occasions import Variant
from tenants.scripts.slots import SAID_BY_SHOP
from tenants.scripts.which import Which, chosen

LONGEST_WORDS = 200


def in_force(which: Which) -> str | None:
    """What the class hears: see `which.chosen`."""
    return chosen(which, own_texts({which, replace(which, variant=Variant.USUAL)}))


def own_texts(wanted: Iterable[Which]) -> dict[Which, str]:
    """The shop's own versions among some scripts."""
    by_key = {_key(which): which for which in wanted}
    columns = (Script.rfm_class, Script.variant, Script.occasion, Script.channel, Script.locale)
    rows = db.session.execute(
        select(*columns, Script.text).where(Script.status == "current", tuple_(*columns).in_(list(by_key)))
    )
    return {by_key[tuple(row[:-1])]: row.text for row in rows}


def save(which: Which, text: str, *, by: uuid.UUID | None, now: datetime) -> Script | None:
    """Make a text the version in force; None when it is already. The default's own words end the own version.

    Raises DomainError for a text that cannot be rendered or that the advertising law forbids, and for a script that is
    not spoken of.
    """
    text = text.strip()
    template.check(text)
    template.check_claims(text)
    _require_spoken(which)
    _one_at_a_time()
    if text == in_force(which):
        return None
    _retire(which)
    last = db.session.scalar(select(func.max(Script.version)).where(*_is(which)))
    key = dict(zip(("rfm_class", "variant", "occasion", "channel", "locale"), _key(which), strict=True))
    script = Script(**key, version=(last or 0) + 1, text=text, made_by_id=by, made_at=now)
    db.session.add(script)
    db.session.flush()
    return script


def reset(which: Which) -> bool:
    """Back to the default; whether there was an own version. It stays in the history."""
    _one_at_a_time()
    return _retire(which)


def history(which: Which, most: int = 20) -> list[Script]:
    """The shop's own versions, the newest first."""
    return list(db.session.scalars(select(Script).where(*_is(which)).order_by(Script.version.desc()).limit(most)))


def words(locale: str) -> dict[str, str]:
    """What the shop says for the slots no file fills."""
    rows = db.session.execute(select(ScriptWord.slot, ScriptWord.words).where(ScriptWord.locale == locale))
    return {row.slot: row.words for row in rows}


def say(locale: str, told: Mapping[str, str], *, by: uuid.UUID | None, now: datetime) -> None:
    """Store what the shop says for its slots; an empty one is not said. Raises DomainError."""
    for slot, said in told.items():
        _check_said(slot, said)
    known = words(locale)
    for slot, said in told.items():
        if said.strip() != known.get(slot, ""):
            row = {"words": said.strip(), "changed_by_id": by, "changed_at": now}
            new = insert(ScriptWord).values(shop_id=current_shop_id(), slot=slot, locale=locale, **row)
            db.session.execute(new.on_conflict_do_update(index_elements=["shop_id", "slot", "locale"], set_=row))


def refused(told: Mapping[str, str]) -> str:
    """The first of these slots that `say` refuses; empty when it takes them all."""
    for slot, said in told.items():
        try:
            _check_said(slot, said)
        except DomainError:
            return slot
    return ""


def _check_said(slot: str, said: str) -> None:
    if slot not in SAID_BY_SHOP:
        raise DomainError(N_("There is no slot {%(name)s}. Choose one of the list."), name=slot[:40])
    if len(said) > LONGEST_WORDS:
        raise DomainError(N_("Write at most %(most)s characters."), most=LONGEST_WORDS)
    template.check_claims(said)


def _retire(which: Which) -> bool:
    retired = db.session.execute(update(Script).where(*_is(which), Script.status == "current").values(status="past"))
    return bool(retired.rowcount)  # type: ignore[attr-defined]


def _require_spoken(which: Which) -> None:
    if which.default is None:
        raise DomainError(N_("There is no such script."))


def _key(which: Which) -> tuple[str, ...]:
    return (
        *(which.rfm_class.value, which.variant.value, which.occasion.value),
        *(which.medium.value, which.locale),
    )


def _is(which: Which) -> tuple[ColumnElement[bool], ...]:
    columns = (Script.rfm_class, Script.variant, Script.occasion, Script.channel, Script.locale)
    return tuple(column == value for column, value in zip(columns, _key(which), strict=True))


def _one_at_a_time() -> None:
    # two people who save the same script must not make the same version
    line = f"scripts:{current_shop_id()}"
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(line, 0))))
