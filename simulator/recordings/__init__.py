"""The call log and the recordings with their audio."""
