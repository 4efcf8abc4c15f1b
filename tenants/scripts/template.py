"""A script as it is written: {slots}, [optional parts] and [one|or another], and what becomes of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tenants.errors import N_, DomainError
from tenants.scripts.slots import CODES

LONGEST = 1000
_SLOT = re.compile(r"\{([^{}\[\]|]*)\}")
_BEGINNING = re.compile(r"(?:^|[.!?] )[a-z]")  # a slot may stand first in a sentence
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
# words that the advertising law forbids (广告法 Art. 9); "first visit" and "most useful" are none of them
_ABSOLUTES = re.compile(
    r"最(?:好|佳|优|低|便宜|实惠|先进|高|专业|权威|安全|强|大|新|快|全)|第一(?:品牌|名|家)"
    r"|(?:[市国城网省县]|行业|同行|业内|销量|质量|口碑|服务|技术)第一(?!次|时)"
    r"|国家级|顶级|极致|唯一|独一无二|百分之百|100%"
    r"|\b(?:(?<!all )the best(?! (?:time|day|way|wishes))|cheapest|lowest price|number one|no\. ?1|unbeatable)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """Empty `text`: it must not be said, for want of `missing` slots. `left_out` ones cost only a part."""

    text: str
    missing: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """The first of `choices` whose slots are all known is said; an optional part may go without."""

    choices: tuple[str, ...]
    is_optional: bool


def render(template: str, values: Mapping[str, str]) -> Rendered:
    """Fill the slots from `values` (by code); what is not known is never guessed. Raises DomainError, see `check`."""
    said: list[str] = []
    missing: list[str] = []
    left_out: list[str] = []
    for part in _parts(template):
        lacking = [tuple(_lacking(choice, values)) for choice in part.choices]
        chosen = next((choice for choice, lacks in zip(part.choices, lacking, strict=True) if not lacks), None)
        if chosen is not None:
            said.append(_filled(chosen, values))
        (left_out if part.is_optional else missing).extend(lacking[0])
    text = _BEGINNING.sub(lambda hit: hit[0].upper(), "".join(said).strip())
    return Rendered("" if missing else text, _once(missing), _once(left_out))


def check(template: str) -> None:
    """Raises DomainError for a text that cannot be rendered: a slot we do not know, a bracket that does not close."""
    if not template.strip():
        raise DomainError(N_("Write what is to be said."))
    if len(template) > LONGEST:
        raise DomainError(N_("Write at most %(most)s characters."), most=LONGEST)
    _parts(template)


def slots_of(template: str) -> tuple[str, ...]:
    """The codes of its slots in the order they appear."""
    return _once([slot for part in _parts(template) for choice in part.choices for slot in _slots(choice)])


def absolutes(text: str) -> tuple[str, ...]:
    """Claims an advertisement must not make."""
    return _once([hit[0] for hit in _ABSOLUTES.finditer(text)])


def check_claims(words: str) -> None:
    """Raises DomainError for words that claim what an advertisement must not."""
    if claimed := absolutes(words):
        raise DomainError(
            N_("The advertising law forbids such claims: %(words)s. Say it in other words."), words=", ".join(claimed)
        )


@lru_cache(maxsize=2048)
def _parts(template: str) -> tuple[_Part, ...]:
    parts: list[_Part] = []
    end = 0
    for optional in _OPTIONAL.finditer(template):
        parts += [
            _Part((_sound(template[end : optional.start()]),), False),
            _Part(tuple(_sound(choice) for choice in optional[1].split("|")), True),
        ]
        end = optional.end()
    return (*parts, _Part((_sound(template[end:]),), False))


def _sound(words: str) -> str:
    bare = _SLOT.sub("", words)
    if mark := next((mark for mark in "[]{}" if mark in bare), ""):
        raise DomainError(N_("A bracket %(mark)s has no partner. Close each { with } and each [ with ]."), mark=mark)
    for name in _SLOT.findall(words):
        if name.strip() not in CODES:
            raise DomainError(N_("There is no slot {%(name)s}. Choose one of the list."), name=name[:40])
    return words


def _slots(words: str) -> Iterator[str]:
    return (CODES[name.strip()] for name in _SLOT.findall(words))


def _lacking(words: str, values: Mapping[str, str]) -> Iterator[str]:
    return (slot for slot in _slots(words) if not values.get(slot))


def _filled(words: str, values: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda slot: values[CODES[slot[1].strip()]], words)


def _once(codes: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
