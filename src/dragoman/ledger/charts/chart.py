"""A chart: a Vega-Lite specification of our own, drawn to SVG, PNG or a page that needs no network."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

from dragoman.errors import OutputError

Spec = dict[str, Any]

ENDINGS = (".svg", ".png", ".html")
"""What the name of a chart's file may end in."""
SHARPNESS = 2.0
"""Pixels of a PNG for each of the chart's."""


class Chart:
    """A chart, which Jupyter shows as it is. `specification` is Vega-Lite (version 5) as plain JSON values.

    `description` says in a sentence what the chart shows. No network is needed to draw it.
    """

    def __init__(self, specification: Spec) -> None:
        self.specification = specification

    @property
    def description(self) -> str:
        """What the chart shows, in a sentence."""
        return str(self.specification.get("description", ""))

    def __repr__(self) -> str:
        return f"<chart: {self.description}>"

    def svg(self) -> str:
        """The chart as SVG."""
        import vl_convert

        drawn: str = vl_convert.vegalite_to_svg(self.specification)
        return drawn

    def png(self, sharpness: float = SHARPNESS) -> bytes:
        """The chart as PNG, with `sharpness` pixels for each of the SVG's."""
        import vl_convert

        drawn: bytes = vl_convert.vegalite_to_png(self.specification, scale=sharpness)
        return drawn

    def html(self) -> str:
        """The chart as a page of its own: it needs no network, and a mark that is pointed at tells its numbers."""
        import vl_convert

        drawn: str = vl_convert.vegalite_to_html(self.specification, bundle=True)
        return drawn

    def save(self, path: str | PathLike[str]) -> Path:
        """Draw the chart into a file that ends in .svg, .png or .html; gives its path.

        Raises OutputError for another ending, or when the file can't be written.
        """
        path = Path(path)
        match path.suffix.lower():
            case ".svg":
                drawn = self.svg().encode()
            case ".png":
                drawn = self.png()
            case ".html":
                drawn = self.html().encode()
            case _:
                raise OutputError(
                    "no kind of chart has such an ending",
                    where=str(path),
                    next_step=f"Take one of: {', '.join(ENDINGS)}.",
                )
        try:
            path.write_bytes(drawn)
        except OSError as error:
            told = (error.strerror or str(error)).lower()
            raise OutputError(f"can't write: {told}", where=str(path)) from error
        return path

    def _repr_svg_(self) -> str:
        return self.svg()
