"""A kernel started from its kernelspec as front ends do it, and what a cell in it gave."""

import time
from dataclasses import dataclass, field
from queue import Empty

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager


@dataclass
class Cell:
    """What came back for one request."""

    reply: dict
    outputs: list = field(default_factory=list)
    seconds: float = 0.0

    @property
    def status(self):
        return self.reply["content"]["status"]

    def text(self, name="stdout"):
        return "".join(
            m["content"]["text"]
            for m in self.outputs
            if m["msg_type"] == "stream" and m["content"]["name"] == name
        )

    def value(self):
        """The text of the result, if the cell gave nothing but a result."""
        if [m["msg_type"] for m in self.outputs] != ["execute_result"]:
            return None
        return self.outputs[0]["content"]["data"].get("text/plain")

    def says(self):
        """All that a reader sees, as one text."""
        parts = []
        for message in self.outputs:
            content = message["content"]
            parts.append(content.get("text", ""))
            parts.append(content.get("data", {}).get("text/plain", ""))
            parts += content.get("traceback", [])
            parts.append(content.get("evalue", ""))
        parts.append(self.reply["content"].get("evalue", ""))
        return "\n".join(parts)


class Kernel:
    """Starts a kernel; `with Kernel(name) as kernel` stops it again."""

    def __init__(self, name, **options):
        self.manager = KernelManager(kernel_name=name)
        self.manager.start_kernel(**options)
        self.client = self.connect()

    def connect(self):
        """Another client of the same kernel."""
        client = BlockingKernelClient(connection_file=self.manager.connection_file)
        client.load_connection_file()  # a session of its own, unlike manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=60)
        except RuntimeError:
            client.stop_channels()
            self.manager.shutdown_kernel(now=True)
            raise
        return client

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=not self.manager.is_alive())
        self.manager.cleanup_resources()

    @property
    def pid(self):
        return self.manager.provisioner.pid

    def send(self, code, **options):
        """Sends a cell and does not wait; gives the id to collect its outputs by."""
        options.setdefault("allow_stdin", False)
        return self.client.execute(code, **options)

    def run(self, code, timeout=30, **options):
        start = time.monotonic()
        cell = self.collect(self.send(code, **options), timeout)
        cell.seconds = time.monotonic() - start
        return cell

    def collect(self, message_id, timeout=30, client=None):
        """The reply and the outputs up to `idle`: what nbclient would put in the notebook."""
        client = client or self.client
        deadline = time.monotonic() + timeout
        outputs = []
        while True:
            message = next_message(client.get_iopub_msg, deadline)
            if message["parent_header"].get("msg_id") != message_id:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] == "idle":
                break
            if kind not in ("status", "execute_input"):
                outputs.append(message)
        while True:
            reply = next_message(client.get_shell_msg, deadline)
            if reply["parent_header"].get("msg_id") == message_id:
                return Cell(reply, outputs)

    def stray(self, seconds=0.3):
        """Messages that come although nothing runs; a status is none."""
        found, deadline = [], time.monotonic() + seconds
        while True:
            try:
                message = next_message(self.client.get_iopub_msg, deadline)
            except TimeoutError:
                return found
            if message["msg_type"] not in ("status", "execute_input"):
                found.append(message)


def next_message(get, deadline):
    try:
        return get(timeout=max(0.01, deadline - time.monotonic()))
    except Empty:
        raise TimeoutError("The kernel sent nothing more in time") from None
