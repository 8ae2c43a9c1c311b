"""Everything that figures are made of, however many units there are: two queries."""

from datetime import datetime

import msgspec

from services.core.presence import store as presence
from services.core.presence.spans import Span, has_draft
from services.report import summary
from services.report.rows import Row


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of each unit that has handed anything in, and when each unit had drafts."""

    rows: dict[str, tuple[Row, ...]]
    drafts: dict[str, tuple[Span, ...]]

    def drafting(self, at: datetime) -> frozenset[str]:
        """The units that had a draft at that moment."""
        return frozenset(unit for unit, spans in self.drafts.items() if has_draft(spans, at))


def known(campaign: str) -> Known:
    """What is known of a campaign now, which holds what was known of every day before."""
    return Known(rows=summary.load(campaign), drafts=presence.of_campaign(campaign))
