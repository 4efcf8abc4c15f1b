"""The names of a shop's own price list -> our item codes: its own word first, then the line's code, then the rules."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select, text

from tenants.db import current_shop_id, db
from tenants.needs.item_matching import match
from tenants.needs.items import ITEMS
from tenants.needs.models import ItemName, UnmappedName


def key(name: str) -> str:
    """The name as compared: NFKC, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@dataclass(frozen=True, slots=True)
class Naming:
    """How the shop in scope calls things. `decided`: key -> code, or None for what is nothing that falls due."""

    decided: Mapping[str, str | None]
    # a price list has hundreds of names, an export hundreds of thousands of lines
    _met: dict[tuple[str, str | None], str | None] = field(default_factory=dict)

    def code_of(self, name: str, item_code: str | None = None) -> str | None:
        """The item of a line, or None when nobody has said and no rule fits."""
        line = (name, item_code)
        if line not in self._met:
            self._met[line] = self._code_of(name, item_code)
        return self._met[line]

    def knows(self, name: str, item_code: str | None = None) -> bool:
        """Whether somebody or some rule has placed the line, be it as nothing that falls due."""
        return key(name) in self.decided or self.code_of(name, item_code) is not None

    def _code_of(self, name: str, item_code: str | None) -> str | None:
        said = key(name)
        if said in self.decided:
            return self.decided[said]
        if item_code in ITEMS:
            return item_code
        return match(said)


def naming() -> Naming:
    """The names of the shop in scope."""
    rows = db.session.execute(select(ItemName.name, ItemName.item_code))
    return Naming({row.name: row.item_code for row in rows})


_ON_A_LINE = text("""
SELECT EXISTS (SELECT FROM work_order_lines
                WHERE shop_id = :shop_id
                  AND btrim(regexp_replace(lower(normalize(item_name, NFKC)), '\\s+', ' ', 'g')) = :name)
""")


def is_met(name: str) -> bool:
    """Whether a name, as `key` makes it, is of this shop's price list: found unplaced, placed, or on a line."""
    known = (UnmappedName.name, ItemName.name)
    if any(db.session.scalar(select(column).where(column == name)) is not None for column in known):
        return True
    return bool(db.session.scalar(_ON_A_LINE, {"shop_id": current_shop_id(), "name": name}))
