"""Pictures: what comes in is checked, turned upright and freed of everything that is not picture."""

from blog.imaging.ingest import Ingested, ingest
from blog.imaging.refusal import ImageRefused

__all__ = ["ImageRefused", "Ingested", "ingest"]
