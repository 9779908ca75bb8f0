"""The addresses that the deployer gives are public host names; one form is for the stack on a laptop."""

from __future__ import annotations

import pytest

from tests.unit.template.test_parameters import accepts

ADDRESSES = ("ConsoleUrl", "WebhookBaseUrl")
LAPTOP = "http://127.0.0.1:5180"
REFUSED = [
    "http://calls.example.com",
    "https://calls.example.com/",
    "https://calls.example.com:8443",
    "https://me:hunter2@calls.example.com",
    "https://calls.example.com@127.0.0.1",
    "https://calls.example.com.",
    "https://localhost",
    "https://localhost.",
    "https://a.localhost",
    "https://printer.local",
    "https://metadata.google.internal",
    "https://127.0.0.1",
    "https://127.1",
    "https://2130706433",
    "https://0x7f000001",
    "https://0x7f.1",
    "https://0177.0.0.1",
    "https://10.0.0.8",
    "https://169.254.169.254",
    "https://[::1]",
    "https://[::ffff:127.0.0.1]",
    "http://localhost:5180",
    "http://127.1:5180",
    "http://127.0.0.1",
    "http://127.0.0.1:5180/x",
    "http://127.0.0.1:5180@evil.example.net",
]


@pytest.mark.parametrize("parameter", ADDRESSES)
@pytest.mark.parametrize("url", REFUSED)
def test_only_public_host_names_are_accepted(parameter: str, url: str) -> None:
    assert not accepts(parameter, url)


@pytest.mark.parametrize("parameter", ADDRESSES)
@pytest.mark.parametrize(
    "url", ["", "https://calls.example.com", "https://1.example.co", "https://local.example.com"]
)
def test_a_public_host_name_is_accepted(parameter: str, url: str) -> None:
    assert accepts(parameter, url)


@pytest.mark.parametrize("parameter", ADDRESSES)
def test_the_form_of_a_laptop_is_left_to_the_functions(parameter: str) -> None:
    """A template does not know its endpoint; tests/unit/test_settings.py has the functions' part."""
    assert accepts(parameter, LAPTOP)
