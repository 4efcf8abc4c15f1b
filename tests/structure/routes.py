"""Every route of the application as requests: which path, which rule, which ids it names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule as Path

from saas.web import access, security
from tests.structure.furnished import Key

PLACEHOLDER = re.compile(r"<(?:[^:<>]+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    endpoint: str
    rule: access.Rule | None

    @property
    def is_safe(self) -> bool:
        return self.method in security.SAFE_METHODS

    @property
    def is_of_shop(self) -> bool:
        return "<shop>" in self.path

    @property
    def placeholders(self) -> list[Key]:
        """What the path names below the shop, each with the noun before it."""
        found, noun = [], ""
        for segment in self.path.split("/"):
            placeholder = PLACEHOLDER.search(segment)
            if placeholder is None:
                noun = segment
            elif placeholder[1] != "shop":
                found.append((noun, placeholder[1]))
        return found

    def address(self, slug: str, ids: Mapping[Key, str]) -> str:
        filled = self.path.replace("<shop>", slug)
        for noun, name in self.placeholders:
            filled = re.sub(rf"<(?:[^:<>]+:)?{name}>", ids[(noun, name)], filled, count=1)
        return filled

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def routes(app: Flask) -> Iterator[Route]:
    """All but the built files, in the order of their paths."""
    paths: list[Path] = sorted(app.url_map.iter_rules(), key=lambda each: each.rule)
    for path in paths:
        if path.endpoint != "static":
            for method in sorted((path.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Route(method, path.rule, path.endpoint, access.rule_of(app, path.endpoint))
