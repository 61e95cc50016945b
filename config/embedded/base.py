"""The backend itself; Django finds it by this file's name."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import base, client

from config.database import embedded_postgres, program


class DatabaseClient(client.DatabaseClient):
    def runshell(self, parameters: Sequence[str]) -> None:
        embedded_postgres(self.connection.settings_dict["EMBEDDED_IN"]).use()
        self.__class__.executable_name = str(program("psql"))
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        embedded_postgres(self.settings_dict["EMBEDDED_IN"]).use()
        return super().get_connection_params()
