#!/usr/bin/env bash
# Runs the checks: test.sh [lint|sqlite|postgres|e2e]…   (nothing named = everything, in that order)
# Every part runs even when an earlier one failed; the last line counts all tests, the exit status is 0 only if all held.
set -uo pipefail
cd "$(dirname "$0")/.."
parts=${*:-lint sqlite postgres e2e}
bin=$PWD/.venv/bin
results=test-results
processes=${TEST_PROCESSES:-2}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/dot-pha-test.XXXXXX")
chmod 711 "$scratch" # the server of the tests runs as another user below it
failed=()

clean_up() {
    if [ -d "$scratch/postgres" ]; then .ci/postgres.sh stop "$scratch/postgres"; fi
    rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# What the machine or a .env says must not colour the tests.
export DEBUG=0 DEMO=0 HTTPS=0 DATABASE_URL=sqlite://:memory: PYTHONDONTWRITEBYTECODE=1
unset ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS LOG_LEVEL
SECRET_KEY=$("$bin/python" -c 'import secrets; print(secrets.token_urlsafe(48))')
LEDGER_KEY=$("$bin/python" -c 'import secrets; print(secrets.token_urlsafe(48))')
export SECRET_KEY LEDGER_KEY

heading() { printf '\n══ %s\n' "$*"; }
must() { "$@" || failed+=("$part: $*"); }

tests() {
    local name=$1
    shift
    "$bin/python" -m pytest --junitxml="$results/$name.xml" "$@"
}

lint() {
    heading "Kiểm tra mã nguồn"
    must "$bin/ruff" check .
    must "$bin/ruff" format --check .
    must "$bin/lint-imports" --no-cache
    must "$bin/python" manage.py makemigrations --check --dry-run
    HTTPS=1 must "$bin/python" manage.py check --deploy --fail-level WARNING
}

sqlite() {
    heading "Kiểm thử trên SQLite"
    must tests sqlite -n "$processes" -m "not e2e and not postgres"
}

postgres() {
    heading "Kiểm thử trên PostgreSQL"
    local url=${TEST_DATABASE_URL:-} status=0
    if [ -z "$url" ]; then url=$(.ci/postgres.sh start "$scratch/postgres") || status=$?; fi
    if [ "$status" = 0 ]; then
        DATABASE_URL=$url must tests postgres -n "$processes" -m "not e2e"
    elif [ "$status" != 3 ]; then
        failed+=("postgres: máy chủ tạm không khởi động được, xem lỗi ở trên")
    elif [ "${ALLOW_NO_POSTGRES:-0}" = 1 ]; then
        printf '%s\n' "!! BỎ QUA PostgreSQL vì ALLOW_NO_POSTGRES=1: không có máy chủ nào để thử." \
            "!! PostgreSQL SKIPPED because ALLOW_NO_POSTGRES=1."
    else
        printf '%s\n' "!! KHÔNG THỬ ĐƯỢC TRÊN PostgreSQL: không có TEST_DATABASE_URL, không thấy PostgreSQL trên máy và không cài được." \
            "!! Hãy cài (sudo apt-get install postgresql), hoặc đặt TEST_DATABASE_URL, hoặc chấp nhận bỏ qua bằng ALLOW_NO_POSTGRES=1." \
            "!! NO PostgreSQL to test on: install it, set TEST_DATABASE_URL, or accept that with ALLOW_NO_POSTGRES=1." >&2
        failed+=("postgres: không có máy chủ")
    fi
}

e2e() {
    heading "Kiểm thử trong trình duyệt"
    local browser
    if browser=$(.ci/chromium.sh); then
        rm -f "$results"/*.png
        CHROMIUM=$browser must tests e2e -m e2e tests/e2e
    else
        failed+=("e2e: không có trình duyệt")
    fi
}

mkdir -p "$results"
rm -f "$results"/*.xml
for part in $parts; do "$part"; done

heading "Kết quả"
if [ ${#failed[@]} -gt 0 ]; then printf '  HỎNG  %s\n' "${failed[@]}"; fi
"$bin/python" .ci/summary.py "$results"
[ ${#failed[@]} = 0 ]
