"""A network that comes and goes, and what a phone keeps for that time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.chromium.visitor import Visitor
from tests.waiting import until

NO_NETWORK = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch")  # to the console, what could not be loaded is an error

# a page waits for its own caches: what Playwright asks again and again must not be a promise
_UNTIL = """async (wanted) => {
  const held = async () => {
    const [name] = await caches.keys();
    return name ? (await (await caches.open(name)).keys()).length : 0;
  };
  while ((await held() > 3) !== wanted) await new Promise((resolve) => setTimeout(resolve, 50));
}"""


def wait_until_kept(page: Page, wanted: bool = True) -> None:
    """Until the phone has kept its queue, or forgotten it."""
    page.evaluate(_UNTIL, wanted)


def forgive(visitor: Visitor) -> None:
    """What Chromium says about a missing network is part of the story."""
    visitor.complaints = [each for each in visitor.complaints if not any(words in each for words in NO_NETWORK)]


@contextmanager
def without_a_network(visitor: Visitor) -> Iterator[None]:
    visitor.context.set_offline(True)
    yield
    visitor.context.set_offline(False)


def becomes(page: Page, read: Callable[[], object], wanted: object) -> None:
    """Wait until what `read()` finds in the database is `wanted`. The page goes on meanwhile: its requests pass through
    this very thread, and one that has just come back has an empty box for a moment, whatever still waits."""

    def is_there() -> bool:
        page.wait_for_timeout(100)
        return read() == wanted

    until(is_there, f"the database holds {wanted}")
