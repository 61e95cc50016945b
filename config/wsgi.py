"""The entry point gunicorn loads."""

import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.env import BadSetting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

try:
    application = get_wsgi_application()
except BadSetting as error:
    sys.exit(str(error))

# Loaded now, before gunicorn forks, so that workers share it and no reader waits for it.
get_resolver().url_patterns  # noqa: B018
