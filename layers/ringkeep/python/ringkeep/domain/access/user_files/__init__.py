"""Files of users: read, checked, compared with the users that exist, written line by line, exported.

    file = read_users(content)                     reading.py
    problems = [*file.problems, *problems_of(...)]  checks.py
    preview = preview_of(file, existing)            preview.py
    progress = started(...)                         progress.py

A file with a problem changes nothing.
"""
