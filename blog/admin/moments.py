"""Points in time, in words."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format


def moment(when: dt.datetime) -> str:
    """Such as 25 Nov 2026, 20:41, in the time zone in force."""
    return date_format(timezone.localtime(when), "j M Y, H:i")
