"""What Aliyun pushes of text messages: whether each arrived (SmsReport), and what people answer (SmsUp).

Both come as a JSON array, several at a time and at least once; see help.aliyun.com, document_detail/101867 and 101847.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")  # whose clock Aliyun writes
_FIRST_YEAR = 2000  # before it nobody answered us: a clock that stands at zero
MOST_SAID = 4_000  # characters that are looked at: longer ones are cut when they are kept
_REPLIES = uuid.UUID("0193cf1e-5d5b-7a44-9c0e-3f6a5f0f7d21")  # the space that keys are made in
_OUT_ID = re.compile(r"(\d{1,18})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Receipt:
    """`why` it did not arrive, in the provider's words."""

    shop_id: int
    message_id: uuid.UUID
    number: str
    arrived: bool
    why: str
    provider_id: str


@dataclass(frozen=True, slots=True)
class Reply:
    """`signature`: of the shop whose text was answered, when Aliyun tells it. `at`: None when it is not readable.

    `key`: the same for the same push again. Aliyun numbers replies, as a number that a float may have rounded, and
    promises nowhere that none comes twice: only what says the same is the same.
    """

    number: str
    text: str
    signature: str
    at: datetime | None
    provider_id: str
    key: uuid.UUID


def out_id(shop_id: int, message_id: uuid.UUID) -> str:
    """What a message is handed over with and its receipt comes back with."""
    return f"{shop_id}-{message_id}"


def receipts(items: Iterable[Any]) -> list[Receipt]:
    """Those of messages that carry an `out_id` of ours; everything else is nobody's."""
    return [receipt for item in items if isinstance(item, Mapping) and (receipt := _receipt(item))]


def replies(items: Iterable[Any]) -> list[Reply]:
    """Those that say something in writing: a content that is no text and no number is none."""
    told = (item for item in items if isinstance(item, Mapping) and "success" not in item)
    return [_reply(item) for item in told if _is_text(item.get("content"))]


def _reply(item: Mapping[str, Any]) -> Reply:
    number, said, numbered = _text(item, "phone_number"), _text(item, "content", MOST_SAID), _text(item, "sequence_id")
    key = uuid.uuid5(_REPLIES, "\0".join((numbered, number, _text(item, "send_time"), said)))
    return Reply(number, said, _text(item, "sign_name"), _moment(item), numbered, key)


def _receipt(item: Mapping[str, Any]) -> Receipt | None:
    ours = _OUT_ID.fullmatch(_text(item, "out_id"))
    if ours is None or not isinstance(item.get("success"), bool):
        return None
    return Receipt(
        int(ours[1]),
        uuid.UUID(ours[2]),
        _text(item, "phone_number"),
        item["success"],
        _text(item, "err_code"),
        _text(item, "biz_id"),
    )


def _text(item: Mapping[str, Any], name: str, most: int = 128) -> str:
    value = item.get(name)
    told = str(value) if _is_text(value) else ""
    # half of a character beyond the 65,536th is JSON, but no text that a database keeps
    return told.replace("\0", "")[:most].encode(errors="replace").decode()


def _is_text(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _moment(item: Mapping[str, Any]) -> datetime | None:
    try:
        told = datetime.strptime(_text(item, "send_time"), "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError:
        return None
    return told if told.year >= _FIRST_YEAR else None
