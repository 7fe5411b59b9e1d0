#!/usr/bin/env bash
# Opens the HTML report in a real browser: no request leaves the page, no console message, and it works with scripts and
# without. Usage: tests/browser.sh PATH_TO_MOVEIT_EXPOSURE. Needs chromium (Debian: apt-get install chromium).
set -euo pipefail
tool=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$tool" check --offline --no-bundled --dataset "$here/fixtures/list.toml" --input "$here/fixtures/reports.csv" \
    "<img src=https://evil.example/x>" --format html --fail-on never --now 2026-12-01 >"$work/report.html" 2>"$work/messages"

# browse NAME PAGE [OPTION]...: the page's DOM to NAME.dom, what the browser logged to NAME.log, its requests to NAME.urls
browse() {
    local name=$1 page=$2
    shift 2
    timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync \
        --disable-background-networking --disable-component-update --disable-default-apps --disable-extensions \
        --user-data-dir="$work/profile-$name" --log-net-log="$work/$name.net" --enable-logging=stderr \
        --virtual-time-budget=2000 "$@" --dump-dom "file://$page" >"$work/$name.dom" 2>"$work/$name.log"
    grep -oE '"url":"[^"]*"' "$work/$name.net" | grep -vE '"url":"(file|data|chrome|chrome-extension|about|devtools):' |
        sort -u >"$work/$name.urls" || true
}
fail() {
    echo "tests/browser.sh: $1" >&2
    exit 1
}

browse report "$work/report.html"
# The same page with its scripts forbidden.
sed "s/script-src 'unsafe-inline'/script-src 'none'/" "$work/report.html" >"$work/plain.html"
browse plain "$work/plain.html"

# The browser asks its maker's hosts by itself, at odd times; the page names none of them.
own='"url":"https?://([a-z0-9-]+\.)*(google|googleapis|gstatic)\.com[:/]'
! grep -qE 'google|gstatic' "$work/report.html" || fail "the page names a host of the browser's maker"
grep -vE "$own" "$work/report.urls" >"$work/asked" || true
[ ! -s "$work/asked" ] || fail "the page made requests: $(cat "$work/asked")"
! grep -E 'CONSOLE' "$work/report.log" || fail "the page wrote to the console"
grep -q '4 of 4 shown' "$work/report.dom" || fail "the filter did not start"
[ "$(grep -c 'class="verdict affected"' "$work/plain.dom")" -ge 2 ] || fail "without scripts the findings are missing"
! grep -q 'of 4 shown' "$work/plain.dom" || fail "scripts ran where they were off"
! grep -q '<img' "$work/report.dom" || fail "a name became an element"
echo "browser: 1 passed, 0 failed"
