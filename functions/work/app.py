"""The part of the HTTP API in which people work with recordings."""

from ringkeep.api.functions import work

handler = work()
