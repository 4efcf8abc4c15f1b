"""Puts the parts together; no logic of its own."""

from flask import Flask

from saas import boot, paths
from saas.config import Config, from_environment
from saas.web import (
    access,
    cycle,
    errors,
    formats,
    htmx,
    labels,
    locale,
    logs,
    navigation,
    portrait_sentences,
    security,
    sentences,
    shop,
    static_files,
)
from saas.web.blueprints import BLUEPRINTS
from tenants.db import db
from workers import broker


def create_app(config: Config | None = None) -> Flask:
    """A Flask application over PostgreSQL (app role) and Redis. Raises DomainError when it must not start."""
    config = config or from_environment()
    boot.check_config(config)
    app = Flask(
        __name__, static_folder=str(paths.STATIC), static_url_path="/static", template_folder=str(paths.TEMPLATES)
    )
    app.config.update(
        HUITOU=config,
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        TESTING=config.testing,
    )
    db.init_app(app)
    broker.connect(config.redis_url)
    htmx.install(app)
    security.install(app, config)
    locale.install(app)
    for part in (shop, logs, cycle, errors, static_files, navigation, formats, labels, sentences, portrait_sentences):
        part.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access.install(app)
    boot.check_database(app)
    return app
