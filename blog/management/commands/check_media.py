from typing import Any

from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError

from blog.actions.media_check import check_media


class Command(BaseCommand):
    help = "Try whether the storage of pictures works, with a little file, and say what to do where it does not."

    def handle(self, **options: Any) -> None:
        troubles = 0
        for what, trouble in check_media(storage=storages["default"]):
            troubles += bool(trouble)
            self.stdout.write(f"{what}: {trouble or 'ok'}")
        if troubles:
            raise CommandError("Pictures are not safe there yet.")
