"""What a shop may set for itself, with the default beside each value."""

from tenants.settings.changes import change
from tenants.settings.settings import Settings, current

__all__ = ["Settings", "change", "current"]
