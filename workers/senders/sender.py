"""The port: what a provider of messages must do."""

from typing import Protocol

from tenants.messages.handing import Handed, Letter


class Sender(Protocol):
    """`name` is kept with every message. `send` is called at most once for each try and raises nothing that it knows:
    AGAIN only when the provider certainly did not take the letter, UNKNOWN whenever that cannot be told.
    """

    @property
    def name(self) -> str: ...

    def send(self, letter: Letter) -> Handed: ...
