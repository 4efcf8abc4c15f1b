"""The cards of a queue under an advisor's thumb."""

from playwright.sync_api import Page, expect


def open_first(page: Page) -> None:
    page.locator("#queue-list [data-row]").first.click()
    expect(page.locator("#queue-card[data-asked]")).to_be_visible()


def tap(page: Page, outcome: str) -> None:
    page.locator(f"button#outcome-{outcome}, label[for=outcome-{outcome}]").first.click()
