"""A worker of the outbox with little patience: what takes minutes otherwise takes seconds. Runs until it is ended."""

import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from blog.syndication import sending  # noqa: E402  (after Django)
from blog.syndication.registry import KINDS  # noqa: E402


def main() -> None:
    sending.WAITS = tuple(0.005 * factor for factor in (1, 2, 3, 4, 5, 6, 7))
    for kind in KINDS.values():
        kind.spacing = 0.0
    sending.TOO_MANY = 1_000
    while True:
        sending.recover()
        for target in sending.targets_with_work():
            for _ in range(25):
                if sending.send_next(target_id=target) is None:
                    break
        time.sleep(0.02)


main()
