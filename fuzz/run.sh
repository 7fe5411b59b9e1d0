#!/usr/bin/env bash
# Runs the fuzz targets, each for so many minutes, and sums up what each did.
#
#   fuzz/run.sh MINUTES [TARGET...]      every target where none is named
#
# SANITIZER=address builds with AddressSanitizer (default: none, since the program forbids unsafe code).
# TOOLCHAIN=stable builds with another toolchain than nightly. AT_ONCE=2 runs so many targets at a time.
# CARGO_TARGET_DIR says where to build. What a run finds and learns lies in fuzz/artifacts/ and fuzz/work/.
# Ends with 1 if a target failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

minutes=${1:?"usage: fuzz/run.sh MINUTES [TARGET...]"}
shift
toolchain=${TOOLCHAIN:-nightly}
sanitizer=${SANITIZER:-none}
at_once=${AT_ONCE:-1}
command -v cargo-fuzz >/dev/null || cargo install --quiet --locked cargo-fuzz@0.13.2

if [ $# -eq 0 ]; then
    for path in fuzz/fuzz_targets/*.rs; do
        set -- "$@" "$(basename "$path" .rs)"
    done
fi

# Coverage needs a flag that stable has only with this; sanitizers need more and stay with nightly.
[ "$toolchain" = nightly ] || export RUSTC_BOOTSTRAP=1
host=$(rustc "+$toolchain" --version --verbose | awk '/^host/ { print $2 }')
cargo "+$toolchain" fuzz build --sanitizer "$sanitizer"
binaries=${CARGO_TARGET_DIR:-fuzz/target}/$host/release

# The largest input that is tried, in bytes: about twice what the corpus has.
max_len() {
    case "$1" in
    names | matching) echo 1024 ;;
    signature) echo 2048 ;;
    report | workbook) echo 16384 ;;
    diff) echo 32768 ;;
    *) echo 8192 ;;
    esac
}

run() {
    local target=$1 options=()
    mkdir -p "fuzz/work/$target" "fuzz/artifacts/$target"
    [ ! -f "fuzz/dictionaries/$target.dict" ] || options+=("-dict=fuzz/dictionaries/$target.dict")
    # Memory in MB, seconds for one input. The first folder takes new inputs, the second stays as it is.
    "$binaries/$target" "fuzz/work/$target" "fuzz/corpus/$target" "${options[@]}" \
        -max_total_time=$((minutes * 60)) -rss_limit_mb=1024 -timeout=10 "-max_len=$(max_len "$target")" \
        -print_final_stats=1 "-artifact_prefix=fuzz/artifacts/$target/" >"fuzz/work/$target.log" 2>&1
}

# One line a target: executions, coverage (edges and features), inputs kept, memory, and how it ended.
line() {
    local target=$1 code=$2
    awk -v target="$target" -v code="$code" '
        / cov: / { for (i = 1; i < NF; i++) { if ($i == "cov:") cov = $(i + 1); if ($i == "ft:") ft = $(i + 1) } }
        /stat::number_of_executed_units/ { runs = $2 }
        /stat::peak_rss_mb/ { rss = $2 }
        END { printf "%-15s %12d executions  %6d edges  %6d features  %5d MB  %s\n",
              target, runs, cov, ft, rss, code == 0 ? "held" : "FAILED, see fuzz/artifacts/" target "/" }
    ' "fuzz/work/$target.log"
}

failed=0
codes=$(mktemp -d)
trap 'rm -rf "$codes"' EXIT
running=0
for target in "$@"; do
    if [ "$running" -ge "$at_once" ]; then
        wait -n || true
        running=$((running - 1))
    fi
    {
        code=0
        run "$target" || code=$?
        echo "$code" >"$codes/$target"
        line "$target" "$code"
    } &
    running=$((running + 1))
done
wait
for target in "$@"; do
    [ "$(cat "$codes/$target" 2>/dev/null || echo 1)" = 0 ] || failed=1
done
total=$(for target in "$@"; do awk '/stat::number_of_executed_units/ { print $2 }' "fuzz/work/$target.log"; done |
    awk '{ sum += $1 } END { printf "%d", sum }')
echo "$# targets, $minutes minutes each: $total executions"
exit "$failed"
