"""An application with the probe's pages, and people of every role."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from saas.accounts.models import Shop
from saas.app import create_app
from saas.config import Config
from saas.web import access
from tenants.db import db
from tests import factories
from tests.browser import Browser
from tests.saas.web import probe


@pytest.fixture(scope="session")
def whole_probe(config: Config) -> Iterator[Flask]:
    app = create_app(config)
    app.register_blueprint(probe.bp)
    app.register_blueprint(probe.outside)
    access.install(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def member(app: Flask, whole_probe: Flask, shop: Shop) -> Callable[..., Browser]:
    """`member("viewer")`: somebody of that role in our shop, or in another, signed in to the probe."""

    def sign_in(role: str = "owner", of: Shop | None = None) -> Browser:
        user = factories.create_user()
        factories.create_membership(of or shop, user, role)
        return Browser(whole_probe).sign_in(user)

    return sign_in


@pytest.fixture
def nobody(app: Flask, whole_probe: Flask) -> Browser:
    return Browser(whole_probe)


@pytest.fixture
def app_context(app: Flask) -> Iterator[None]:
    """Sentences and formats need a language."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield
