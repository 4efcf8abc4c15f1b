"""Words with which a customer refuses text messages (domain.md 4.4)."""

import re
import unicodedata

from tenants.messages.texts import visible

STOP_WORDS = frozenset({"R", "T", "TD", "N", "退订", "拒收"})
# as messages offer it, "回T退订" or "拒收请回复R". Of letters only TD comes twice: T_T weeps
_REFUSES = re.compile(r"(?=.*(?:[RTN]|退订|拒收))(?:退订|拒收)*+请?(?:回复?)?(?:(?:TD)+|[RTN])?(?:退订|拒收)*(?:谢谢)?")


def is_stop(reply: str) -> bool:
    """Does a reply refuse further messages? It must say that alone, whatever stands between its letters: "N" and
    "退 订, 谢谢" do, "No problem" and "不退订" do not."""
    said = unicodedata.normalize("NFKC", visible(reply)).upper()
    return _REFUSES.fullmatch("".join(filter(str.isalnum, said))) is not None
