"""The account and its users: settings, calls, credentials, sessions and statistics."""
