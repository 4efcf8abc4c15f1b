"""What a person or a car is known by: mobile, plate, VIN (domain.md 6.3). Normalising twice changes nothing."""

import re
from operator import mul
from typing import NamedTuple

from tenants.imports.problems import Flaw, Noted
from tenants.imports.values import ERROR_CELLS, SAFE_DIGITS, Cell, has_odd_digit, text

# phones

DUMMY_MOBILES = {"13800138000"}
_MOBILE = re.compile(r"1[3-9]\d{9}\Z", re.ASCII)
_LANDLINE = re.compile(r"\(?(?:(?:\+86|0086)-?0?|0)(10|2\d|[3-9]\d\d)\)?-?(\d{7,8})(?:[-转]+(\d{1,6}))?\Z", re.ASCII)
_SERVICE_NUMBER = re.compile(r"[48]00\d{7}\Z", re.ASCII)
_REPEATED = re.compile(r"(\d)\1{7}")
_MASKED = re.compile(r"\d{2,4}[*xX＊]{3,}\d{0,4}\Z")
_DIGITS_LOST = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+\Z|\d{7,}\.\d+\Z")
_SEPARATORS = re.compile(r"[/、;,|\n]|\s{2,}")
_PHONE_DRESS = re.compile(r"[\s()]|(?<=\d)[-—_·.](?=\d)|^(?:电话|手机|tel|mobile)[:.]?", re.IGNORECASE)


class Phone(NamedTuple):
    """`kind` is mobile, or landline: voice only, never a text message. Landlines are written 0931-8888888-801."""

    number: str
    kind: str


class Phones(NamedTuple):
    """What a cell holds, in its order, and what was wrong with the rest."""

    numbers: tuple[Phone, ...] = ()
    flaws: tuple[Flaw, ...] = ()


def phones(raw: Cell) -> Phones | Flaw | None:
    """All numbers of a cell. A cell that lost its digits is a Flaw: nobody can say whose number it was."""
    if isinstance(raw, str) and len(raw) == 11 and _MOBILE.match(raw):
        return _mobile(raw)
    if not isinstance(raw, str):
        said: str | None = str(int(raw)) if float(raw).is_integer() and abs(raw) < SAFE_DIGITS else repr(raw)
    else:
        said = text(raw.replace("\n", "/"))
    if said is None:
        return None
    if said in ERROR_CELLS:
        return Flaw("error_cell")
    if has_odd_digit(raw):
        return Phones(flaws=(Flaw("phone_invalid"),))
    read = [phone(part) for part in _parts(said)]
    if any(isinstance(one, Flaw) and one.code == "digits_lost" for one in read):
        return Flaw("digits_lost")
    numbers = dict.fromkeys(one for one in read if isinstance(one, Phone))
    return Phones(tuple(numbers), tuple(one for one in read if isinstance(one, Flaw)))


def _mobile(digits: str) -> Phones:
    """What nearly every cell holds, read straight."""
    if digits in DUMMY_MOBILES or _REPEATED.search(digits):
        return Phones(flaws=(Flaw("phone_dummy"),))
    return Phones((Phone(digits, "mobile"),))


def phone(said: str) -> Phone | Flaw:
    """One number: +86, 0086, 86 and a trunk 0 are stripped from mobiles."""
    if _DIGITS_LOST.match(said):
        return Flaw("digits_lost")
    if _MASKED.match(said.replace(" ", "").replace("-", "")):
        return Flaw("phone_masked")
    bare = _PHONE_DRESS.sub("", said)
    for prefix, length in (("+86", 14), ("0086", 15), ("86", 13), ("0", 12)):
        if bare.startswith(prefix) and len(bare) == length:
            bare = bare.removeprefix(prefix)
            break
    if _MOBILE.match(bare):
        return Flaw("phone_dummy") if bare in DUMMY_MOBILES or _REPEATED.search(bare) else Phone(bare, "mobile")
    if _SERVICE_NUMBER.match(bare):
        return Phone(bare, "landline")
    return _landline(re.sub(r"\s", "", said))


def _landline(said: str) -> Phone | Flaw:
    match = _LANDLINE.match(said)
    if not match:
        return Flaw("phone_dummy" if _REPEATED.match(said) else "phone_invalid")
    area, local, extension = match.groups()
    if _REPEATED.search(area + local):
        return Flaw("phone_dummy")
    return Phone(f"0{area}-{local}" + (f"-{extension}" if extension else ""), "landline")


def _parts(said: str) -> list[str]:
    """One number may contain spaces, and spaces may part numbers; the reading that gives a number wins."""
    parts: list[str] = []
    for part in filter(None, (piece.strip() for piece in _SEPARATORS.split(said))):
        whole = phone(part)
        apart = part.split()
        both = isinstance(whole, Flaw) and len(apart) > 1
        parts.extend(apart if both and any(isinstance(phone(piece), Phone) for piece in apart) else [part])
    return parts


# plates

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
NO_PLATE_WORDS = {
    "无牌",
    "无牌照",
    "未上牌",
    "未挂牌",
    "临牌",
    "临时",
    "临时牌",
    "新车",
    "无车牌",
    "0",
    "00000",
    "0000",
    "待定",
}
_PLATE_DRESS = re.compile(r"[\s·•・.\-_;:'\"]+")
_COMMON = re.compile(rf"[{PROVINCES}][A-HJ-NP-Z][A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳]\Z")
_ENERGY = re.compile(rf"[{PROVINCES}][A-HJ-NP-Z](?:[A-HJK][A-HJ-NP-Z0-9]\d{{4}}|\d{{5}}[A-HJK])\Z", re.ASCII)
_SPECIAL = re.compile(
    rf"[{PROVINCES}]O[A-Z0-9]{{5}}\Z|WJ[{PROVINCES}]?[A-Z0-9]{{4,6}}\Z|[A-Z]{{2}}\d{{5}}\Z"
    rf"|(?:[{PROVINCES}][A-Z]?)?\d{{5,6}}[使领应急]\Z|[使领]\d{{6}}\Z|[{PROVINCES}][A-Z]\d{{5}}应急\Z",
    re.ASCII,
)
_NO_PROVINCE = re.compile(r"[A-HJ-NP-Z](?:[A-HJ-NP-Z0-9]{5}|[A-HJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[A-HJK])\Z", re.ASCII)


def plate(raw: Cell, province: str = "") -> str | Noted[str] | Flaw | None:
    """A plate without dots and spaces. `province` is the shop's, for plates that lack the character."""
    if isinstance(raw, str) and _COMMON.match(raw):
        return raw
    said = text(raw)
    if said is None or said in NO_PLATE_WORDS or "临" in said:
        return None
    if said in ERROR_CELLS:
        return Flaw("error_cell")
    bare = _PLATE_DRESS.sub("", said).upper()
    if not bare.strip("0"):
        return None
    if has_odd_digit(raw):
        return Flaw("plate_invalid")
    if _is_plate(bare):
        return bare
    fixed = bare[:2] + bare[2:].replace("O", "0").replace("I", "1")
    if _is_plate(fixed):
        return Noted(fixed, Flaw("plate_corrected", (("plate", fixed),)))
    if _NO_PROVINCE.match(bare):
        full = province + bare
        added = Flaw("plate_province_added", (("plate", full),))
        return Noted(full, added) if province and _is_plate(full) else Flaw("plate_province_missing")
    return Flaw("plate_invalid")


def _is_plate(bare: str) -> bool:
    return bool(_COMMON.match(bare) or _ENERGY.match(bare) or _SPECIAL.match(bare))


# VINs

_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}\Z", re.ASCII)
_VIN_DRESS = re.compile(r"[\s\-_.*]+")
_VIN_VALUES = bytes.maketrans(
    b"0123456789ABCDEFGHJKLMNPRSTUVWXYZ", bytes(map(int, "012345678912345678123457923456789"))
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin(raw: Cell) -> str | Noted[str] | Flaw | None:
    """Seventeen characters; a wrong check digit is only noted, because many real cars carry one."""
    if isinstance(raw, str) and len(raw) == 17 and _VIN.match(raw) and check_digit(raw) == raw[8]:
        return raw
    said = text(raw)
    if said is None:
        return None
    if said in ERROR_CELLS:
        return Flaw("error_cell")
    bare = _VIN_DRESS.sub("", said).upper()
    if not bare.strip("0"):
        return None
    fixed = bare.replace("I", "1").replace("O", "0").replace("Q", "0")
    if not _VIN.match(fixed) or has_odd_digit(raw):
        return Flaw("vin_invalid")
    if fixed != bare:
        return Noted(fixed, Flaw("vin_corrected", (("vin", fixed),)))
    return fixed if check_digit(fixed) == fixed[8] else Noted(fixed, Flaw("vin_check_digit"))


def check_digit(vin: str) -> str:
    """The ninth character that the other sixteen ask for."""
    rest = sum(map(mul, vin.encode().translate(_VIN_VALUES), _WEIGHTS)) % 11
    return "X" if rest == 10 else str(rest)
