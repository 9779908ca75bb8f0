"""Does the work after changes of people: in the user pool, invitations, and long jobs."""

from ringkeep.handlers.access import WorkRequest, keep_users
from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.settings import KeepUsersSettings

handler = entrypoint(WorkRequest, KeepUsersSettings, keep_users)
