"""What a device kept without a network and sends later: when it happened (see assets/outbox.js)."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wtforms import StringField
from wtforms.validators import UUID as IsUuid
from wtforms.validators import Optional, Regexp

from saas.web.forms import Form
from tenants.errors import N_, DomainError

KEPT_DAYS = 10  # the longest holidays, with a day to travel home
CLOCKS_DIFFER = timedelta(minutes=5)
NOT_WHOLE = N_("This form is not whole. Load the page again.")
_UTC = r"20\d\d-(0[1-9]|1[0-2])-([012]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$"


class KeptForm(Form):
    """`request_key` was made with the form, so that one sent twice does its work once."""

    request_key = StringField(validators=[IsUuid()])
    happened_at = StringField(validators=[Optional(), Regexp(_UTC)])

    @property
    def key(self) -> uuid.UUID:
        return uuid.UUID(self.request_key.data)

    @property
    def was_kept(self) -> bool:
        """Sent by itself, later: nobody sees the answer as a page."""
        return bool(self.happened_at.data)

    def moment_at(self, now: datetime, timezone: str) -> datetime:
        """When it was given: now, unless it was kept.

        Raises DomainError for a moment that is still to come, or that is over for more than KEPT_DAYS.
        """
        if not self.was_kept:
            return now
        moment = _read(self.happened_at.data)
        if moment > now + CLOCKS_DIFFER:
            raise DomainError(
                N_("By the clock of your device this is still to come. Set its clock, then record it anew.")
            )
        if moment < now - timedelta(KEPT_DAYS):
            day = moment.astimezone(ZoneInfo(timezone)).date()
            raise DomainError(
                N_("This is of %(day)s; after %(days)s days it is not recorded by itself. Note it on today’s card."),
                day=day,
                days=KEPT_DAYS,
            )
        return min(moment, now)


def _read(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:  # the 31st of June
        raise DomainError(NOT_WHOLE) from error
