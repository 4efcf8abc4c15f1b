"""Somebody who imports files into a shop."""

from pathlib import Path

import pytest

from saas.accounts.models import Shop
from tests.tenants.imports.importer import Importer


@pytest.fixture
def importer(in_shop: Shop, tmp_path: Path) -> Importer:
    return Importer(tmp_path)
