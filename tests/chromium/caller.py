"""An advisor at her phone, and how often she has to tap."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

# nothing here can dial: the tap is counted, the address is not followed
DO_NOT_DIAL = """document.addEventListener('click', event => {
    if (event.target.closest('a[href^="tel:"]')) event.preventDefault();
}, true);"""


class Caller:
    """`taps` counts per call: from the moment the card is open until its outcome is recorded, dialling included."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, dict[str, int]()
        self._count = 0
        page.add_init_script(DO_NOT_DIAL)

    @contextmanager
    def call(self) -> Iterator[str]:
        """Dial whoever is on the card; gives the name, and counts what is tapped until the outcome is in."""
        name = self.page.locator("#queue-card h2").inner_text()
        self._count = 0
        self.tap(self.page.locator("#dial a[data-dial]").first)
        yield name
        self.taps[name] = self._count

    def record(self, outcome: str, reason: str = "", *, is_seldom: bool = False) -> None:
        """Tap the outcome, and the reason or the button that its form asks for."""
        if is_seldom:
            self.tap(self.page.get_by_role("link", name="Other outcomes"))
        chip = self.page.locator(f"button#outcome-{outcome}, label[for=outcome-{outcome}]")
        is_plain = chip.evaluate("chip => chip.matches('button')")
        self.tap(chip)
        if not is_plain:
            self.tap(self.page.locator(f"#outcome-{outcome}-form button").filter(visible=True, has_text=reason).first)

    def tap(self, target: Locator) -> None:
        target.click()
        self._count += 1

    def expect_next(self, name: str) -> None:
        """The next card has followed by itself."""
        expect(self.page.locator("#queue-card h2")).not_to_have_text(name)
