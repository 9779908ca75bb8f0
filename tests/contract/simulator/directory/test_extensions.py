"""The extension list changes as an administrator changes it at RingCentral."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.testing import SimulatorClient


def listed(client: SimulatorClient) -> dict[int, dict[str, Any]]:
    records = client.get("/extension", perPage=100).json()["records"]
    return {each["id"]: each for each in records}


def test_an_extension_is_renamed_moved_and_disabled(client: SimulatorClient) -> None:
    first = next(iter(client.account.extensions))
    before = listed(client)[first]
    client.control(
        f"extensions/{first}", {"name": "Ann Smith", "site": "Boston", "status": "Disabled"}
    )
    after = listed(client)[first]
    assert (after["name"], after["site"]["name"], after["status"]) == (
        "Ann Smith",
        "Boston",
        "Disabled",
    )
    assert after["extensionNumber"] == before["extensionNumber"]


def test_a_deleted_extension_is_no_longer_listed(client: SimulatorClient) -> None:
    first = next(iter(client.account.extensions))
    client.control(f"extensions/{first}/delete", {})
    assert first not in listed(client)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("extensions/1", {"name": "X"}),
        ("extensions/1/delete", {}),
        ("extensions/62001001", {"colour": "red"}),
    ],
)
def test_what_is_not_there_is_refused(
    client: SimulatorClient, path: str, body: dict[str, str]
) -> None:
    answer = client.http.post(f"/_simulator/{path}", json=body)
    assert (answer.status_code, "unknown or missing" in answer.json()["error"]) == (404, True)
