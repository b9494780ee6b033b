#!/usr/bin/env bash
# `make run`: prepares the database, loads the demo year into an empty one, and serves http://127.0.0.1:PORT.
# It runs the very server of production (gunicorn, hashed static files, DEBUG off); what is there already is kept.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${1:-8000}
python=$PWD/.venv/bin/python
export DEMO=${DEMO:-1} DEBUG=${DEBUG:-0}

if ! "$python" - "$port" <<'PY'
import socket, sys
with socket.socket() as taken:
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(("127.0.0.1", int(sys.argv[1])))
    except OSError:
        sys.exit(1)
PY
then
    echo "Cổng $port đang có chương trình khác dùng. Hãy chọn cổng khác: make run PORT=$((port + 1))" >&2
    exit 1
fi

"$python" manage.py migrate --verbosity 0
"$python" manage.py createcachetable
"$python" manage.py load_demo --if-empty

# Static files are hashed and compressed once, again only after a change of theirs or of the libraries.
if [ ! -e staticfiles/staticfiles.json ] || [ -n "$(find static .venv/locks -newer staticfiles/staticfiles.json -print -quit)" ]; then
    "$python" manage.py collectstatic --noinput --clear --verbosity 0
    touch staticfiles/staticfiles.json
fi

echo
echo "Đang chạy tại http://127.0.0.1:$port  (dừng: Ctrl+C)"
exec "$python" -m gunicorn config.wsgi --bind "127.0.0.1:$port" --worker-class gthread --workers 2 --threads 4 \
    --timeout 120 --log-level warning
