"""What every answer forbids the browser, and which unsafe requests are turned away."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask, request

from saas.accounts.models import Shop
from saas.app import create_app
from saas.config import Config
from saas.web import security
from tenants.db import db
from tests.browser import Browser

Member = Callable[..., Browser]


def post(browser: Browser, shop: Shop, **options: object) -> int:
    return browser.open("POST", f"/s/{shop.slug}/probe/customers", **options).status_code  # type: ignore[arg-type]


def test_a_form_needs_the_token_of_its_own_browser(member: Member, shop: Shop) -> None:
    ours, colleagues = member(), member()
    ours.form_token()
    with colleagues.client.session_transaction() as session:
        session["csrf_token"] = "the colleague's own"

    assert post(ours, shop, data={"name": "x"}) == 400
    assert post(ours, shop, data={"name": "x", "csrf_token": "wrong"}) == 400
    assert post(ours, shop, data={"name": "x", "csrf_token": colleagues.form_token()}) == 400
    assert post(ours, shop, data={"name": "x", "csrf_token": ours.form_token()}) == 200
    assert post(ours, shop, data={"name": "x"}, headers={"X-CSRFToken": ours.form_token()}) == 200


def test_an_old_page_of_htmx_is_loaded_again(member: Member, shop: Shop) -> None:
    answer = member().post(f"/s/{shop.slug}/probe/customers", {"name": "x", "csrf_token": "old"}, htmx=True)

    assert answer.status_code == 400
    assert answer.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("Origin", "https://evil.example", 403),
        ("Origin", "null", 403),
        ("Origin", "http://localhost.evil.example", 403),
        ("Origin", "http://localhost", 200),
        ("Sec-Fetch-Site", "cross-site", 403),
        ("Sec-Fetch-Site", "same-site", 403),
        ("Sec-Fetch-Site", "same-origin", 200),
        ("Sec-Fetch-Site", "none", 200),
    ],
)
def test_an_unsafe_request_comes_from_our_own_pages(
    member: Member, shop: Shop, header: str, value: str, status: int
) -> None:
    answer = member().post(f"/s/{shop.slug}/probe/customers", {"name": "x"}, headers={header: value})

    assert answer.status_code == status


def test_another_site_may_still_link_to_us(member: Member, shop: Shop) -> None:
    answer = member().get(f"/s/{shop.slug}/probe/customers", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1:80@evil.example"])
def test_a_host_that_is_not_ours_gets_nothing(nobody: Browser, host: str) -> None:
    answer = nobody.get("/sign-in", headers={"Host": host})

    assert answer.status_code == 400
    assert "<" not in answer.text


def test_a_strangers_upload_is_not_even_read(member: Member, shop: Shop, other_shop: Shop) -> None:
    upload = {
        "content_type": "multipart/form-data; boundary=x",
        "environ_overrides": {"CONTENT_LENGTH": str(security.MAX_UPLOAD_BYTES + 1)},
    }

    assert post(member(), shop, **upload) == 413
    assert post(member(of=other_shop), shop, **upload) == 404


@pytest.fixture
def over_tls(config: Config) -> Iterator[Flask]:
    app = create_app(replace(config, secure_cookies=True, proxies=1))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_behind_tls_the_cookies_are_bound_to_the_host(app: Flask, over_tls: Flask) -> None:
    answer = Browser(over_tls).get("/sign-in", headers={"X-Forwarded-Proto": "https"})

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-huitou-form=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_the_address_of_a_person_is_the_one_our_proxy_saw(app: Flask, over_tls: Flask) -> None:
    forged = {"X-Forwarded-For": "10.9.9.9, 203.0.113.7"}
    seen: list[str | None] = []
    over_tls.before_request_funcs.setdefault(None, []).append(lambda: seen.append(request.remote_addr))

    Browser(over_tls).get("/sign-in", headers=forged)

    assert seen == ["203.0.113.7"]


def test_signed_in_pages_are_stored_nowhere(member: Member, shop: Shop) -> None:
    answer = member().get(f"/s/{shop.slug}/probe/customers")

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert set(answer.vary.to_header().split(", ")) == {"HX-Request", "Cookie", "Accept-Language"}


def test_built_files_may_be_stored_for_long(nobody: Browser) -> None:
    answer = nobody.get("/static/favicon.svg")

    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Security-Policy"] == security.CONTENT_SECURITY_POLICY


def test_the_browser_is_told_what_it_must_not_do(nobody: Browser) -> None:
    headers = nobody.get("/sign-in").headers

    assert headers["Content-Security-Policy"] == security.CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_the_policy_allows_nothing_unsafe() -> None:
    assert "unsafe" not in security.CONTENT_SECURITY_POLICY
    assert "*" not in security.CONTENT_SECURITY_POLICY
    assert security.CONTENT_SECURITY_POLICY.startswith("default-src 'none'")


def test_a_public_form_needs_its_token_too(nobody: Browser) -> None:
    assert nobody.post("/probe/public", {"name": "x"}).text == "x"
    assert nobody.open("POST", "/probe/public", data={"name": "x"}).status_code == 400
