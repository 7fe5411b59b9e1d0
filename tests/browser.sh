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

# A supplier list of 5,000 rows, every fourth one a listed organization: the page is small, and the filter and the sorting
# of its columns do what they say.
"$tool" list --format jsonl | sed -nE 's/^\{"id":"[^"]*","name":"([^"\\]*)".*/"\1"/p' | sed -n 1,250p >"$work/names"
{
    echo "name,country"
    for round in {1..5}; do
        sed "s/\$/,/; p; s/.*/Nobody Known $round Ltd,GB/; p; p; p" "$work/names"
    done
} >"$work/long.csv"
"$tool" check --offline --input "$work/long.csv" --format html --fail-on never --now 2026-12-01 >"$work/long.html" \
    2>>"$work/messages"
size=$(stat -c %s "$work/long.html")
[ "$size" -lt 3000000 ] || fail "the page of 5,000 rows has $size bytes"
# What a reader does by hand: types a name, empties the field, and sorts by the name both ways.
cat "$work/long.html" - >"$work/used.html" <<'SCRIPT'
<script>
const field = document.querySelector('[data-filter="found"]');
const rows = () => [...document.querySelector('[data-rows="found"]').tBodies[0].rows];
const filter = (text) => { field.value = text; field.dispatchEvent(new Event("input")); };
const names = () => rows().map((row) => row.cells[1].textContent);
const said = [rows().length];
filter("BOOTS");
said.push(rows().filter((row) => !row.hidden).every((row) => row.textContent.includes("Boots")));
said.push(rows().some((row) => !row.hidden));
filter("");
said.push(rows().every((row) => !row.hidden));
const head = document.querySelector('[data-rows="found"]').tHead.rows[0].cells[1];
const order = new Intl.Collator("en", { numeric: true }).compare;
head.querySelector("button").click();
said.push(head.getAttribute("aria-sort"), String(names()) === String(names().sort(order)));
head.querySelector("button").click();
said.push(head.getAttribute("aria-sort"), order(names()[0], names().at(-1)) > 0);
document.title = "used: " + said.join(" ");
</script>
SCRIPT
browse used "$work/used.html"
used=$(grep -oE '<title>used: [^<]*' "$work/used.dom" || true)
[[ "$used" =~ "used: "[0-9]{4}" true true true ascending true descending true"$ ]] || fail "the long page in use: $used"
grep -vE "$own" "$work/used.urls" >"$work/asked" || true
[ ! -s "$work/asked" ] || fail "the long page made requests: $(cat "$work/asked")"
! grep -E 'CONSOLE' "$work/used.log" || fail "the long page wrote to the console"
echo "browser: 2 passed, 0 failed ($size bytes for 5,000 rows)"
