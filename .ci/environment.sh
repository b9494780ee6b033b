#!/usr/bin/env bash
# Makes .venv from a lock file by hashes, and nothing else: environment.sh requirements.txt
# A second call with the same lock and the same Python does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
lock=$1

fail() { printf '\n%s\n' "$@" >&2; exit 1; }

recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if command -v "$name" >/dev/null && recent "$name"; then command -v "$name"; return; fi
    done
    fail "Cần Python 3.11 trở lên (đang có: $(python3 --version 2>&1 || true)). Chỉ rõ bằng: make PYTHON=/đường/dẫn/python3.11 …" \
        "Python 3.11 or newer is needed. Name one with: make PYTHON=/path/to/python3.11 …"
}

# Debian and Ubuntu keep the part of Python that makes environments in a package of its own.
need_venv() {
    "$1" -c 'import venv, ensurepip' >/dev/null 2>&1 && return
    local package
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Cài $package …"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null
        "$1" -c 'import venv, ensurepip' >/dev/null 2>&1 && return
    fi
    fail "Python này thiếu phần tạo môi trường ảo. Hãy cài rồi chạy lại:  sudo apt-get install $package" \
        "This Python cannot make virtual environments. Install and run again:  sudo apt-get install $package"
}

hash_of() { "$python" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$1"; }

python=.venv/bin/python
if ! "$python" -c 'import pip' >/dev/null 2>&1; then
    maker=$(find_python)
    need_venv "$maker"
    echo "Tạo môi trường .venv bằng $("$maker" --version) …"
    "$maker" -m venv --clear .venv
fi

# The development lock holds everything of the other one (tests/test_repository.py), so it satisfies both.
satisfied() { [ "$(cat ".venv/locks/$1" 2>/dev/null)" = "$(hash_of "$1")" ]; }
if satisfied "$lock" || { [ "$lock" = requirements.txt ] && satisfied requirements-dev.txt; }; then exit 0; fi

echo "Cài thư viện theo $lock (kiểm tra mã băm từng gói) …"
"$python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$lock"
mkdir -p .venv/locks
hash_of "$lock" > ".venv/locks/$lock"
