"""Stops cells and reports how long it took, whether variables are kept and the next cell is right.

stop.py KERNEL COUNT HOW [CASE ...]

HOW: "message" (interrupt_request), "group" (SIGINT to the process group, as Jupyter's servers do)
or "process" (SIGINT to the kernel's process alone, as some editors do).
"""

import json
import os
import signal
import statistics
import sys
import time

from kernel import Kernel

SLEEP = (
    'const libc = Deno.dlopen("libc.so.6", {{'
    ' usleep: {{ parameters: ["u32"], result: "i32", nonblocking: {} }} }});'
)

TICK = "ticks += 1; await new Promise((done) => setTimeout(done, 5));"

# case: what is run once before, the cell that is stopped
CASES = {
    "for (;;) {}": ("", "for (;;) {}"),
    "await loop": ("", f"for (;;) {{ {TICK} }}"),
    "await loop without a pause": ("", "for (;;) await null;"),
    "await loop in a function": (
        "",
        f"async function loop() {{ for (;;) {{ {TICK} }} }}\nawait loop();",
    ),
    "awaited native call": (SLEEP.format("true"), "await libc.symbols.usleep(10_000_000);"),
    "prompt()": ("", 'prompt("name?")'),
    "training loop": (
        """
const { data, tf, train } = await import(Deno.env.get("TENSAUR_MODULE")!);
await tf.ready();
const inputs = tf.randomNormal([512, 4]);
const points = new data.ArrayDataset(inputs, tf.zeros([512], "int32"));
const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] });
""",
        "(await train.fit(model, points, "
        "{ epochs: 100_000, progress: false, onEpoch: () => { ticks += 1; } })).stopped",
    ),
}


def interrupt(kernel, how):
    if how == "message":
        client = kernel.client
        message = client.session.msg("interrupt_request", {})
        client.control_channel.send(message)
    elif how == "group":
        os.killpg(os.getpgid(kernel.pid), signal.SIGINT)
    else:
        os.kill(kernel.pid, signal.SIGINT)


def stop(kernel, code, how, wait):
    """Stops the cell once; gives the seconds until its reply and what is wrong."""
    kept = kernel.run("kept += 1")
    if kept.value() is None:
        return 0, f"before: {kept.says()[:200]}"
    message_id = kernel.send(code, allow_stdin="prompt(" in code)
    time.sleep(wait)
    if kernel.client.shell_channel.socket.poll(0):
        return 0, f"ended before the stop: {kernel.collect(message_id).says()[:300]}"
    start = time.monotonic()
    interrupt(kernel, how)
    try:
        cell = kernel.collect(message_id, 20)
    except TimeoutError:
        return 20, "did not stop within 20 s"
    seconds = time.monotonic() - start
    # A training that is stopped returns its history so far.
    stopped = "true" in cell.says().split() if "train.fit" in code else cell.status == "error"
    if not stopped:
        return seconds, f"status {cell.status}, {cell.says()[:200]}"
    try:
        after = kernel.run("kept")
    except TimeoutError:
        return seconds, "the next cell never ended"
    if after.value() != kept.value():
        return seconds, f"wanted {kept.value()}, next cell gave {after.says()[:200]!r}"
    ticks = kernel.run("ticks").value()
    stray = kernel.stray(0.1)
    if stray:
        return seconds, f"came late: {stray[0]['content']}"
    if kernel.run("ticks").value() != ticks:
        return seconds, "the loop goes on behind the next cell"
    return seconds, None


def main(name, count, how, cases):
    report = []
    for case in cases or CASES:
        before, code = CASES[case]
        times, wrong = [], []
        with Kernel(name) as kernel:
            prepared = kernel.run(f"var kept = 40, ticks = 0;\n{before}\nvoid 0", 60)
            if prepared.status != "ok":
                wrong.append(f"before: {prepared.says()}")
            for i in range(0 if wrong else count):
                seconds, problem = stop(kernel, code, how, 0.15 + 0.1 * (i % 5))
                times.append(seconds)
                if problem:
                    wrong.append(f"stop {i}: {problem}")
                    if not kernel.manager.is_alive() or "20 s" in problem:
                        break
        report.append(
            {
                "case": case,
                "how": how,
                "stops": count,
                "wrong": count - (len(times) - len(wrong)),
                "median": round(statistics.median(times), 3) if times else None,
                "slowest": round(max(times), 3) if times else None,
                "examples": wrong[:3],
            }
        )
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:])
