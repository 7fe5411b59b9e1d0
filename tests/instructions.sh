#!/usr/bin/env bash
# Holds what a row costs against its budget: instructions, which do not depend on how busy the machine is, as a multiple of
# those that it takes to read the same CSV byte by byte (benches/generate.rs count).
# Usage: tests/instructions.sh PATH_TO_MOVEIT_EXPOSURE [--print]. Needs rustc and valgrind (Debian: apt-get install valgrind).
# The budgets stand in tests/instructions.tsv; --print prints what was measured in their place.
set -euo pipefail
tool=$1
print=${2:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A row may cost this much more than its budget, in percent.
tolerance=10
few=1000
many=4000

rustc -O --edition 2024 -o "$work/generate" "$here/benches/generate.rs"
"$tool" list --no-config --no-installed --format jsonl >"$work/list.jsonl"

# Instructions of a command that reads the file.
instructions() {
    local file=$1
    shift
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" <"$file" 2>&1 >/dev/null |
        awk '/Collected/ { print $4 }'
}

# a_row COMMAND...: instructions a row, the start left out.
a_row() {
    echo $((($(instructions "$work/many.csv" "$@") - $(instructions "$work/few.csv" "$@")) / (many - few)))
}

failed=0
while IFS=$'\t' read -r kind format budget; do
    [[ $kind == kind ]] && continue
    wanted=("$kind")
    [[ $kind == all ]] && wanted=()
    "$work/generate" rows "$few" "$work/list.jsonl" "${wanted[@]}" >"$work/few.csv"
    "$work/generate" rows "$many" "$work/list.jsonl" "${wanted[@]}" >"$work/many.csv"
    floor=$(a_row "$work/generate" count)
    cost=$(a_row "$tool" check --offline --no-config --no-installed --fail-on never --threads 1 --format "$format" --input -)
    ratio=$((cost / floor))
    if [[ $print ]]; then
        printf '%s\t%s\t%s\n' "$kind" "$format" "$ratio"
        continue
    fi
    echo "$kind as $format: $cost instructions a row, $ratio times reading its CSV; the budget is $budget"
    if ((ratio * 100 > budget * (100 + tolerance))); then
        echo "tests/instructions.sh: a row of $kind costs too much; see docs/scale.md for where a row's time goes" >&2
        failed=1
    elif ((ratio * 100 < budget * (100 - 2 * tolerance))); then
        echo "note: well below its budget; tests/instructions.sh $tool --print prints new ones" >&2
    fi
done <"$here/tests/instructions.tsv"
exit "$failed"
