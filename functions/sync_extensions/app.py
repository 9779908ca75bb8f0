"""Updates the directory with the extensions of every service."""

from ringkeep.handlers.directory import sync_extensions
from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.requests import ServicesRequest
from ringkeep.settings import SyncExtensionsSettings

handler = entrypoint(ServicesRequest, SyncExtensionsSettings, sync_extensions)
