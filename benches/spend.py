#!/usr/bin/env python3
"""Where the time of a row goes, what the machine allows, and what a start costs.

benches/spend.py writes the tables "stages", "limits" and "start" of docs/scale.md. It needs Rust, Python 3.9 and Debian's
valgrind. Stages are counts of instructions, the same on a busy machine; limits and starts are times, best taken on a quiet one.
PROFILED names a program with symbols, otherwise one is built."""
import os
import re
import shutil
import subprocess

from measure import OFFLINE, ROOT, WORK, bundled, generate, programs, put_into_docs, run, say, short, table

# A stage is what a function costs with all that it calls, without the stages inside it.
STAGES = {
    "read": ("<moveit_exposure::commands::check::Inputs as core::iter::traits::iterator::Iterator>::next",),
    "normalize": ("moveit_exposure::matching::keys::Parsed::parse",),
    "candidates": (
        "moveit_exposure::matching::align::Prepared::prepare",
        "moveit_exposure::matching::candidates::Finder::same_names",
        "moveit_exposure::matching::candidates::Finder::similar_names",
    ),
    "search": ("moveit_exposure::matching::search::Searcher::search",),
    "screen": ("moveit_exposure::screening::Screener::screen",),
    "write": ("moveit_exposure::report::line_writer::LineWriter::add",),
}
TOLD = {
    "read": "read CSV into subjects",
    "normalize": "normalize: fold the name, take it apart, its keys",
    "candidates": "candidates: what each word may stand for, the names that share words",
    "score": "score: align, features, odds, decide, evidence",
    "finding": "finding: verdict, paths, steps, listings",
    "write": "write the line",
    "rest": "windows between threads, copies, the system's part of writing",
}
FEW, MANY = 5_000, 20_000


def with_symbols():
    """The program as it is released, but with the names of its functions."""
    given = os.environ.get("PROFILED")
    if given:
        return given
    subprocess.run(["cargo", "rustc", "--release", "--locked", "--bin", "moveit-exposure", "--", "-C", "strip=none"], cwd=ROOT, check=True)
    file = WORK / "with-symbols"
    shutil.copy(os.path.join(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"), "release", "moveit-exposure"), file)
    return file


def callgrind(command, stdin=os.devnull):
    """Instructions in all and, with what they call, by function."""
    profile = WORK / "callgrind.out"
    with open(stdin, "rb") as source:
        subprocess.run(["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={profile}", *map(str, command)],
                       stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    text = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", profile],
                          capture_output=True, text=True, check=True).stdout
    counts = {}
    for line in text.splitlines():
        found = re.match(r"\s*([\d,]+) \([^)]*\)\s+(PROGRAM TOTALS|[^:]*:(.*?)(?: \[[^\]]*\])?$)", line)
        if found:
            name = found[3] or "all"
            counts[name] = counts.get(name, 0) + int(found[1].replace(",", ""))
    return counts


def stages(program, file_of):
    """Instructions a row by stage: the difference of two runs, so that the start is not in it."""
    few, many = (callgrind([program, *OFFLINE, "--threads", "1", "--format", "jsonl", "--input", "-"], file_of(n)) for n in (FEW, MANY))

    def a_row(*names):
        return sum(many.get(n, 0) - few.get(n, 0) for n in names) / (MANY - FEW)

    of = {stage: a_row(*names) for stage, names in STAGES.items()}
    if not all(of.values()):
        raise SystemExit(f"functions not found in the profile: {[s for s, n in of.items() if not n]}")
    all_of = a_row("all")
    return all_of, {
        "read": of["read"],
        "normalize": of["normalize"],
        "candidates": of["candidates"],
        "score": of["search"] - of["normalize"] - of["candidates"],
        "finding": of["screen"] - of["search"],
        "write": of["write"],
        "rest": all_of - of["read"] - of["screen"] - of["write"],
    }


def tell_stages(generator, own):
    program = with_symbols()
    columns = {}
    for title, kind in (("a supplier list", []), ("only listed names", ["listed"])):
        columns[title] = stages(program, lambda n: generate(generator, f"rows-{n}.csv", "rows", n, own, *kind))
        say(f"{title}: {columns[title][0]:.0f} instructions a row")
    rows = []
    for stage, words in TOLD.items():
        rows.append((words, *(f"{of[stage]:,.0f} ({100 * of[stage] / total:.0f}%)" for total, of in columns.values())))
    rows.append(("**all**", *(f"**{total:,.0f}**" for total, _ in columns.values())))
    put_into_docs("stages", table(["instructions a row", *columns], rows))


def tell_limits(program, generator, own):
    count = 1_000_000
    file = generate(generator, "rows.csv", "rows", count, own)
    written = WORK / "written.jsonl"
    with open(written, "wb") as out:
        run([program, *OFFLINE, "--format", "jsonl", "--input", "-"], stdin=file, stdout=out)
    size_in, size_out = file.stat().st_size / 1e6, written.stat().st_size / 1e6
    check = [program, *OFFLINE, "--format", "jsonl", "--input", "-"]
    measured = [
        ("`cat rows.csv`, into nothing", ["cat"], file, size_in),
        ("`wc -l rows.csv`", ["wc", "-l"], file, size_in),
        ("`generate count`, a byte at a time: CSV and nothing else", [generator, "count"], file, size_in),
        ("`cat`, of the lines written, through a pipe", ["sh", "-c", f"cat {written} | cat"], None, size_out),
        ("`check --threads 1`", [*check, "--threads", "1"], file, size_in + size_out),
        ("`check`", check, file, size_in + size_out),
    ]
    rows, times = [], {}
    for words, command, stdin, size in measured:
        seconds, worked, _ = run(command, stdin=stdin, times=3)
        times[words] = worked
        rows.append((words, f"{seconds:.3f}", f"{worked:.3f}", f"{size / seconds:,.0f}", f"{count / seconds:,.0f}"))
        say(f"{words}: {seconds:.3f} s")
    floor = times[measured[2][0]] + times[measured[3][0]]
    text = table([f"{short(count)} rows, {size_in:.0f} MB in, {size_out:.0f} MB out", "seconds", "of a processor", "MB a second", "rows a second"], rows)
    put_into_docs("limits", f"{text}\n\nReading CSV and passing the lines through a pipe, with nothing else done, take "
                            f"{floor:.2f} s of a processor; `check` takes {times['`check`'] / floor:.1f} times that.")
    for old in (file, written):
        old.unlink()


def tell_start(program, generator):
    listed = generate(generator, "list.jsonl", "list", 10_000)
    measured = [
        ("`--version`", [program, "--version"]),
        ("`check NAME --offline`, the bundled list", [program, *OFFLINE, "British Airways"]),
        ("the same with a list of 10,000", [program, *OFFLINE, "--no-bundled", "--dataset", listed, "British Airways"]),
    ]
    rows = []
    for words, command in measured:
        seconds, worked, peak = run(command, times=31)
        rows.append((words, f"{seconds * 1000:.1f}", f"{worked * 1000:.1f}", f"{peak:.0f}", f"{callgrind(command)['all'] / 1e6:.1f}"))
        say(f"{words}: {seconds * 1000:.1f} ms")
    put_into_docs("start", table(["command", "milliseconds", "of a processor", "peak MB", "million instructions"], rows))
    listed.unlink()


def main():
    program, generator = programs()
    tell_limits(program, generator, bundled(program))
    tell_start(program, generator)
    tell_stages(generator, bundled(program))


if __name__ == "__main__":
    main()
