"""Is it them or us? Failures to connect are held back until one answer shows that we are online."""

from __future__ import annotations

from collections.abc import Sequence

from ingest import plan, urls
from ingest.errors import OutageError
from ingest.model import FeedState, Outcome

# So many hosts without one answer are enough to stop before the rest is tried.
HOSTS_AT_ONCE = 20

Checked = tuple[FeedState, Outcome]


class Outage:
    """Sees the outcomes of a feeds pass one by one and gives back those that may be counted."""

    def __init__(self) -> None:
        self._held: list[Checked] = []
        self._is_online = False

    def after(self, feed: FeedState, outcome: Outcome) -> Sequence[Checked]:
        """The outcomes that may be written now. Raises OutageError when enough hosts failed."""
        self._held.append((feed, outcome))
        self._is_online = self._is_online or not plan.hints_at_outage(outcome)
        if self._is_online or len(self._hosts()) >= HOSTS_AT_ONCE:
            return self.end()
        return ()

    def end(self) -> Sequence[Checked]:
        """The outcomes still held. Raises OutageError where our own network was down."""
        hosts = self._hosts()
        if not self._is_online and plan.is_outage(hosts):
            message = (
                f"none of {len(hosts)} hosts could be reached: our own network or its name service "
                "seems to be down. Nothing was counted against any feed; the next run tries again."
            )
            raise OutageError(message)
        held, self._held = self._held, []
        return held

    def _hosts(self) -> dict[str, Outcome]:
        return {urls.host(feed.request.url): outcome for feed, outcome in self._held}
