#!/usr/bin/env bash
# A throwaway PostgreSQL for the tests.
#   postgres.sh start DIR   starts a server with its data in DIR (made here) on a free port; prints its DATABASE_URL
#   postgres.sh stop DIR    stops it and removes DIR
# Exit status 3: no PostgreSQL is installed and none could be installed.
# The server never runs as root: it drops to the user postgres (else nobody). Its disk settings trade safety for speed.
set -euo pipefail
action=$1
dir=$2
python=$(cd "$(dirname "$0")/.." && pwd)/.venv/bin/python

binaries() {
    local place
    for place in ${PGBIN:-} $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) \
        "$(pg_config --bindir 2>/dev/null || true)" "$(dirname "$(command -v initdb || echo /)")"; do
        if [ -x "$place/initdb" ] && [ -x "$place/pg_ctl" ]; then echo "$place"; return; fi
    done
    return 1
}

unprivileged() {
    if [ "$(id -u)" != 0 ]; then "$@"; return; fi
    local owner=postgres
    id -u postgres >/dev/null 2>&1 || owner=nobody
    setpriv --reuid="$owner" --regid="$(id -gn "$owner")" --clear-groups -- "$@"
}

if [ "$action" = stop ]; then
    bin=$(binaries)
    unprivileged "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$dir"
    exit 0
fi

if ! bin=$(binaries); then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Cài PostgreSQL để chạy kiểm thử …" >&2
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql; } >/dev/null 2>&1 || true
    fi
    bin=$(binaries) || exit 3
fi

mkdir -p "$dir"
chmod 700 "$dir"
if [ "$(id -u)" = 0 ]; then chown "$(id -u postgres 2>/dev/null || id -u nobody)" "$dir"; fi
cd "$dir"
# A free port is asked of the system; another program may take it first, so a few are tried.
for _ in 1 2 3 4 5; do
    port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    [ -s "$dir/data/PG_VERSION" ] || unprivileged "$bin/initdb" -D "$dir/data" -U dotpha --auth=trust -E UTF8 \
        --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1
    # The socket's path is short of 107 bytes only in short folders, so there is none.
    if unprivileged "$bin/pg_ctl" -D "$dir/data" -w -t 30 -l "$dir/data/server.log" \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=50 -c fsync=off \
            -c synchronous_commit=off -c full_page_writes=off" start >/dev/null 2>&1; then
        echo "postgres://dotpha@127.0.0.1:$port/postgres"
        exit 0
    fi
done
cat "$dir/initdb.log" "$dir/data/server.log" >&2 || true
exit 1
