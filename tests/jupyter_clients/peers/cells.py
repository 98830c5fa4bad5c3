"""Runs cells through nbclient and counts those whose stored outputs are not what they print.

cells.py KERNEL COUNT [KIND ...]
"""

import json
import sys
import time

import nbformat.v4 as v4
from nbclient import NotebookClient


def lines(count):
    return lambda i: "".join(f"{i}:{n}\n" for n in range(count))


def logs(count):
    return lambda i: f"for (let n = 0; n < {count}; n++) console.log(`{i}:${{n}}`);"


# kind: source, text on stdout, value, message of the error
KINDS = {
    "one expression": (lambda i: f"{i} * 2", None, lambda i: i * 2, None),
    "three logs and a value": (
        lambda i: f'console.log("{i}:0"); console.log("{i}:1"); console.log("{i}:2"); {i}',
        lines(3),
        lambda i: i,
        None,
    ),
    "twenty logs": (logs(20), lines(20), None, None),
    "2,000 logs": (logs(2000), lines(2000), None, None),
    "log, then throw": (
        lambda i: f'console.log("{i}:0"); throw new RangeError("bad {i}")',
        lines(1),
        None,
        lambda i: f"bad {i}",
    ),
}


def problem(cell, i, stdout, value, error):
    """What is wrong with the outputs of a cell, None if nothing is."""
    wanted = []
    if stdout:
        wanted.append(("stream", stdout(i)))
    if value:
        wanted.append(("execute_result", str(value(i))))
    if error:
        wanted.append(("error", error(i)))
    got = []
    for output in cell.outputs:
        kind = output.output_type
        if kind == "stream":
            if output.name != "stdout":
                return f"text on {output.name}: {output.text[:80]!r}"
            if got and got[-1][0] == "stream":
                got[-1] = ("stream", got[-1][1] + output.text)
                continue
            got.append((kind, output.text))
        elif kind == "error":
            got.append((kind, output.evalue))
        else:
            got.append((kind, output.data.get("text/plain")))
    if got == wanted:
        return None
    return f"wanted {shorten(wanted)}, got {shorten(got)}"


def shorten(pairs):
    return [(kind, text if len(str(text)) < 60 else f"{len(text)} characters") for kind, text in pairs]


def main(kernel, count, kinds):
    report = []
    for kind in kinds or KINDS:
        source, *expected = KINDS[kind]
        notebook = v4.new_notebook(cells=[v4.new_code_cell(source(i)) for i in range(count)])
        client = NotebookClient(notebook, kernel_name=kernel, timeout=60, allow_errors=True)
        failure, start = None, time.monotonic()
        try:
            client.execute()
        except Exception as error:  # a dead kernel or a cell without an end: told in the report
            failure = f"{type(error).__name__}: {error}"
        seconds = time.monotonic() - start
        found = [problem(cell, i, *expected) for i, cell in enumerate(notebook.cells)]
        wrong = [f"cell {i}: {text}" for i, text in enumerate(found) if text]
        report.append(
            {
                "kind": kind,
                "cells": count,
                "wrong": len(wrong),
                "seconds": round(seconds, 2),
                "failure": failure,
                "examples": wrong[:3],
            }
        )
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
