"""Gives a new stack the tables, buckets, user pool and groups that a deleted stack retained."""
