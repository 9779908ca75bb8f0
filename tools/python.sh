#!/bin/sh
# Prints the Python to make the virtual environment with: the version in RINGKEEP_PYTHON (such as 3.11), else
# the functions' runtime if it is installed, else the newest version that the code supports.
for version in 3.13 3.12 3.11; do
  [ "${RINGKEEP_PYTHON:-$version}" = "$version" ] || continue
  for candidate in "python$version" "$HOME"/.pyenv/versions/$version*/bin/python; do
    path=$(command -v "$candidate" 2>/dev/null) || continue
    # A pyenv shim exists for versions that are not chosen, and fails.
    "$path" -c "import sys, venv, ensurepip; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null &&
      { echo "$path"; exit 0; }
  done
done
supported="3.11, 3.12 or 3.13"
echo "Python $supported with venv is needed${RINGKEEP_PYTHON:+, and RINGKEEP_PYTHON asks for $RINGKEEP_PYTHON}" \
  "(Debian: apt-get install python3-venv)" >&2
exit 1
