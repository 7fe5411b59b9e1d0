#!/usr/bin/env python3
"""How time and memory grow with the rows (10^3 to 10^7) and with the list (10^3 to 10^5 organizations).

benches/growth.py [MOST_ROWS] writes docs/growth.tsv, docs/growth.svg and the table in docs/scale.md. It needs Rust, Python 3.9
and some 500 MB in /tmp for 10^7 rows, and takes some three minutes on two cores."""
import math
import sys

from measure import DOCS, OFFLINE, bundled, generate, programs, put_into_docs, run, say, short, table

ROWS_FOR_LISTS = 100_000


def measure(most_rows):
    program, generator = programs()
    check = [program, *OFFLINE, "--format", "jsonl"]
    points = []
    own = bundled(program)
    rows = 1000
    while rows <= most_rows:
        file = generate(generator, "rows.csv", "rows", rows, own)
        for kind, command in (("jsonl", check), ("csv", [program, *OFFLINE, "--format", "csv"])):
            seconds, worked, peak = run([*command, "--input", "-"], stdin=file, times=1 if rows > 1_000_000 else 3)
            points.append((f"rows, {kind}", rows, seconds, worked, peak, worked / rows))
            say(f"{rows} rows as {kind}: {seconds:.3f} s, {worked:.3f} s of a processor, {peak:.0f} MB")
        file.unlink()
        rows *= 10
    organizations = 1000
    while organizations <= 100_000:
        listed = generate(generator, "list.jsonl", "list", organizations)
        many = generate(generator, "rows.csv", "rows", ROWS_FOR_LISTS, listed)
        one = generate(generator, "row.csv", "rows", 1, listed)
        lists = [*check, "--no-bundled", "--dataset", listed, "--input", "-"]
        wait, start, start_peak = run(lists, stdin=one, times=3)
        seconds, worked, peak = run(lists, stdin=many, times=3)
        points.append(("list", organizations, seconds, worked, peak, (worked - start) / ROWS_FOR_LISTS))
        points.append(("list, start", organizations, wait, start, start_peak, 0))
        say(f"{organizations} organizations: {start:.3f} s of a processor to start, {worked:.3f} s with {ROWS_FOR_LISTS} rows, {peak:.0f} MB")
        for file in (listed, many, one):
            file.unlink()
        organizations *= 10
    return points


def growth_of(points, series, column):
    """The exponent: 1 where ten times as much costs ten times as much."""
    of_series = [p for p in points if p[0] == series]
    first, last = of_series[-2], of_series[-1]
    return math.log10(last[column] / first[column]) / math.log10(last[1] / first[1])


def write_tsv(points):
    with open(DOCS / "growth.tsv", "w", encoding="utf-8") as out:
        out.write("series\tsize\tseconds\tprocessor_seconds\tpeak_mb\tmicroseconds_a_row\n")
        for series, size, seconds, worked, peak, row in points:
            out.write(f"{series}\t{size}\t{seconds:.4f}\t{worked:.4f}\t{peak:.1f}\t{row * 1e6:.2f}\n")


def write_docs(points):
    rows = []
    for series, size, seconds, worked, peak, row in points:
        if series.startswith("rows"):
            rows.append((f"{short(size)} rows as {series[6:]}", f"{seconds:.2f}", f"{worked:.2f}", f"{peak:.0f}", f"{row * 1e6:.2f}"))
        elif series == "list":
            start = next(p[3] for p in points if p[0] == "list, start" and p[1] == size)
            rows.append((f"{short(ROWS_FOR_LISTS)} rows on {short(size)} organizations, {start:.2f} s of a processor to load them",
                         f"{seconds:.2f}", f"{worked:.2f}", f"{peak:.0f}", f"{row * 1e6:.2f}"))
    text = table(["what", "seconds", "of a processor", "peak MB", "µs of a processor a row"], rows)
    by_rows = growth_of(points, "rows, jsonl", 3)
    by_list = growth_of(points, "list", 5)
    put_into_docs("growth", f"{text}\n\nOver the last tenfold step, processor time grows with the rows as rows^{by_rows:.2f}, and the cost of a row "
                            f"with the list as organizations^{by_list:.2f}.")


PANELS = [  # title, axis, column, series with colours
    ("processor seconds, by rows", 3, [("rows, jsonl", "#1b6ca8"), ("rows, csv", "#c8553d")]),
    ("peak MB, by rows", 4, [("rows, jsonl", "#1b6ca8"), ("rows, csv", "#c8553d")]),
    ("µs a row, by organizations", 5, [("list", "#1b6ca8")]),
]


def power(exponent):
    """The mark of a power of ten on an axis."""
    if exponent >= 4:
        return f"10<tspan dy='-4' font-size='8'>{exponent}</tspan>"
    return f"{10 ** exponent:g}"


def write_svg(points):
    """Both axes in powers of ten: a straight line that climbs one power a power is linear growth."""
    width, height, left, bottom, size = 320, 280, 50, 40, 210
    out = [f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width * len(PANELS)} {height}' "
           "font-family='sans-serif' font-size='11'>",
           f"<rect width='{width * len(PANELS)}' height='{height}' fill='white'/>"]
    for at, (title, column, series) in enumerate(PANELS):
        shown = [p for p in points if p[0] in dict(series)]
        low_x, high_x = (f(math.log10(p[1]) for p in shown) for f in (min, max))
        low_y = math.floor(min(math.log10(p[column]) for p in shown))
        high_y = math.ceil(max(math.log10(p[column]) for p in shown) + 1e-9)

        def x(value):
            return at * width + left + (math.log10(value) - low_x) / max(high_x - low_x, 1) * (size + 20)

        def y(value):
            return height - bottom - (math.log10(value) - low_y) / max(high_y - low_y, 1) * size

        out.append(f"<text x='{at * width + left}' y='18' font-weight='bold'>{title}</text>")
        for exponent in range(low_y, high_y + 1):
            line = y(10 ** exponent)
            out.append(f"<line x1='{at * width + left}' x2='{at * width + left + size + 20}' y1='{line:.1f}' y2='{line:.1f}' stroke='#ddd'/>")
            out.append(f"<text x='{at * width + left - 6}' y='{line + 4:.1f}' text-anchor='end'>{power(exponent)}</text>")
        for exponent in range(round(low_x), round(high_x) + 1):
            out.append(f"<text x='{x(10 ** exponent):.1f}' y='{height - bottom + 18}' text-anchor='middle'>{power(exponent)}</text>")
        for number, (name, colour) in enumerate(series):
            of_series = [(x(p[1]), y(p[column])) for p in shown if p[0] == name]
            out.append("<polyline fill='none' stroke='%s' stroke-width='2' points='%s'/>" % (
                colour, " ".join(f"{a:.1f},{b:.1f}" for a, b in of_series)))
            out += [f"<circle cx='{a:.1f}' cy='{b:.1f}' r='3' fill='{colour}'/>" for a, b in of_series]
            if len(series) > 1:
                out.append(f"<text x='{at * width + left + 8}' y='{44 + 14 * number}' fill='{colour}'>{name[6:]}</text>")
    out.append("</svg>")
    (DOCS / "growth.svg").write_text("\n".join(out) + "\n", encoding="utf-8")


def main():
    points = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
    write_tsv(points)
    write_svg(points)
    write_docs(points)


if __name__ == "__main__":
    main()
