#!/bin/sh
# debian.sh COMMAND PACKAGE...: makes sure that COMMAND is there. Root on Debian or Ubuntu gets the packages
# that bring it; anyone else reads which ones to install.
command=$1
shift
command -v "$command" >/dev/null 2>&1 && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "$command is needed: install the Debian packages $*, or what your system calls them" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# Steps of the set-up run side by side; apt-get does not.
lock=$(dirname "$0")/../.local
mkdir -p "$lock"
exec 9>"$lock/debian.lock"
flock 9
apt-get update -qq && apt-get install -y -qq "$@"
