"""How many threads work at the same time, and how many connections they need together.

The threads of a function share its clients. If a client's pool has fewer places than there are threads,
urllib3 logs "Connection pool is full", closes the connection, and the next request needs a new one.
"""

from __future__ import annotations

from typing import Final

SERVICES_AT_ONCE: Final = 32
RECORDS_AT_ONCE: Final = 8
"""Records of a page that are written at the same time, for each service."""
EVENTS_AT_ONCE: Final = 8
"""Groups of RingCentral's events that are applied at the same time."""
SOCKETS_AT_ONCE: Final = 16
ENTRIES_AT_ONCE: Final = 8
"""Audit entries that a person's command copies at the same time."""
EVALUATIONS_AT_ONCE: Final = 8
"""Evaluations that a person's command restores at the same time."""

AWS_CONNECTIONS: Final = max(
    SERVICES_AT_ONCE * RECORDS_AT_ONCE,
    EVENTS_AT_ONCE,
    SOCKETS_AT_ONCE,
    ENTRIES_AT_ONCE,
    EVALUATIONS_AT_ONCE,
)
"""Places in the pool of each AWS client. A connection is opened only when a thread needs it."""
RINGCENTRAL_CONNECTIONS: Final = 2 * SERVICES_AT_ONCE
"""Only one thread of a service sends requests to RingCentral. It may log in while it reads a response."""
