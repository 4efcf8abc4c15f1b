"""The command line inside the test process, on the test's servers."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from saas.cli import main
from saas.config import Config
from workers import broker, transaction

Huitou = Callable[..., Result]

HEADER = "工单号,客户编号,客户名称,手机,车牌号,结算日期,实收金额"
ROWS = (
    'A1,K1,张三,13912345678,甘A12345,2026/6/2,"1,280.00"',
    "A2,K2,李四,13812345678,甘A22222,2026-06-03,300",
    "A3,K1,张三,13912345678,甘A12345,2026-06-20,99.50",
)


@pytest.fixture
def huitou(config: Config, cheap_hashing: None, monkeypatch: pytest.MonkeyPatch) -> Huitou:
    """Run a command; its exit code, stdout and stderr come back."""
    monkeypatch.setenv("HUITOU_DATABASE_URL", config.database_url)
    monkeypatch.setenv("HUITOU_REDIS_URL", config.redis_url)
    monkeypatch.setenv("HUITOU_SECRET_KEY", config.secret_key)
    monkeypatch.setenv("HUITOU_HOME", str(config.home))
    # a command ties the process to its own application; other tests find theirs again
    monkeypatch.setattr(transaction._Bound, "app", None)
    monkeypatch.setattr(broker._Bell, "connected", False)
    monkeypatch.setattr(broker.broker.client, "connection_pool", broker.broker.client.connection_pool)

    def run(*arguments: object, input: str | None = None) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], input=input)

    return run


@pytest.fixture
def slug(huitou: Huitou) -> str:
    """The short name of a shop that this test opened."""
    slug = f"shop-{uuid.uuid4().hex[:12]}"
    assert huitou("shops", "create", "城关店", "--slug", slug).exit_code == 0
    return slug


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A file of three good orders of two customers."""
    return write(tmp_path, HEADER, *ROWS)


def write(folder: Path, *lines: str, name: str = "orders.csv") -> Path:
    file = folder / name
    file.write_text("\n".join(lines), encoding="utf-8")
    return file
