#!/usr/bin/env python
"""Byline's command line; `python manage.py help` lists the commands."""

import os
import sys

from django.core.management import execute_from_command_line

from config.database import DatabaseUnavailable
from config.env import BadSetting


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except (BadSetting, DatabaseUnavailable) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
