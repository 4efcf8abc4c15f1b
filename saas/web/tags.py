"""What a stored code is shown as."""

from dataclasses import dataclass

from flask_babel import LazyString


@dataclass(frozen=True, slots=True)
class Label:
    """`tone` is one of the tag colours of app.css; `hint` explains the rule in a tooltip."""

    text: LazyString | str
    tone: str = "plain"
    hint: LazyString | str = ""
