from collections.abc import Iterable

import pytest

from saas.web.labels import label
from tenants.needs import outlook
from tenants.needs.items import ITEMS
from tenants.needs.odometer import Cause
from tenants.needs.proposals import Proposal
from tenants.needs.quality import State
from tenants.needs.rate import Confidence
from tenants.needs.relations import GOODS, Kind
from tenants.needs.visit_methods import Method
from tenants.scoring.segments import PeerGroup
from tenants.scoring.silence import SilenceState

DATED = (outlook.NEXT_VISIT, outlook.COMPULSORY, outlook.COMMERCIAL, outlook.INSPECTED)


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("item", (*ITEMS, *DATED)),
        ("item", GOODS),
        ("relation", Kind),
        ("need_kind", (outlook.ITEM, outlook.INSURANCE, outlook.INSPECTION)),
        ("confidence", Confidence),
        ("suspect_cause", Cause),
        ("proposal", Proposal),
        ("method", Method),
        ("reading_state", State),
        ("silence", SilenceState),
        ("peer_group", PeerGroup),
    ],
)
def test_every_code_of_a_need_has_words(kind: str, codes: Iterable[str]) -> None:
    for code in codes:
        assert str(label(kind, str(code)).text), code
