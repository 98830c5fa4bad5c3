"""The Python side of the benchmark's line protocol (bench/protocol.ts)."""

import json
import os
import sys
import time
import traceback


def serve(versions, jobs):
    """Answers requests until stdin ends.

    versions: name of each part that matters and its version.
    jobs: job -> mode -> function of the size; it builds the job and returns a function that takes
        n iterations and ends when their results are there. That function may return milliseconds
        per iteration of its own, where its caller cannot take them. Its attribute `value`, if it has
        one, is what its first iteration has computed, such as a loss.
    """
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # What a library prints must not get among the answers.
    opened = {}

    def timed(run, iterations):
        start = time.perf_counter()
        own = run(iterations)
        elapsed = (time.perf_counter() - start) * 1e3 / iterations
        return {"ms": elapsed if own is None else own}

    def answer(request):
        match request["do"]:
            case "hello":
                return {
                    "versions": {name: str(version) for name, version in versions.items()},
                    "modes": {job: list(modes) for job, modes in jobs.items()},
                }
            case "open":
                run = jobs[request["job"]][request["mode"]](request["size"])
                first = timed(run, 1)
                opened[request["key"]] = run
                value = getattr(run, "value", None)
                return first if value is None else {**first, "value": value}
            case "run":
                return timed(opened[request["key"]], request["iterations"])
            case "close":
                opened.pop(request["key"], None)
                return {"ms": 0}
            case other:
                raise ValueError(f"unknown request {other}")

    for line in sys.stdin:
        try:
            reply = answer(json.loads(line))
        except Exception as error:  # whatever a job throws is the runner's to report
            traceback.print_exc()
            words = str(error).strip().splitlines()
            reply = {"error": f"{type(error).__name__}: {words[0] if words else ''}"}
        answers.write(json.dumps(reply) + "\n")
