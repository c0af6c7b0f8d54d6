#!/bin/sh
# Serves the site, in a container or without one: one process with threads. A busy site runs several replicas, which
# share nothing but the keys. SECRET_KEY must be set; HOST and PORT may be.
cd "$(dirname "$0")" || exit
PATH="$PWD/.venv/bin:$PATH"
# Fewer malloc arenas than threads keep memory small.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
exec granian --interface wsgi --host "${HOST:-127.0.0.1}" --port "${PORT:-8000}" \
    --workers 1 --respawn-failed-workers --blocking-threads 16 --workers-kill-timeout 30 \
    --http1-header-read-timeout 10000 --http1-buffer-size 65536 --no-ws --no-access-log app:app
