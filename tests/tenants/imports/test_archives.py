"""The zip check unpacks in bounded memory."""

import struct
from pathlib import Path

import pytest

from tenants.errors import DomainError
from tenants.imports.archives import Archive
from tests.tenants.imports.workbook_bytes import zipped


def test_a_part_is_never_unpacked_past_its_declared_size(tmp_path: Path) -> None:
    data = bytearray(zipped({"bomb.xml": b"x" * 5_000_000}))
    struct.pack_into("<I", data, data.rindex(b"bomb.xml") - 46 + 24, 300_000)
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    unpacked: list[int] = []

    with pytest.raises(DomainError):
        unpacked.extend(map(len, Archive(path).blocks("bomb.xml")))

    assert 0 < sum(unpacked) <= 300_000


def test_a_part_that_is_absent_or_large_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"a": "1234"}))

    assert [Archive(path).read(name, limit) for name, limit in (("a", 4), ("a", 3), ("b", 4))] == [b"1234", b"", b""]
