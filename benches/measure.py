"""What the measuring scripts share: the programs they measure, a run with its time and memory, tables in docs/scale.md."""
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
DOCS = ROOT / "docs"
WORK = pathlib.Path(os.environ.get("WORK", "/tmp/moveit-exposure-measurements"))
OFFLINE = ["check", "--offline", "--no-config", "--no-installed", "--fail-on", "never"]


def say(text):
    print(text, file=sys.stderr, flush=True)


def programs():
    """Builds and returns the program and the generator."""
    WORK.mkdir(parents=True, exist_ok=True)
    generator = WORK / "generate"
    subprocess.run(["rustc", "-O", "--edition", "2024", "-o", generator, HERE / "generate.rs"], check=True)
    built = os.environ.get("MOVEIT_EXPOSURE")
    if not built:
        subprocess.run(["cargo", "build", "--release", "--locked", "--bin", "moveit-exposure"], cwd=ROOT, check=True)
        built = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "moveit-exposure"
    return pathlib.Path(built), generator


def generate(generator, name, *arguments):
    """A file of that name, made by the generator."""
    file = WORK / name
    with open(file, "wb") as out:
        subprocess.run([generator, *map(str, arguments)], stdout=out, check=True)
    return file


def bundled(program):
    file = WORK / "bundled.jsonl"
    with open(file, "wb") as out:
        subprocess.run([program, "list", "--no-config", "--no-installed", "--format", "jsonl"], stdout=out, check=True)
    return file


def run(command, stdin=None, stdout=subprocess.DEVNULL, times=1):
    """The median wall time and processor time in seconds, and the peak memory in MB."""
    seconds, worked, peak = [], [], 0
    for _ in range(times):
        with open(stdin or os.devnull, "rb") as source:
            start = time.monotonic()
            child = subprocess.Popen(list(map(str, command)), stdin=source, stdout=stdout, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
            seconds.append(time.monotonic() - start)
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode not in (0, 3):
                raise SystemExit(f"{command}: exit code {child.returncode}")
            worked.append(usage.ru_utime + usage.ru_stime)
            peak = max(peak, usage.ru_maxrss / 1024)
    return statistics.median(seconds), statistics.median(worked), peak


def table(titles, rows):
    """A Markdown table, numbers to the right."""
    lines = ["| " + " | ".join(titles) + " |", "|---|" + "--:|" * (len(titles) - 1)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def put_into_docs(part, text):
    """Replaces what stands between the comments of that part in docs/scale.md."""
    page = DOCS / "scale.md"
    old = page.read_text(encoding="utf-8")
    pattern = re.compile(rf"(<!-- {part} -->\n).*?(<!-- end of {part} -->)", re.S)
    if not pattern.search(old):
        raise SystemExit(f"{page}: no part {part}")
    page.write_text(pattern.sub(lambda m: f"{m[1]}\n{text}\n\n{m[2]}", old), encoding="utf-8")


def short(number):
    return f"{number:,}"
