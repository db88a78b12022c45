"""Text out: tables, standings, timelines and drawings as text; nothing here computes, opens or prints."""

from __future__ import annotations

from kehoach._render._for_machines import github_of, sarif_of
from kehoach._render._graphs import hierarchy_dot, hierarchy_mermaid
from kehoach._render._lines import Bar, bars, wrapped
from kehoach._render._standings import Counts, Seen, counts_line, standing_line, total_line, value_text
from kehoach._render._table import Column, Table, csv_of, json_of, text_of
from kehoach._render._terms import terms_text
from kehoach._render._values import Plain, day_text, head_text, plain_value, shown_value

__all__ = [
    "Bar",
    "Column",
    "Counts",
    "Plain",
    "Seen",
    "Table",
    "bars",
    "counts_line",
    "csv_of",
    "day_text",
    "github_of",
    "head_text",
    "hierarchy_dot",
    "hierarchy_mermaid",
    "json_of",
    "plain_value",
    "sarif_of",
    "shown_value",
    "standing_line",
    "terms_text",
    "text_of",
    "total_line",
    "value_text",
    "wrapped",
]
