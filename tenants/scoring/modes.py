"""How many groups a shop divides its customers into, and when the wizard proposes more (domain.md 2.3)."""

from tenants.scoring.segments import Mode, Tier

# The tiers each simple mode shows, and those it counts among them.
TIERS_SHOWN: dict[Mode, dict[Tier, tuple[Tier, ...]]] = {
    Mode.SIMPLE2: {
        Tier.IMPORTANT: (Tier.KEY, Tier.IMPORTANT),
        Tier.NORMAL: (Tier.TIER_POTENTIAL, Tier.NORMAL),
    },
    Mode.SIMPLE3: {
        Tier.IMPORTANT: (Tier.KEY, Tier.IMPORTANT),
        Tier.TIER_POTENTIAL: (Tier.TIER_POTENTIAL,),
        Tier.NORMAL: (Tier.NORMAL,),
    },
    Mode.SIMPLE4: {tier: (tier,) for tier in Tier},
}
SIMPLE3_CUSTOMERS, RFM8_CUSTOMERS = 50, 200  # who paid at least once


def proposed(paid_customers: int) -> Mode:
    """The mode for a shop of that size."""
    if paid_customers >= RFM8_CUSTOMERS:
        return Mode.RFM8
    return Mode.SIMPLE3 if paid_customers >= SIMPLE3_CUSTOMERS else Mode.NONE


def tiers_shown(mode: Mode) -> dict[Tier, tuple[Tier, ...]]:
    """The tiers a page shows, each with those counted in it; modes without tiers show all four."""
    return TIERS_SHOWN.get(mode, TIERS_SHOWN[Mode.SIMPLE4])
