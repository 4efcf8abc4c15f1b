"""Passwords: which are good enough, and how they are kept."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tenants.errors import N_, DomainError

MIN_CHARACTERS = 15  # NIST SP 800-63B-4 for a password that stands alone; it asks for no mix of signs
MAX_CHARACTERS = 256  # hashing a megabyte would be an attack on ourselves
# Long enough, and still among the first that an attacker tries.
COMMON_PARTS = (
    *("password", "123456", "654321", "qwerty", "abcdef"),
    *("iloveyou", "woaini", "letmein", "huitou"),
)
MIN_OTHER_CHARACTERS = 8  # what must be left beside such a part
MIN_DIFFERENT_CHARACTERS = 6

# argon2id; the parameters are argon2-cffi's choice of RFC 9106 (64 MiB, 3 passes) and travel in the hash
_hasher = PasswordHasher()
# The hash of a random text that nobody kept: checked when an account is unknown, so that the answer takes as long.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$qK0Yb/AaZE6sWtSGnP5o7A$3a30MrVboXias+zz3GWQyMDn+8lUCPg/uMj2Gsu1Jp8"


def hash_password(password: str) -> str:
    """The argon2id hash to keep. Does not judge the password: `check` does."""
    return _hasher.hash(_normal(password))


def check(password: str, *own_words: str) -> None:
    """Refuse a password that is too short, too long or too easily guessed.

    `own_words` are what an attacker knows of the person: e-mail, name, shop. Raises DomainError.
    """
    plain = _normal(password)
    if len(plain) < MIN_CHARACTERS:
        raise DomainError(
            N_("Use at least %(least)s characters. A short sentence is a good password."), least=MIN_CHARACTERS
        )
    if len(plain) > MAX_CHARACTERS:
        raise DomainError(N_("Use at most %(most)s characters."), most=MAX_CHARACTERS)
    if _is_common(plain.casefold(), own_words):
        raise DomainError(N_("This password is easy to guess. Choose words that belong to nobody else."))


def verify(password: str, password_hash: str | None) -> bool:
    """Does the password belong to the hash? None is an unknown account: as slow, and never right."""
    plain = _normal(password)
    if len(plain) > MAX_CHARACTERS:
        return False
    try:
        return _hasher.verify(password_hash or _NOBODY, plain) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Was the hash made with weaker parameters than today's?"""
    return _hasher.check_needs_rehash(password_hash)


def _normal(password: str) -> str:
    # The same letters typed on another keyboard may arrive in another form. The slice bounds the work.
    return unicodedata.normalize("NFKC", password[: MAX_CHARACTERS * 4])


def _is_common(plain: str, own_words: tuple[str, ...]) -> bool:
    rest = plain
    for part in (*COMMON_PARTS, *_parts_of(own_words)):
        rest = rest.replace(part, "")
    touched = rest != plain
    return len(set(plain)) < MIN_DIFFERENT_CHARACTERS or (touched and len(rest) < MIN_OTHER_CHARACTERS)


def _parts_of(own_words: tuple[str, ...]) -> list[str]:
    parts = [part for word in own_words for part in _normal(word).casefold().replace("@", " ").split()]
    return [part for part in parts if len(part) >= 4]
