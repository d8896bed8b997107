#!/usr/bin/env bash
# Sets up what is missing on this machine, and only that; a second run takes no time.
#
#   tools/setup.sh run        .venv with the package, what it needs to run, and Sphinx for its docs
#   tools/setup.sh test       the same with the pinned tools, the npm packages, Chromium and proxies
#   tools/setup.sh test-all   the same with what the tests that take long need
#   tools/setup.sh frontend   as test without Chromium and proxies: enough to build the page
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

# Programs of the system: install_programs WHAT_FOR PATH...
install_programs() {
    local what=$1 path missing=()
    shift
    for path in "$@"; do
        [ -x "$path" ] || missing+=("$(package_of "$path")")
    done
    if [ ${#missing[@]} = 0 ]; then return; fi
    local help="install ${missing[*]}, so that there are: $*"
    command -v apt-get >/dev/null || fail "$what need ${missing[*]}: $help"
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        fail "$what need ${missing[*]} and apt-get needs root: $help"
    fi
    say "${missing[*]} (apt)"
    as_root apt-get update -qq
    # Services are not to be started: each test starts its own.
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
        fail "apt-get could not install ${missing[*]}: $help"
    for path in "$@"; do
        [ -x "$path" ] || fail "apt-get brought no usable $path: $help"
    done
}

package_of() {
    case $1 in
        */ssh) echo openssh-client ;;
        */sshd) echo openssh-server ;;
        *) basename "$1" ;;
    esac
}

# A browser, and the proxies that the documentation has configurations for.
install_for_tests() {
    install_programs "the tests" /usr/bin/chromium /usr/sbin/nginx /usr/sbin/haproxy
    # The same Chromium without windows opens pages much faster; not every system has it.
    (install_programs "quick tests" /usr/bin/chromium-headless-shell) ||
        say "without chromium-headless-shell the tests in a browser take longer"
}

case "${1:-}" in
    run) install_package run '.[docs]' ;;
    frontend) install_package dev '.[dev,docs]'; install_npm_packages ;;
    test) install_package dev '.[dev,docs]'; install_npm_packages; install_for_tests ;;
    test-all)
        install_package dev '.[dev,docs]'
        install_package ecosystem '.[dev,docs,ecosystem]'
        install_npm_packages
        install_for_tests
        install_programs "the tests of tunnels" /usr/bin/ssh /usr/sbin/sshd
        ;;
    *) fail "usage: tools/setup.sh run|test|test-all|frontend" ;;
esac
