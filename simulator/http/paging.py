"""Page numbers from a query, and the paging and navigation of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from simulator.http.errors import invalid

MAX_PER_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    size: int

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size

    @property
    def stop(self) -> int:
        return self.start + self.size


def page_of(query: QueryParams) -> Page:
    if query.get("perPage") == "max":
        size = MAX_PER_PAGE
    else:
        size = min(MAX_PER_PAGE, positive(query, "perPage", 100))
    return Page(positive(query, "page", 1), size)


def positive(query: QueryParams, name: str, default: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise invalid(name, "a positive number is expected")
    return int(text)


def paging(page: Page, on_page: int, total: int | None) -> dict[str, Any]:
    """`total` is stated by the extension list and left out by the call log."""
    body = {"page": page.number, "perPage": page.size}
    if on_page:
        body |= {"pageStart": page.start, "pageEnd": page.start + on_page - 1}
    if total is not None:
        body |= {"totalPages": -(-total // page.size), "totalElements": total}
    return body


def navigation(
    url: str, query: list[tuple[str, str]], page: Page, *, more: bool, last: int | None = None
) -> dict[str, Any]:
    """Addresses of the neighbouring pages; `nextPage` is absent on the last."""
    rest = [(name, value) for name, value in query if name not in ("page", "perPage")]

    def address(number: int) -> dict[str, str]:
        pages = [("page", str(number)), ("perPage", str(page.size))]
        return {"uri": f"{url}?{urlencode([*rest, *pages])}"}

    links = {"firstPage": address(1)}
    if more:
        links["nextPage"] = address(page.number + 1)
    if page.number > 1:
        links["previousPage"] = address(page.number - 1)
    if last is not None:
        links["lastPage"] = address(max(1, last))
    return links
