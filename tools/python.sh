#!/bin/sh
# Prints the Python to make the virtual environment with: the functions' runtime if it is here, else
# the newest that the code runs on.
for version in 3.13 3.12 3.11; do
  for candidate in "python$version" "$HOME"/.pyenv/versions/$version*/bin/python; do
    path=$(command -v "$candidate" 2>/dev/null) || continue
    # A pyenv shim exists for versions that are not chosen, and fails.
    "$path" -c "import sys, venv, ensurepip; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null &&
      { echo "$path"; exit 0; }
  done
done
echo "Python 3.11, 3.12 or 3.13 with venv is needed (Debian: apt-get install python3-venv)" >&2
exit 1
