"""Words with which a customer refuses text messages (domain.md 4.4)."""

import re
import unicodedata

STOP_WORDS = frozenset({"R", "T", "TD", "N", "退订", "拒收"})
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def is_stop(reply: str) -> bool:
    """Does a reply refuse further messages? It must be the word alone: "N" does, "No problem" does not."""
    said = unicodedata.normalize("NFKC", reply).upper()
    return _AROUND.sub("", said) in STOP_WORDS
