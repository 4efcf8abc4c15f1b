"""What a shop may set for itself, with the default beside each value."""

from tenants.settings.settings import Settings, change, current

__all__ = ["Settings", "change", "current"]
