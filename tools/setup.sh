#!/usr/bin/env bash
# Sets up what is missing on this machine, and only that; a second run takes no time.
#
#   tools/setup.sh run        .venv with the package, what it needs to run, and Sphinx for its docs
#   tools/setup.sh test       the same with the pinned tools, the npm packages and Chromium
#   tools/setup.sh frontend   the same without Chromium: enough to build the page
#
# PYTHON names another Python (3.11 or newer) than the first that is found.
set -euo pipefail
cd "$(dirname "$0")/.."

VENV=.venv

say() { printf '== set up: %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if is_new_enough "$name"; then echo "$name"; return; fi
    done
    fail "Python 3.11 or newer is needed; name it with PYTHON=/path/to/python3"
}

# The stamp of an installation is older than the files it was made from: install again.
is_fresh() {
    local stamp=$1 source
    shift
    [ -e "$stamp" ] || return 1
    for source in "$@"; do
        if [ "$source" -nt "$stamp" ]; then return 1; fi
    done
}

make_venv() {
    if is_new_enough "$VENV/bin/python"; then return; fi
    local python
    python=$(find_python)
    say "virtual environment $VENV ($("$python" --version))"
    "$python" -m venv --clear "$VENV" ||
        fail "the module venv does not work; on Debian and Ubuntu: apt-get install python3-venv"
}

install_package() {  # install_package NAME WHAT
    make_venv
    local stamp="$VENV/.installed-$1"
    if is_fresh "$stamp" pyproject.toml requirements.txt; then return; fi
    say "Python packages ($2)"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --editable "$2"
    touch "$stamp"
}

install_npm_packages() {
    local stamp=webiojs/node_modules/.installed
    if is_fresh "$stamp" webiojs/package-lock.json; then return; fi
    say "npm packages"
    tools/npm.sh ci --no-audit --no-fund --loglevel=error
    touch "$stamp"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_chromium() {
    if [ -x /usr/bin/chromium ]; then return; fi
    local help="install Chromium so that /usr/bin/chromium exists"
    command -v apt-get >/dev/null || fail "the browser tests need Chromium: $help"
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        fail "the browser tests need Chromium and apt-get needs root: $help"
    fi
    say "Chromium (apt)"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends chromium >/dev/null ||
        fail "apt-get could not install Chromium: $help"
    [ -x /usr/bin/chromium ] || fail "apt-get brought no usable Chromium: $help"
}

case "${1:-}" in
    run) install_package run '.[docs]' ;;
    frontend) install_package dev '.[dev,docs]'; install_npm_packages ;;
    test) install_package dev '.[dev,docs]'; install_npm_packages; install_chromium ;;
    *) fail "usage: tools/setup.sh run|test|frontend" ;;
esac
