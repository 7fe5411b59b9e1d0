#!/usr/bin/env python3
"""Screens a Parquet table of suppliers on a Spark cluster: spark-submit screen.py SUPPLIERS.parquet OUT.parquet MOVEIT_EXPOSURE

The table has the columns id, name and country. Every task pipes its rows through a moveit-exposure of its own, as CSV in and as
JSON Lines out, one line a row in the same order, and keeps the key, the verdict, the record and the whole finding. Nothing is
shared between tasks, so Spark spreads them over machines and runs those of a lost machine again. The program must be at the
same path everywhere (or be sent with --files), with a list of the same version."""
import json
import re
import subprocess
import sys
import threading

from pyspark.sql import SparkSession

SCHEMA = "id string, verdict string, record string, finding string"
# Where a row stands in what one task was sent says nothing; the key tells the row.
PLACE = re.compile(rb',"input":0,"row":\d+}')
ARGUMENTS = ["check", "--offline", "--no-config", "--no-installed", "--fail-on", "never", "--threads", "1",
             "--column", "key=id", "--format", "jsonl", "--input", "-"]


def screen(program):
    """What a task does with its rows."""
    def through(batches):
        child = subprocess.Popen([program, *ARGUMENTS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        sent, failed = [0], []

        def feed():
            try:
                with child.stdin as pipe:
                    pipe.write(b"id,name,country\n")
                    for batch in batches:
                        # A row is never blank: its key is in quotes even where all else is empty.
                        pipe.write(batch[["id", "name", "country"]].to_csv(
                            header=False, index=False, quoting=1, lineterminator="\n").encode())
                        sent[0] += len(batch)
            except Exception as error:
                failed.append(error)

        feeder = threading.Thread(target=feed)
        feeder.start()
        got, rows = 0, []
        for line in child.stdout:
            found = json.loads(line)
            first = next(iter(found.get("listings", ())), {})
            rows.append((found["subject"]["key"], found["verdict"], first.get("id"), PLACE.sub(b"}", line, count=1).decode().rstrip("\n")))
            got += 1
            if len(rows) == 10_000:
                yield frame(rows)
                rows = []
        yield frame(rows)
        feeder.join()
        # A task that lost a row fails, and Spark runs it again.
        if failed or child.wait() not in (0, 3) or got != sent[0]:
            raise RuntimeError(f"{sent[0]} rows in, {got} out, exit code {child.wait()}, {failed}")

    return through


def frame(rows):
    import pandas
    return pandas.DataFrame(rows, columns=["id", "verdict", "record", "finding"])


def main():
    suppliers, out, program = sys.argv[1:4]
    spark = SparkSession.builder.appName("moveit-exposure").getOrCreate()
    spark.read.parquet(suppliers).mapInPandas(screen(program), SCHEMA).write.mode("overwrite").parquet(out)
    spark.stop()


if __name__ == "__main__":
    main()
