"""Somebody before a browser, and everything the browser complains about meanwhile."""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Page, Route, expect

from saas.accounts import sign_in
from saas.accounts.models import User
from saas.web.assets.build import MODULES
from saas.web.security import cookie_name
from tenants import clock
from tenants.db import db

AXE = MODULES / "axe-core" / "axe.min.js"
HEIGHTS = {1440: 900, 390: 844}
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
LONGEST_MS = 60_000  # of a busy machine; what comes at once costs nothing
expect.set_options(timeout=LONGEST_MS)


class Visitor:
    """`page` is Playwright's; `home` the path of the shop. `complaints` must be empty when he leaves."""

    def __init__(
        self,
        chromium: Chromium,
        address: str,
        home: str,
        user: User | None,
        *,
        width: int = 1440,
        language: str = "zh-CN",
        script: bool = True,
    ) -> None:
        self.address, self.home, self.complaints = address, home, list[str]()
        self.context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": HEIGHTS[width]},
            locale=language,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(LONGEST_MS)
        self.context.route("**/*", self._stay_here)
        if user:
            self._sign_in(user)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def go(self, tail: str) -> Page:
        """Open a page of the shop: `go("/queue")`."""
        self.page.goto(f"{self.home}{tail}")
        return self.page

    def expect_complaint(self, words: str) -> None:
        """A complaint that belongs to the story: a refused form is an error to the console too."""
        found = [each for each in self.complaints if words in each]
        assert found, f"nobody complained about {words}: {self.complaints}"
        self.complaints = [each for each in self.complaints if each not in found]

    def barriers(self) -> list[str]:
        """What keeps people from using the page as it stands now: axe's rules, and having to scroll sideways."""
        self.page.wait_for_load_state()  # a page without its style sheet is full of barriers
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        result: Any = self.page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        found = [f"{each['id']}: {node['html'][:160]}" for each in result["violations"] for node in each["nodes"]]
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{self.page.url} is wider than the screen")
        return found

    def leave(self) -> None:
        self.context.close()
        assert not self.complaints, self.complaints

    def _sign_in(self, user: User) -> None:
        token = sign_in.open_session(user.id, clock.now())
        db.session.commit()
        name = cookie_name("session", secure=False)
        self.context.add_cookies([{"name": name, "value": token, "url": self.address}])

    def _stay_here(self, route: Route) -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
            return
        self.complaints.append(f"asked for {route.request.url}")
        route.abort()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text} ({message.location.get('url', '')})")
