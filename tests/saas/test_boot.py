"""Nothing is served without a key, or by a role that row-level security does not bind."""

import subprocess
import sys
from dataclasses import replace

import pytest
from flask import Flask

from saas import boot
from saas.app import create_app
from saas.config import Config
from saas.provision import Urls
from tenants.errors import DomainError


@pytest.mark.parametrize("key", ["", "short"])
def test_a_missing_key_stops_the_start(config: Config, key: str) -> None:
    with pytest.raises(DomainError, match="Set HUITOU_SECRET_KEY to at least 16 random characters"):
        create_app(replace(config, secret_key=key))


def test_a_role_that_passes_row_level_security_by_stops_the_start(config: Config, database: Urls) -> None:
    with pytest.raises(DomainError, match="passes row-level security by. Connect as huitou_app"):
        create_app(replace(config, database_url=database.owner))


def test_a_silent_database_stops_the_start_with_a_sentence(config: Config) -> None:
    with pytest.raises(DomainError, match="The database does not answer"):
        create_app(replace(config, database_url="postgresql+psycopg://huitou_app@127.0.0.1:1/none"))


@pytest.mark.parametrize("version", [140_020, 150_013, 160_009, 170_005])
def test_a_server_with_a_known_leak_stops_the_start(version: int) -> None:
    with pytest.raises(DomainError, match="is too old"):
        boot.refuse_old(version)


@pytest.mark.parametrize("version", [150_014, 160_010, 170_006, 180_000, 190_001])
def test_a_mended_server_is_welcome(version: int) -> None:
    boot.refuse_old(version)


def test_the_web_server_says_a_sentence_and_no_traceback(app: Flask) -> None:
    environment = {
        "HUITOU_DATABASE_URL": "postgresql+psycopg://huitou_app@127.0.0.1:1/none",
        "HUITOU_REDIS_URL": "redis://127.0.0.1:1",
        "HUITOU_SECRET_KEY": "short",
    }

    ended = subprocess.run([sys.executable, "-m", "saas.wsgi"], env=environment, capture_output=True, text=True)

    assert ended.returncode == 1
    assert ended.stderr == "huitou: Set HUITOU_SECRET_KEY to at least 16 random characters.\n"
