"""Copies audit entries to a bucket of their own, and reports entries that were altered."""

from ringkeep.handlers.audit import AuditBatch, copy_audit
from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.settings import CopyAuditSettings

handler = entrypoint(AuditBatch, CopyAuditSettings, copy_audit)
