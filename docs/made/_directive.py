"""The directive ``{made}``: a part of a page that is made from the code."""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from made import PARTS

__all__ = ["Made"]


class Made(SphinxDirective):
    """A part of a page that is made from the code; its one argument is a key of `PARTS`."""

    required_arguments = 1
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """The nodes of the part."""
        text = PARTS[self.arguments[0]]()
        if text.startswith("<"):
            return [nodes.raw("", text, format="html")]
        return self.parse_text_to_nodes(text, allow_section_headings=True)
