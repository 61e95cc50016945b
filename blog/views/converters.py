"""What the parts of a public address may look like; anything else is not found before the database is asked."""

from django.urls import register_converter


class SlugConverter:
    """What a slug may be, and somewhat more; no dots, so that /wp-login.php is nobody's page."""

    regex = r"[^\s/.?#%\x00-\x1f]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class YearConverter:
    regex = r"[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return f"{int(value):04}"


class MonthConverter:
    """Also without its leading zero: such an address is redirected to the full one."""

    regex = r"0?[1-9]|1[0-2]"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return f"{int(value):02}"


class FullMonthConverter(MonthConverter):
    """With it: for addresses that nobody types."""

    regex = r"0[1-9]|1[0-2]"


class NumberConverter:
    """Small enough for arithmetic with it to stay within the database's integers; spelled in one way only."""

    regex = r"0|[1-9][0-9]{0,11}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class PositiveConverter(NumberConverter):
    regex = r"[1-9][0-9]{0,11}"


def register() -> None:
    register_converter(SlugConverter, "unicode")
    register_converter(YearConverter, "year")
    register_converter(MonthConverter, "month")
    register_converter(FullMonthConverter, "fullmonth")
    register_converter(NumberConverter, "number")
    register_converter(PositiveConverter, "positive")
