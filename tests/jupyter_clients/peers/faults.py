"""Does to a kernel what it must survive, and reports what happened.

faults.py KERNEL [CASE ...]

The case of a full disk is only run if asked for: it needs a kernelspec that starts full_disk.py.
"""

import json
import os
import random
import resource
import signal
import socket
import struct
import sys
import time
import traceback

import zmq
from jupyter_client.session import Session

from kernel import Kernel

CASES = {}


def case(function):
    CASES[function.__doc__] = function
    return function


def check(condition, told):
    if not condition:
        raise AssertionError(told)


def alive(kernel):
    """The kernel still runs cells, and runs nothing twice."""
    cell = kernel.run("20 + 1")
    check(cell.value() == "21", f"afterwards 20 + 1 gave {cell.says()!r}")


def raw(kernel, channel):
    """A socket of one's own to a channel, and the session that signs for it."""
    info = kernel.manager.get_connection_info()
    dealer = zmq.Context.instance().socket(zmq.DEALER)
    dealer.linger = 0
    dealer.connect(f"tcp://{info['ip']}:{info[channel + '_port']}")
    return dealer, Session(key=info["key"], signature_scheme=info["signature_scheme"])


def execute(session, code):
    content = dict(
        code=code, silent=False, store_history=True, user_expressions={}, allow_stdin=False
    )
    return session.serialize(session.msg("execute_request", content))


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


@case
def wrong_signature(kernel):
    "a wrong signature is not executed"
    for channel in ("shell", "control"):
        dealer, session = raw(kernel, channel)
        session.key = b"somebody else's key"
        dealer.send_multipart(execute(session, "globalThis.broken = true"))
        dealer.send_multipart(session.serialize(session.msg("shutdown_request", {"restart": False})))
        check(not dealer.poll(500), "a message with a wrong signature was answered")
        dealer.close()
    check(kernel.run("globalThis.broken").value() is None, "code with a wrong signature ran")
    alive(kernel)


@case
def no_signature(kernel):
    "an empty signature is not executed"
    dealer, session = raw(kernel, "shell")
    frames = execute(session, "globalThis.broken = true")
    frames[1] = b""
    dealer.send_multipart(frames)
    check(not dealer.poll(500), "a message without a signature was answered")
    dealer.close()
    check(kernel.run("globalThis.broken").value() is None, "code without a signature ran")
    alive(kernel)


@case
def replay(kernel):
    "a message that comes twice is executed once"
    kernel.run("globalThis.count = 0")
    dealer, session = raw(kernel, "shell")
    frames = execute(session, "void (globalThis.count += 1)")
    for _ in range(5):
        dealer.send_multipart(frames)
    check(dealer.poll(5000), "the first of them was not answered")
    time.sleep(0.3)
    count = kernel.run("globalThis.count").value()
    check(count == "1", f"it ran {count} times")
    dealer.close()
    alive(kernel)


@case
def same_ids(kernel):
    "two connections of one front end that number their messages alike"
    for value in (1, 2):
        dealer, session = raw(kernel, "shell")
        session.session = "the same"  # and its messages are counted from 0
        dealer.send_multipart(execute(session, f"{value}"))
        check(dealer.poll(5000), f"no answer to connection {value}")
        dealer.close()
    alive(kernel)


@case
def fuzz(kernel):
    "requests whose contents make no sense"
    rng = random.Random(1)
    values = [None, 0, -1, 1e300, "", "text", [], {}, [[]], {"a": None}, True, "\ud800" * 3, "x" * 10**5]
    kinds = [
        "execute_request", "complete_request", "inspect_request", "is_complete_request",
        "history_request", "comm_info_request", "comm_open", "comm_msg", "comm_close",
        "kernel_info_request", "input_reply", "interrupt_request", "debug_request", "nonsense", "",
        "__proto__", "constructor",
    ]  # fmt: skip
    names = ["code", "cursor_pos", "comm_id", "target_name", "data", "hist_access_type", "n",
             "detail_level", "silent", "session", "pattern", "__proto__"]  # fmt: skip
    for channel in ("shell", "control", "stdin"):
        dealer, session = raw(kernel, channel)
        for _ in range(120):
            content = {name: rng.choice(values) for name in rng.sample(names, rng.randrange(5))}
            if content.get("code") == "text":
                del content["code"]
            message = session.msg(rng.choice(kinds), content)
            parts = [message["header"], message["parent_header"], message["metadata"], content]
            if rng.random() < 0.3:
                parts[rng.randrange(4)] = rng.choice(values)
            packed = [json.dumps(part, default=str).encode() for part in parts]
            if rng.random() < 0.2:
                packed[rng.randrange(4)] = rng.choice([b"", b"{", b"\xff\xfe", b"[" * 5000])
            dealer.send_multipart([b"<IDS|MSG>", session.sign(packed), *packed])
        time.sleep(0.2)
        dealer.close()
    alive(kernel)


@case
def frames(kernel):
    "messages that are no Jupyter messages"
    rng = random.Random(2)
    for channel in ("shell", "control", "stdin", "hb"):
        dealer, session = raw(kernel, channel)
        good = execute(session, "globalThis.broken = true")
        for _ in range(60):
            parts = [bytes(rng.randrange(256) for _ in range(rng.randrange(40)))
                     for _ in range(rng.randrange(1, 9))]  # fmt: skip
            if rng.random() < 0.5:
                parts = good[: rng.randrange(1, 6)]
            dealer.send_multipart(parts)
        dealer.send_multipart([b"<IDS|MSG>"])
        dealer.send_multipart([b"<IDS|MSG>"] * 7)
        time.sleep(0.1)
        dealer.close()
    alive(kernel)


@case
def garbage(kernel):
    "bytes that are no ZeroMQ"
    info = kernel.manager.get_connection_info()
    greeting = b"\xff" + bytes(8) + b"\x7f\x03\x00NULL" + bytes(48)
    huge = greeting + b"\x02" + struct.pack(">Q", 2**62) + b"x" * 100
    endless = greeting + b"\x04\x05\x05READY" + b"\x03" + struct.pack(">Q", 2**40)
    pieces = [b"GET / HTTP/1.1\r\n\r\n", os.urandom(5000), greeting[:30], huge, endless, b"\x00" * 70]
    open_ones = []
    for channel in ("shell", "control", "stdin", "iopub", "hb"):
        for piece in pieces:
            one = socket.create_connection((info["ip"], info[channel + "_port"]))
            try:
                one.sendall(piece)
            except OSError:
                pass  # the kernel has hung up already, which is as well
            open_ones.append(one)
    time.sleep(0.3)
    alive(kernel)  # while they are open
    for one in open_ones:
        one.close()
    alive(kernel)


@case
def killed_in_a_cell(kernel):
    "the child is killed while a cell runs"
    child = children(kernel.pid)[0]
    message_id = kernel.send("await new Promise((done) => setTimeout(done, 20_000))")
    time.sleep(0.5)
    os.kill(child, signal.SIGKILL)
    cell = kernel.collect(message_id, 15)
    check(cell.status == "error", f"status {cell.status}")
    check("killed" in cell.says().lower() or "SIGKILL" in cell.says(), f"it says {cell.says()!r}")
    check("gone" in cell.says(), f"what became of the variables is not said: {cell.says()!r}")
    alive(kernel)


@case
def killed_when_idle(kernel):
    "the child is killed between two cells"
    os.kill(children(kernel.pid)[0], signal.SIGKILL)
    time.sleep(0.5)
    first = kernel.run("20 + 1")
    check(first.value() == "21" or "gone" in first.says(), f"it says {first.says()!r}")
    alive(kernel)


@case
def exits(kernel):
    "a cell that calls Deno.exit()"
    cell = kernel.run("Deno.exit(3)", 15)
    check(cell.status == "error", f"status {cell.status}")
    check("3" in cell.says() and "gone" in cell.says(), f"it says {cell.says()!r}")
    alive(kernel)


@case
def large_text(kernel):
    "8 MB of text in one cell"
    cell = kernel.run('console.log("x".repeat(8_000_000)); "end"', 60)
    check(len(cell.text()) == 8_000_001, f"{len(cell.text())} characters came")
    check(cell.outputs[-1]["content"]["data"]["text/plain"] == '"end"', "the value did not come last")
    alive(kernel)


@case
def large_display(kernel):
    "8 MB of HTML and a large buffer in one cell"
    code = """
await Deno.jupyter.display({ "text/html": "<b>" + "y".repeat(8_000_000) }, { raw: true });
await Deno.jupyter.broadcast("display_data", { data: { "text/plain": "b" }, metadata: {},
  transient: {} }, { buffers: [new Uint8Array(4_000_000).fill(7)] });
"""
    cell = kernel.run(code, 60)
    check(cell.status == "ok", cell.says()[:200])
    check(len(cell.outputs[0]["content"]["data"]["text/html"]) == 8_000_003, "the page is cut")
    buffers = cell.outputs[1]["buffers"]
    check(len(buffers) == 1 and bytes(buffers[0]) == b"\x07" * 4_000_000, "the buffer is not the same")
    alive(kernel)


@case
def two_clients(kernel):
    "two clients at once"
    other = kernel.connect()
    sent = []
    for i in range(25):
        for client in (kernel.client, other):
            code = f'console.log("{i}"); await null; "{id(client)} {i}"'
            sent.append((client, client.execute(code, allow_stdin=False), f'"{id(client)} {i}"'))
    for client, message_id, value in sent:
        cell = kernel.collect(message_id, 30, client)
        check(cell.outputs[-1]["content"]["data"]["text/plain"] == value, f"{value}: {cell.says()!r}")
    other.stop_channels()
    alive(kernel)


@case
def deaf_client(kernel):
    "a client that connects and never reads, and one that leaves in the middle"
    info = kernel.manager.get_connection_info()
    deaf = zmq.Context.instance().socket(zmq.SUB)
    deaf.linger, deaf.rcvhwm = 0, 1
    deaf.setsockopt(zmq.RCVBUF, 4096)
    deaf.connect(f"tcp://{info['ip']}:{info['iopub_port']}")
    deaf.subscribe(b"")
    leaver = kernel.connect()
    message_id = kernel.send('for (let i = 0; i < 60; i++) console.log("z".repeat(500_000))')
    time.sleep(0.3)
    leaver.stop_channels()
    cell = kernel.collect(message_id, 60)
    check(len(cell.text()) == 60 * 500_001, f"{len(cell.text())} characters came")
    alive(kernel)
    deaf.close()


@case
def queue_after_error(kernel):
    "cells that wait are aborted after an error"
    first = kernel.send('await new Promise((done) => setTimeout(done, 300)); throw new Error("e")')
    waiting = [kernel.send(f"globalThis.ran = {i}") for i in range(3)]
    check(kernel.collect(first).status == "error", "the first did not fail")
    statuses = [kernel.collect(message_id).status for message_id in waiting]
    check(statuses == ["aborted"] * 3, f"the others: {statuses}")
    check(kernel.run("globalThis.ran").status == "ok", "the queue stays aborted")
    alive(kernel)


@case
def input_request(kernel):
    "a question and its answer"
    message_id = kernel.send('prompt("name?") + "!"', allow_stdin=True)
    request = kernel.client.get_stdin_msg(timeout=10)
    check(request["content"] == {"prompt": "name? ", "password": False}
          or request["content"]["prompt"].startswith("name?"), f"asked {request['content']}")  # fmt: skip
    kernel.client.input("Ada")
    check(kernel.collect(message_id).value() == '"Ada!"', "the answer did not arrive")
    alive(kernel)


@case
def full_disk(kernel):
    "the disk is full for a while"
    family = [kernel.pid, *children(kernel.pid)]
    for pid in family:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    cell = kernel.run('Deno.writeTextFileSync("full.txt", "x".repeat(10))')
    check(cell.status == "error" and "too large" in cell.says(), f"a write gave {cell.says()!r}")
    check(kernel.run("function f(x: number) { return x; } f(3)").value() == "3", "no cell runs")
    os.kill(family[1], signal.SIGKILL)
    time.sleep(1)
    told = kernel.run("1").says()
    check("connection file cannot be written" in told, f"it says {told!r}")
    resource.prlimit(kernel.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    alive(kernel)


def comm_send(kernel, content):
    message = kernel.client.session.msg("comm_msg", content)
    kernel.client.shell_channel.send(message)
    return message["header"]["msg_id"]


@case
def widget(kernel):
    "a widget is moved while a cell runs, asked for its state, and missed after a restart"
    module = os.environ["TENSAUR_MODULE"].replace("mod.ts", "src/widgets/mod.ts")
    shown = kernel.run(
        f'import {{ slider }} from "{module}"; const s = slider();'
        's.on("change:value", (value) => console.log("heard", value)); s'
    )
    opened, result = shown.outputs
    comm = opened["content"]["comm_id"]
    view = result["content"]["data"]["application/vnd.jupyter.widget-view+json"]
    check(view["model_id"] == comm and opened["metadata"]["version"] == "2.1.0", "no view of it")
    cell = kernel.send("await new Promise((done) => s.on('change:value', done)) + 1")
    time.sleep(0.2)
    update = {"method": "update", "state": {"value": 41}, "buffer_paths": []}
    moved = comm_send(kernel, {"comm_id": comm, "data": update})
    seen = {}
    while "execute_result" not in seen or "stream" not in seen:
        message = kernel.client.get_iopub_msg(timeout=10)
        seen[message["msg_type"]] = message
    check(seen["execute_result"]["content"]["data"]["text/plain"] == "42", "the cell did not hear")
    check(seen["execute_result"]["parent_header"]["msg_id"] == cell, "the wrong cell's result")
    check(seen["stream"]["content"]["text"] == "heard 41\n", "the listener did not print")
    first = shown.reply["parent_header"]["msg_id"]
    check(seen["stream"]["parent_header"]["msg_id"] == first, "printed below the wrong cell")
    check(seen["comm_msg"]["parent_header"]["msg_id"] == moved, "the echo answers nothing")
    asked = comm_send(kernel, {"comm_id": comm, "data": {"method": "request_state"}})
    while True:
        message = kernel.client.get_iopub_msg(timeout=10)
        if message["msg_type"] == "comm_msg" and message["parent_header"].get("msg_id") == asked:
            break
    check(message["content"]["data"]["state"]["value"] == 41, "the state is an old one")
    kernel.manager.restart_kernel(now=False)
    kernel.client.wait_for_ready(timeout=30)
    comm_send(kernel, {"comm_id": comm, "data": update})
    while kernel.client.get_iopub_msg(timeout=10)["msg_type"] != "comm_close":
        pass
    alive(kernel)


@case
def blocking_call(kernel):
    "Stop while native code blocks"
    kernel.run(
        'const libc = Deno.dlopen("libc.so.6",'
        ' { usleep: { parameters: ["u32"], result: "i32" } }); var kept = 7; void 0'
    )
    message_id = kernel.send("libc.symbols.usleep(3_000_000); for (;;) await null;")
    time.sleep(0.3)
    os.kill(kernel.pid, signal.SIGINT)
    cell = kernel.collect(message_id, 15)
    for words in ("Waiting for native code", "restart the kernel"):
        check(words in cell.text("stderr"), f"it says {cell.says()!r}")
    check(cell.status == "error", f"status {cell.status}")
    check(kernel.run("kept").value() == "7", "variables are lost")
    alive(kernel)


@case
def restart(kernel):
    "a restart"
    kernel.run("var before = 1")
    kernel.manager.restart_kernel(now=False)
    kernel.client.wait_for_ready(timeout=30)
    cell = kernel.run("typeof before")
    check(cell.value() == '"undefined"', f"variables after a restart: {cell.says()!r}")
    alive(kernel)


def main(name, wanted):
    report = []
    for told in wanted or [told for told in CASES if CASES[told] is not full_disk]:
        start, problem = time.monotonic(), None
        try:
            with Kernel(name) as kernel:
                family = children(kernel.pid)
                CASES[told](kernel)
            check(not any(os.path.exists(f"/proc/{pid}") for pid in family), "a process is left")
        except Exception as error:  # any: it is what the report is about
            problem = "".join(traceback.format_exception_only(error)).strip()[:600]
        seconds = round(time.monotonic() - start, 2)
        report.append({"case": told, "problem": problem, "seconds": seconds})
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
