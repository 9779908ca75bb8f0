"""Files of users: read, checked, compared with the users that exist, planned, written, exported.

    file = read_users(content)                      reading.py
    preview = preview_of(file, known)               preview.py, with the problems of checks.py
    plan = plan_of(targets, preview, known)         plan.py
    user = user_after(target, ...)                  writing.py

A file with a problem changes nothing.
"""
