"""Django's Postgres backend, which starts the embedded server when something connects."""
