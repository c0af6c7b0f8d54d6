#!/bin/sh
# Installs what the tests of browsers, pages, PDFs, drawings and deployment need where it can (Debian), and says what is
# missing where it can't.
set -eu
need=""
ldconfig -p | grep -q libpangoft2-1.0 || need="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
command -v chromium-headless-shell >/dev/null 2>&1 || need="$need chromium-headless-shell"
command -v chromium >/dev/null 2>&1 || need="$need chromium"
command -v npm >/dev/null 2>&1 || need="$need nodejs npm"
command -v java >/dev/null 2>&1 || need="$need default-jre-headless"
command -v dot >/dev/null 2>&1 || need="$need graphviz"
command -v redis-server >/dev/null 2>&1 || need="$need redis-server"
command -v nginx >/dev/null 2>&1 || need="$need nginx-light"
command -v promtool >/dev/null 2>&1 || need="$need prometheus"
command -v systemd-analyze >/dev/null 2>&1 || need="$need systemd"
command -v openssl >/dev/null 2>&1 || need="$need openssl"
fc-list 2>/dev/null | grep -q "Noto Sans CJK SC" || need="$need fonts-noto-cjk fontconfig"
[ -z "$need" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $need >/dev/null && exit 0
fi
echo "The tests need Debian's packages: $need. Install them, then run make test again." >&2
exit 1
