"""The world in which every route is asked."""

import pytest
from flask import Flask

from saas.config import Config
from tests.structure.world import World, make_world


@pytest.fixture(scope="module")
def world(whole_app: Flask, config: Config) -> World:
    return make_world(whole_app, config)
