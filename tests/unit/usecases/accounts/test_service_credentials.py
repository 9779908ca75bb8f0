"""Credentials are read again when the kept copy belongs to another server."""

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
    """Answers with the old connection until it is told to forget it."""

    def read(self, arn: str) -> Connection:
        return NEW if self.forgotten else OLD


def service(server: str) -> Service:
    return Service(name="main", server_url=server, secret_arn="arn:main")


def test_a_kept_copy_of_the_service_s_server_is_used() -> None:
    secrets = StaleSecrets()
    assert ServiceCredentials(secrets).of(service(OLD.server_url)) == OLD
    assert secrets.forgotten == []


def test_a_kept_copy_of_another_server_is_read_again() -> None:
    secrets = StaleSecrets()
    assert ServiceCredentials(secrets).of(service(NEW.server_url)) == NEW
    assert secrets.forgotten == ["arn:main"]
