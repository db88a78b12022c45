"""The words of one code."""

from __future__ import annotations

from typing import Literal

import attrs

__all__ = ["Entry", "Lang"]

Lang = Literal["en", "vi"]


@attrs.frozen(kw_only=True)
class Entry:
    """A code's name and its texts, which are `str.format` templates over the values of a finding or blocker.

    Attributes:
        name: A readable name in kebab case, as stable as the code.
        en, vi: What stands against it.
        remedy_en, remedy_vi: What to do; empty when the text says it all.
    """

    name: str
    en: str
    vi: str
    remedy_en: str = ""
    remedy_vi: str = ""

    def text(self, lang: Lang) -> str:
        """The template in one language: ``"en"`` or ``"vi"``."""
        return self.vi if lang == "vi" else self.en

    def remedy(self, lang: Lang) -> str:
        """The template of the way out in one language."""
        return self.remedy_vi if lang == "vi" else self.remedy_en
