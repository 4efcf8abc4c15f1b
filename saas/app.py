"""Puts the parts together; no logic of its own."""

from flask import Flask

from saas.config import Config, from_environment
from tenants.db import db


def create_app(config: Config | None = None) -> Flask:
    """A Flask application over PostgreSQL (app role) and Redis."""
    config = config or from_environment()
    app = Flask(__name__)
    app.config.update(
        HUITOU=config,
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        TESTING=config.testing,
    )
    db.init_app(app)
    return app
