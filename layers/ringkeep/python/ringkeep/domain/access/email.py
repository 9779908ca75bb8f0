"""One spelling for each e-mail address, so that two spellings are one person."""

from __future__ import annotations


def normalised_email(text: str) -> str:
    """Returns the address without spaces around it and in lower case. Nothing else is folded:
    dots and `+` tags belong to the address."""
    return text.strip().lower()
