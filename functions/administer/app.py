"""The HTTP API of users, security profiles, licences, services and the audit log."""

from ringkeep.api.functions import administer

handler = administer()
