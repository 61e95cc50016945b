"""Animations in other sizes, frame by frame: in memory is one frame and what the encoder keeps."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageFile

# What browsers show a frame for that says it has no time, in milliseconds.
DEFAULT_DURATION = 100
SHORTEST_DURATION = 20


def moving_webp(source: ImageFile.ImageFile, size: tuple[int, int], options: dict[str, Any]) -> bytes:
    """All frames, in `size`, with their times; `options` as Pillow's WebP encoder has them."""
    durations = [duration_of(source, number) for number in range(source.n_frames)]
    output = BytesIO()
    # A GIF says how often it is played again, and nothing when it is played once; a WebP how often it is played.
    again = source.info.get("loop", None if source.format == "GIF" else 0)
    loop = 1 if again is None else again + (again > 0 and source.format == "GIF")
    Frames(source, size).save(
        output,
        "WEBP",
        save_all=True,
        duration=durations,
        loop=min(loop, 65_535),
        background=(0, 0, 0, 0),
        icc_profile=source.info.get("icc_profile"),
        **options,
    )
    return output.getvalue()


def duration_of(source: ImageFile.ImageFile, number: int) -> int:
    source.seek(number)
    source.load()
    duration = round(source.info.get("duration", 0))
    return duration if duration >= SHORTEST_DURATION else DEFAULT_DURATION


class Frames(Image.Image):
    """Gives Pillow's encoder one frame after the other, where it would else want a list of all."""

    def __init__(self, source: ImageFile.ImageFile, size: tuple[int, int]) -> None:
        super().__init__()
        self.source = source
        self.wanted_size = size
        self.n_frames = source.n_frames
        self.seek(0)

    def seek(self, frame: int) -> None:
        self.source.seek(frame)
        image = self.source.convert("RGBA" if self.source.has_transparency_data else "RGB")
        resized = image.resize(self.wanted_size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        self.im, self._mode, self._size = resized.im, resized.mode, resized.size

    def tell(self) -> int:
        return self.source.tell()
