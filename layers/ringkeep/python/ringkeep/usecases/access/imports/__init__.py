"""Imports of users from a file, as jobs: upload, check, confirm, write line by line, and the results."""
