"""gunicorn's settings, for `manage.py serve` and the container alike: `gunicorn --config python:config.gunicorn`."""

import gc
import sys

from config.env import BadSetting

try:
    from config import settings
except BadSetting as error:
    sys.exit(str(error))

# A local site is for this machine only; a public one listens to its proxy, wherever that is.
bind = f"{'0.0.0.0' if settings.PUBLIC else '127.0.0.1'}:{settings.PORT}"  # noqa: S104 — meant, see above
wsgi_app = "config.wsgi:application"
worker_class = "gthread"
workers = settings.WEB_WORKERS
threads = settings.WEB_THREADS
# Imported once, shared by all workers; a site that cannot start says so once.
preload_app = True
timeout = 60
graceful_timeout = 10
keepalive = 75
loglevel = "warning"
control_socket_disable = True


def post_fork(server: object, worker: object) -> None:
    """Leave what was imported out of garbage collection, which otherwise walks all of it again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def worker_exit(server: object, worker: object) -> None:
    from blog.actions.hits import flush_hits  # app ready

    flush_hits()
