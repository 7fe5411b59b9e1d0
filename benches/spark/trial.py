#!/usr/bin/env python3
"""Tries screen.py on a cluster of several processes on this machine, local-cluster[2,1,1024]: trial.py MOVEIT_EXPOSURE [ROWS]

It makes ROWS suppliers (2,000,000) as Parquet, screens them once with one process and twice with Spark, the second time with an
executor killed in mid-run, holds every row of both outputs against the one process's, and prints what a million rows cost.
Needs Java 17, and pyspark, pyarrow and pandas in the Python that runs it; rustc for the generator; some 3 GB in /tmp."""
import hashlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

import pyarrow.csv
import pyarrow.parquet
import pyspark

HERE = pathlib.Path(__file__).resolve().parent
WORK = pathlib.Path(os.environ.get("WORK", "/tmp/moveit-exposure-spark"))
PLACE = re.compile(rb',"input":0,"row":\d+}')
FILES = 16


def say(text):
    print(text, flush=True)


def make(program, rows):
    """The suppliers as CSV and, in as many files as there will be tasks, as Parquet."""
    generator, listed, csv = WORK / "generate", WORK / "list.jsonl", WORK / "suppliers.csv"
    subprocess.run(["rustc", "-O", "--edition", "2024", "-o", generator, HERE.parent / "generate.rs"], check=True)
    with open(listed, "wb") as out:
        subprocess.run([program, "list", "--no-config", "--no-installed", "--format", "jsonl"], stdout=out, check=True)
    with open(WORK / "all.csv", "wb") as out:
        subprocess.run([generator, "rows", str(rows), listed], stdout=out, check=True)
    strings = {name: pyarrow.string() for name in ("id", "name", "country")}
    table = pyarrow.csv.read_csv(WORK / "all.csv", convert_options=pyarrow.csv.ConvertOptions(
        column_types=strings, include_columns=list(strings)))
    (WORK / "all.csv").unlink()
    pyarrow.csv.write_csv(table, csv)
    parquet = WORK / "suppliers.parquet"
    parquet.mkdir()
    each = -(-rows // FILES)
    for at in range(FILES):
        pyarrow.parquet.write_table(table.slice(at * each, each), parquet / f"part-{at:02}.parquet")
    return csv, parquet


def digest(line):
    return hashlib.blake2b(line, digest_size=16).digest()


def one_process(program, csv):
    """What one process says of each row, in their order, as digests."""
    start = time.monotonic()
    child = subprocess.Popen([program, "check", "--offline", "--no-config", "--no-installed", "--fail-on", "never",
                              "--column", "key=id", "--format", "jsonl", "--input", "-"],
                             stdin=open(csv, "rb"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    expected = [digest(PLACE.sub(b"}", line.rstrip(b"\n"), count=1)) for line in child.stdout]
    if child.wait():
        sys.exit(f"one process ended with {child.returncode}")
    return expected, time.monotonic() - start


def executors():
    """The processes of executors of clusters that this process started."""
    parents, found = {}, []
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = pathlib.Path("/proc", process, "stat").read_text()
            parents[int(process)] = int(stat.rsplit(")", 1)[1].split()[1])
            if b"CoarseGrainedExecutorBackend" in pathlib.Path("/proc", process, "cmdline").read_bytes():
                found.append(int(process))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            pass

    def is_ours(process):
        while process in parents:
            process = parents[process]
            if process == os.getpid():
                return True
        return False

    return [process for process in found if is_ours(process)]


def kill_one(out, finished, killed):
    """Kills an executor as soon as the first tasks are through and others are not."""
    while not finished.is_set():
        through = len(list(out.glob("_temporary/*/task_*")))
        running = executors()
        if through >= 2 and running:
            os.kill(running[0], signal.SIGKILL)
            killed.append((running[0], through))
            return
        time.sleep(0.1)


def spark(program, parquet, name, kill):
    out = WORK / name
    home = pathlib.Path(pyspark.__file__).parent
    command = [home / "bin" / "spark-submit", "--master", "local-cluster[2,1,1024]", "--conf", "spark.ui.enabled=false",
               "--conf", "spark.sql.files.maxPartitionBytes=1m", "--conf", "spark.sql.files.openCostInBytes=1m",
               HERE / "screen.py", parquet, out, program]
    environment = {**os.environ, "SPARK_HOME": str(home), "PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable,
                   "SPARK_LOCAL_IP": "127.0.0.1"}
    finished, killed = threading.Event(), []
    killer = threading.Thread(target=kill_one, args=(out, finished, killed))
    start = time.monotonic()
    with open(WORK / f"{name}.log", "wb") as log:
        child = subprocess.Popen(list(map(str, command)), env=environment, cwd=WORK, stdout=log, stderr=log)
        if kill:
            killer.start()
        # With all that it started and that ended in order: executors, their Python, and the programs they pipe through.
        _, status, usage = os.wait4(child.pid, 0)
        code = child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - start
    finished.set()
    if code:
        print(pathlib.Path(WORK / f"{name}.log").read_text()[-4000:], file=sys.stderr)
        sys.exit(f"spark-submit ended with {code}")
    if kill:
        killer.join()
        if not killed:
            sys.exit("no executor was killed: the run was too short")
        lost = pathlib.Path(WORK / f"{name}.log").read_text(errors="replace").count("Lost executor")
        say(f"killed the executor process {killed[0][0]} when {killed[0][1]} tasks were through; Spark reports {lost} lost")
    return out, seconds, usage.ru_utime + usage.ru_stime


def compare(out, expected):
    """Every row there once, with the key it came with and what the one process said."""
    seen = bytearray(len(expected))
    different = 0
    for file in sorted(out.glob("part-*.parquet")):
        for batch in pyarrow.parquet.ParquetFile(file).iter_batches(columns=["id", "finding"]):
            for key, finding in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist()):
                at = int(key) - 1
                seen[at] += 1
                different += digest(finding.encode()) != expected[at]
    missing, twice = seen.count(0), len(seen) - seen.count(0) - seen.count(1)
    say(f"{len(seen)} rows: {different} different, {missing} missing, {twice} twice")
    return not (different or missing or twice)


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000_000
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    try:
        csv, parquet = make(program, rows)
        expected, alone = one_process(program, csv)
        say(f"one process, all its threads, with the comparison's own reading: {alone:.1f} s for {rows} rows")
        sound = True
        for name, kill in (("whole", False), ("killed", True)):
            out, seconds, worked = spark(program, parquet, name, kill)
            say(f"Spark, two executors of one core, {name}: {seconds:.1f} s; a million rows in {seconds / rows * 1e6:.1f} s, "
                f"{worked / rows * 1e6:.1f} s of a processor, the start of Spark included")
            sound = compare(out, expected) and sound
            shutil.rmtree(out)
        sys.exit(0 if sound else 1)
    finally:
        shutil.rmtree(WORK, ignore_errors=True)


if __name__ == "__main__":
    main()
