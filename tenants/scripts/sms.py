"""The rules of Chinese providers for a text message: signature, parts, refusal, what is forbidden (domain.md 4.9)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from tenants.scripts.template import absolutes

ONE_PART, PER_PART, LONGEST = 70, 67, 500
SIGNATURE = range(2, 17)  # characters between the brackets
REFUSAL = "拒收请回复R"
_SIGNED = re.compile(r"^【([^【】]*)】")
_SIGNS = re.compile(r"[¥★√※]|\^_\^")
# no \b below: between a Chinese character and a letter there is none
_LINK = re.compile(
    r"https?://|www\.|[a-z0-9-]+\.(?:com|cn|net|org|top|link|cc|xyz|vip|shop|site|club|win|info|app|io|me|ly)(?![a-z0-9])",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•.\s-]?[A-Z0-9]{5,6}(?![A-Z0-9])",
    re.IGNORECASE,
)
_VIN = re.compile(r"(?<![A-Z0-9])[A-HJ-NPR-Z0-9]{17}(?![A-Z0-9])", re.IGNORECASE)
_THEMES = re.compile(
    r"保险|彩票|抽奖|中奖|(?:优惠|代金|抵用|折扣|满减)[券劵卷]|红包|召回|积分|insurance|lottery|coupon|recall|points",
    re.IGNORECASE,
)


class Flaw(StrEnum):
    UNSIGNED = "unsigned"
    SIGNATURE_LENGTH = "signature_length"
    TOO_LONG = "too_long"
    NO_REFUSAL = "no_refusal"
    SIGN = "sign"
    LINK = "link"
    PLATE_OR_VIN = "plate_or_vin"
    THEME = "theme"
    ABSOLUTE = "absolute"
    NOT_FILLED = "not_filled"


@dataclass(frozen=True, slots=True)
class Lint:
    """`length` counts the signature with its brackets; a message with `flaws` must not be sent."""

    length: int
    parts: int
    flaws: tuple[Flaw, ...]


def compose(signature: str, text: str, *, promotes: bool) -> str:
    """The message as it is sent; `promotes`: it ends with how to refuse the next one."""
    ending = REFUSAL if promotes and not text.endswith(REFUSAL) else ""
    return f"【{signature}】{text}{ending}"


def signature_of(message: str) -> str | None:
    """The name between the brackets, if a message is signed."""
    signed = _SIGNED.match(message)
    return signed[1] if signed else None


def parts(length: int) -> int:
    """How many messages a length costs (TV-S)."""
    return 1 if length <= ONE_PART else -(-length // PER_PART)


def lint(message: str, *, promotes: bool) -> Lint:
    """What a provider would refuse of a whole message, its slots filled."""
    signed = _SIGNED.match(message)
    said = unicodedata.normalize("NFKC", message)  # ￥ is ¥, a wide Ａ is an A
    found = {
        Flaw.UNSIGNED: signed is None,
        Flaw.SIGNATURE_LENGTH: signed is not None and len(signed[1]) not in SIGNATURE,
        Flaw.TOO_LONG: len(message) > LONGEST,
        Flaw.NO_REFUSAL: promotes and not message.endswith(REFUSAL),
        Flaw.SIGN: bool(_SIGNS.search(said)),
        Flaw.LINK: bool(_LINK.search(said)),
        Flaw.PLATE_OR_VIN: bool(_PLATE.search(said) or _VIN.search(said)),
        Flaw.THEME: bool(_THEMES.search(said)),
        Flaw.ABSOLUTE: bool(absolutes(message)),
        Flaw.NOT_FILLED: bool(re.search(r"[{}]", message)),
    }
    return Lint(len(message), parts(len(message)), tuple(flaw for flaw, is_there in found.items() if is_there))
