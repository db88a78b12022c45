"""A plan being carried out."""

from __future__ import annotations

from kehoach._campaign._acting import Acting
from kehoach._campaign._campaign import Campaign
from kehoach._campaign._outcome import Outcome
from kehoach._campaign._scoped import Scoped
from kehoach._campaign._weighed import Weighed, weighed

__all__ = ["Acting", "Campaign", "Outcome", "Scoped", "Weighed", "weighed"]
