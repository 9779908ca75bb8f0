"""Page numbers of a query, and the paging and navigation of a response."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
    size = min(MAX_PER_PAGE, positive(query, "perPage", 100))
    return Page(positive(query, "page", 1), size)


def positive(query: QueryParams, name: str, default: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise invalid(name, "a positive number is expected")
    return int(text)


def paging(page: Page, on_page: int, total: int | None = None) -> dict[str, int]:
    """The extension list has a `total`; the call log has none."""
    body = {"page": page.number, "perPage": page.size}
    if on_page:
        body |= {"pageStart": page.start, "pageEnd": page.start + on_page - 1}
    if total is not None:
        body |= {"totalPages": _pages(page, total), "totalElements": total}
    return body


def navigation(
    url: str,
    query: Iterable[tuple[str, str]],
    page: Page,
    *,
    more: bool = False,
    total: int | None = None,
) -> dict[str, dict[str, str]]:
    """Returns the addresses of the neighbouring pages. The last page has no `nextPage`."""
    rest = [(name, value) for name, value in query if name not in ("page", "perPage")]

    def address(number: int) -> dict[str, str]:
        pages = [("page", str(number)), ("perPage", str(page.size))]
        return {"uri": f"{url}?{urlencode([*rest, *pages])}"}

    links = {"firstPage": address(1)}
    if more or (total is not None and total > page.stop):
        links["nextPage"] = address(page.number + 1)
    if page.number > 1:
        links["previousPage"] = address(page.number - 1)
    if total is not None:
        links["lastPage"] = address(max(1, _pages(page, total)))
    return links


def _pages(page: Page, total: int) -> int:
    return -(-total // page.size)
