"""Every route, asked by everybody, with ids of every kind. What is expected comes from the table of roles."""

import hashlib
import re

import psycopg
import pytest
from sqlalchemy import make_url
from werkzeug.test import TestResponse

from saas.accounts.models import ROLES, Shop
from saas.accounts.roles import ROLE_ACTIONS, may
from saas.config import Config
from saas.provision import Urls
from saas.web import security
from tenants.db import Base
from tests import factories
from tests.browser import Browser
from tests.structure.catalogue_gate import GLOBAL_TABLES
from tests.structure.furnished import ROWS, WORDS, furnish
from tests.structure.world import CANARY, World

LOOKS = ({}, {"HX-Request": "true", "HX-Request-Type": "partial"})


MISSING = dict.fromkeys(ROWS, "0190f000-0000-7000-8000-000000000000")
MALFORMED = {**dict.fromkeys(ROWS, "17"), **dict.fromkeys(WORDS, "no-such-word")}


def test_every_placeholder_of_a_path_can_be_filled(world: World) -> None:
    unknown = {
        str(route): key for route in world.routes for key in route.placeholders if key not in ROWS | WORDS.keys()
    }

    assert unknown == {}, "Make one in tests/structure/furnished.py, or no test asks for it with a stranger's id."


def test_every_view_states_its_rule(world: World) -> None:
    assert [str(route) for route in world.routes if route.rule is None] == []


def test_every_path_is_a_noun_in_kebab_case(world: World) -> None:
    noun = re.compile(r"[a-z/-]*(\.(csv|js|webmanifest))?")
    odd = [str(route) for route in world.routes if not noun.fullmatch(_words(route.path))]

    assert odd == []


def _words(path: str) -> str:
    return re.sub(r"<[^<>]+>", "", path)


def test_no_unsafe_route_is_open_to_those_who_may_only_look(world: World) -> None:
    open_to_all = [
        str(r) for r in world.of_shop if not r.is_safe and r.rule and r.rule.action in ROLE_ACTIONS["viewer"]
    ]

    assert open_to_all == [], "Name an action that changes something in saas/accounts/roles.py."


def test_nobody_and_the_disabled_get_in_nowhere(world: World) -> None:
    wrong = []
    for route in world.routes:
        if route.rule and not route.rule.is_public:
            for browser in (world.nobody, world.disabled):
                answer = world.ask(browser, route, world.our_ids)
                if answer.status_code != 302 or not answer.location.startswith("/sign-in"):
                    wrong.append(f"{route}: {answer.status_code}")

    assert wrong == []


TAKEN_AWAY = {
    "imports.discard": World.another_import,
    "staff.cancel": World.another_leave,
    "calendar.strike": World.another_warning,
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_the_table_says_and_nothing_else(world: World, role: str) -> None:
    wrong = []
    for route in world.of_shop:
        # what takes a row away gets one of its own: the other routes need theirs
        taken = TAKEN_AWAY.get(route.endpoint)
        ids = world.our_ids | taken(world) if taken else world.our_ids
        answer = world.ask(world.members[role], route, ids)
        is_allowed = bool(route.rule and may(role, route.rule.action))
        if (answer.status_code in (200, 302, 303, 422)) is not is_allowed or not (
            is_allowed or answer.status_code == 403
        ):
            wrong.append(f"{route}: {answer.status_code}")

    assert wrong == []


@pytest.mark.parametrize("look", LOOKS, ids=["page", "fragment"])
def test_a_stranger_cannot_tell_what_is_there_from_what_is_not(world: World, look: dict[str, str]) -> None:
    """A stranger with our ids, a member with ids of another shop, ids that never were and ids that are none."""
    owner, answers = world.members["owner"], {}
    for route in world.of_shop:
        asked = {
            "stranger": (world.stranger, world.our_ids),
            "stranger with his own ids": (world.stranger, world.their_ids),
            "stranger, missing id": (world.stranger, MISSING),
            "stranger, malformed id": (world.stranger, MALFORMED),
        }
        if set(route.placeholders) & ROWS:
            asked |= {"foreign id": (owner, world.their_ids), "missing id": (owner, MISSING)}
        if route.placeholders:
            asked |= {"malformed id": (owner, MALFORMED)}
        for kind, (browser, ids) in asked.items():
            answer = world.ask(browser, route, ids, headers=look)
            answers[f"{route}, {kind}"] = (answer.status_code, _print(answer))

    assert [kind for kind, (status, _) in answers.items() if status != 404] == []
    assert len({seen for _, seen in answers.values()}) == 1, answers


def _print(answer: TestResponse) -> str:
    return hashlib.sha256(f"{answer.headers}{answer.text}".encode()).hexdigest()


def test_the_other_shop_is_neither_shown_nor_changed(world: World, database: Urls) -> None:
    """Its own word in an answer to us is a leak; a changed row is worse."""
    before, shown = _digest(database, world.theirs), []
    for route in world.of_shop:
        for role in ROLES:
            for ids in (world.their_ids, world.our_ids):
                answer = world.ask(world.members[role], route, ids)
                if CANARY in f"{answer.headers}{answer.text}" or world.theirs.slug in answer.text:
                    shown.append(f"{route} by {role}")

    assert shown == []
    assert _digest(database, world.theirs) == before


def _digest(database: Urls, shop: Shop) -> dict[str, object]:
    """Read by a superuser, whom no policy hides anything from."""
    url = make_url(database.owner).set(drivername="postgresql").render_as_string(hide_password=False)
    tables = sorted(set(Base.metadata.tables) - set(GLOBAL_TABLES))
    with psycopg.connect(url) as connection:
        return {
            table: connection.execute(
                f"SELECT md5(string_agg(t::text, ';' ORDER BY t::text)) FROM {table} t WHERE shop_id = %s", (shop.id,)
            ).fetchone()
            for table in tables
        }


def test_no_unsafe_route_listens_without_the_token_of_its_form(world: World) -> None:
    heard = []
    for route in world.routes:
        if not route.is_safe and not (route.rule and route.rule.is_machine):  # whose secret is in the address
            address = route.address(world.ours.slug, {**WORDS, **world.our_ids})
            for token in ({}, {"csrf_token": "wrong"}):
                answer = world.members["owner"].open(route.method, address, data=token)
                if answer.status_code != 400:
                    heard.append(f"{route}: {answer.status_code}")

    assert heard == []


def test_no_unsafe_route_listens_to_another_site(world: World) -> None:
    heard = []
    for route in world.routes:
        if not route.is_safe:
            answer = world.ask(world.members["owner"], route, world.our_ids, headers={"Origin": "https://evil.example"})
            if answer.status_code != 403:
                heard.append(f"{route}: {answer.status_code}")

    assert heard == []


def test_every_answer_is_stored_nowhere_and_forbids_what_is_unsafe(world: World) -> None:
    wrong = []
    for route in world.routes:
        if route.endpoint.startswith("sign_in.destroy"):
            continue  # the others would be asked by nobody
        for browser in (world.members["owner"], world.stranger, world.nobody):
            answer = world.ask(browser, route, world.our_ids)
            if answer.headers.get("Cache-Control") != "private, no-store":
                wrong.append(f"{route}: Cache-Control")
            if set(answer.vary) != set(security.VARY):
                wrong.append(f"{route}: Vary")
            if any(answer.headers.get(name) != value for name, value in security.HEADERS.items()):
                wrong.append(f"{route}: security headers")

    assert wrong == []


HOSTILE = "'\"><probe-x onload=alert(1)>{{7*7}}"


def test_a_customers_text_stays_text_on_every_page(world: World, config: Config) -> None:
    with world.app.app_context():
        shop = factories.create_shop(f"店{HOSTILE}")
        ids = furnish(shop, config.uploads, HOSTILE)
        user = factories.create_user(f"王{HOSTILE}")
        factories.create_membership(shop, user, "owner")
        owner = Browser(world.app).sign_in(user)

    pages = {str(r): owner.get(r.address(shop.slug, {**WORDS, **ids})).text for r in world.of_shop if r.is_safe}

    assert any("probe-x" in page for page in pages.values())
    assert [route for route, page in pages.items() if "<probe-x" in page and not route.endswith(".csv")] == []


DATA = ' type="application/json"'  # a browser does not run it


def test_no_page_reaches_the_browser_with_inline_code(world: World) -> None:
    """The policy would block it: a page that needs it is broken."""
    found = []
    for route in world.routes:
        if route.is_safe:
            page = world.ask(world.members["owner"], route, world.our_ids).text
            found += [f"{route}: {sign}" for sign in (" style=", " onclick=", " hx-on", "javascript:") if sign in page]
            scripts = [start.split(">")[0] for start in page.split("<script")[1:]]
            found += [f"{route}: <script{each}>" for each in scripts if " src=" not in each and each != DATA]

    assert found == []
