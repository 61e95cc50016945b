"""Points in time, in words."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext


def moment(when: dt.datetime) -> str:
    """Such as 25 Nov 2026, 20:41, in the time zone in force."""
    # Translators: a date format of Django, for a day and a time of day in little room.
    return date_format(timezone.localtime(when), pgettext("date format", "j M Y, H:i"))
