"""Whether the pages of a list lead on, so that no walk reads for ever.

A page makes no progress if it is empty, or if its records were on a page before. Links that lead to
a page again make a circle. The memory is bounded: only the latest pages are remembered, and one older
page, which moves on at doubling distances. So a circle of any length is noticed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Self

from ringkeep.domain.json import JsonObject, text_of
from ringkeep.domain.model import Model

IDLE_PAGES = 4
"""So many empty pages in a row, or repeated pages, end the list. Fewer may come from a filter, or from
a record that appeared while the list was read."""
PAGES_LIMIT = 5000
"""The most pages of one slice. A page has up to 1,000 records."""
_REMEMBERED = 32


class Trail(Model):
    """What is remembered of the pages read so far. The texts are hashes."""

    pages: int = 0
    empty: int = 0
    """In a row."""
    repeated: int = 0
    contents: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    old_content: str = ""
    old_link: str = ""
    circular: bool = False

    def after(self, records: Sequence[JsonObject], link: str | None) -> Self:
        """Returns the trail after a page with a link to the next one."""
        content, target = _content(records), _hash(link or "")
        repeated = bool(records) and content in (*self.contents, self.old_content)
        moves_on = (self.pages & (self.pages + 1)) == 0  # before page 1, 2, 4, 8 ...
        return self.model_copy(
            update={
                "pages": self.pages + 1,
                "empty": 0 if records else self.empty + 1,
                "repeated": self.repeated + repeated,
                "contents": _latest(self.contents, content) if records else self.contents,
                "links": _latest(self.links, target),
                "old_content": content if moves_on and records else self.old_content,
                "old_link": target if moves_on else self.old_link,
                "circular": self.circular or target in (*self.links, self.old_link),
            }
        )

    def starting_at(self, link: str) -> Self:
        """Returns the trail with the link that led to the first page."""
        return self.model_copy(update={"links": _latest(self.links, _hash(link))})

    @property
    def problem(self) -> str:
        """Why reading on would lead to nothing new, or empty."""
        if self.circular:
            return "a page leads to one that was read before"
        if max(self.empty, self.repeated) >= IDLE_PAGES:
            return f"{self.empty} pages are empty and {self.repeated} were read before"
        return f"there are more than {self.pages} pages" if self.pages >= PAGES_LIMIT else ""


def _latest(remembered: tuple[str, ...], new: str) -> tuple[str, ...]:
    return (*remembered, new)[-_REMEMBERED:]


def _content(records: Sequence[JsonObject]) -> str:
    return _hash(
        "\n".join(
            f"{text_of(record.get('id')) or record} {text_of(record.get('lastModifiedTime'))}"
            for record in records
        )
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
