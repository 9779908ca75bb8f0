"""Credentials are read again if the cached copy belongs to another server."""

from __future__ import annotations

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.usecases.accounts.service_credentials import ServiceCredentials
from tests.fakes.accounts.secrets import MemorySecrets


def connection(server: str) -> Connection:
    return Connection.model_validate(
        {
            "server_url": server,
            "client_id": "app",
            "client_secret": "s",
            "users": [{"jwt": "j"}],
        }
    )


OLD, NEW = connection("https://old.example.com"), connection("https://new.example.com")


class StaleSecrets(MemorySecrets):
    """Returns the old connection until `forget` is called."""

    def read(self, arn: str) -> Connection:
        return NEW if self.forgotten else OLD


def service(server: str) -> Service:
    return Service(name="main", server_url=server, secret_arn="arn:main")


def test_a_cached_copy_for_the_same_server_is_used() -> None:
    secrets = StaleSecrets()
    assert ServiceCredentials(secrets).of(service(OLD.server_url)) == OLD
    assert secrets.forgotten == []


def test_a_cached_copy_for_another_server_is_read_again() -> None:
    secrets = StaleSecrets()
    assert ServiceCredentials(secrets).of(service(NEW.server_url)) == NEW
    assert secrets.forgotten == ["arn:main"]
