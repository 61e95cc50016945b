"""The results: what was measured, how much it is, and what it should be."""

import os
import platform
import sys
from typing import NamedTuple


class Row(NamedTuple):
    what: str
    result: str
    goal: str = ""


def print_table(rows: list[Row]) -> None:
    table = [Row("what", "measured", "goal"), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in table]
    lines.insert(1, " | ".join("-" * width for width in widths))
    sys.stdout.write("".join(f"| {line} |\n" for line in lines))
    sys.stdout.write(f"\nPython {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}\n")
