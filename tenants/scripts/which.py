"""One script of the catalogue, and whose words of it count."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tenants.scoring.segments import RfmClass
from tenants.scripts import catalogue
from tenants.scripts.occasions import Medium, Occasion, Variant


@dataclass(frozen=True, slots=True)
class Which:
    """The words of exactly one class on one occasion, in one medium and language."""

    rfm_class: RfmClass
    occasion: Occasion
    medium: Medium = Medium.TALK
    locale: str = "zh"
    variant: Variant = Variant.USUAL

    @property
    def default(self) -> str | None:
        return catalogue.default(self.rfm_class, self.occasion, self.locale, self.medium, self.variant)


def chosen(which: Which, own: Mapping[Which, str]) -> str | None:
    """The shop's `own` version, else the default; the class's where an overlay has none.

    Empty and None mean what `catalogue.default` says.
    """
    if which in own:
        return own[which]
    if catalogue.has_variant(which.occasion, which.variant, which.locale):
        return which.default
    return own.get(replace(which, variant=Variant.USUAL), which.default)
