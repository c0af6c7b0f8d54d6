#!/bin/sh
# Serves the site on this machine (make run), and fetches the trials' current records in the background. PORT may be set.
# Records are kept outside the checkout, in RECORDS_PATH.
set -eu
cd "$(dirname "$0")"
PATH="$PWD/.venv/bin:$PATH"
export RECORDS_PATH="${RECORDS_PATH:-${XDG_STATE_HOME:-$HOME/.local/state}/prescreen/records}"
export SECRET_KEY="${SECRET_KEY:-$(python -c 'import secrets; print(secrets.token_hex(32))')}"
mkdir -p "$RECORDS_PATH"
echo "Serving on http://127.0.0.1:${PORT:-8000} (stop with Ctrl-C)"
flask trial refresh --every 24 &
trap 'kill $! 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM
granian --interface wsgi --host 127.0.0.1 --port "${PORT:-8000}" --workers-kill-timeout 3 app:app
