"""The conformance suite of the Jupyter project, jupyter_kernel_test, on one kernel.

conformance.py KERNEL
"""

import json
import os
import signal
import sys
import unittest

import jupyter_kernel_test

KERNEL = sys.argv[1]

# The suite counts what it finds in the history, so there must be nothing of others.
os.environ["TENSAUR_KERNEL_HISTORY"] = "off"


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("test")'
    completion_samples = [
        {"text": "Number.isSafeInt", "matches": {"isSafeInteger"}},
        {"text": "Deno.readTextFileS", "matches": {"readTextFileSync"}},
    ]
    complete_code_samples = ["1", 'console.log("hello, world")', "function f() {\n  return 1;\n}"]
    incomplete_code_samples = ["function f() {", "const x = [1,", "`text", "/* comment"]
    invalid_code_samples = ["const = 1", "1 +* 2", "let 5x"]
    code_generate_error = 'throw new Error("on purpose")'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"a" + "b"', "result": '"ab"'},
        {"code": "[1, 2].map((x) => x * 2)", "result": "[ 2, 4 ]"},
    ]
    code_display_data = [
        {"code": "await Deno.jupyter.display(Deno.jupyter.html`<b>hi</b>`)", "mime": "text/html"},
        {"code": "await Deno.jupyter.display(Deno.jupyter.svg`<svg></svg>`)", "mime": "image/svg+xml"},
    ]
    code_history_pattern = "6 ?*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.hypot"
    code_clear_output = 'await Deno.jupyter.broadcast("clear_output", { wait: false })'

    @unittest.skip("a page is an extension of IPython; in Deno, ? is no syntax that asks for it")
    def test_pager(self):
        pass


class Welcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True

    def setUp(self):
        # It waits without an end where no welcome comes.
        signal.signal(signal.SIGALRM, lambda *_: self.fail("no welcome within 10 s"))
        signal.alarm(10)

    def tearDown(self):
        signal.alarm(0)


def reasons(pairs):
    return [{"test": str(test), "why": why} for test, why in pairs]


suite = unittest.TestSuite(
    unittest.defaultTestLoader.loadTestsFromTestCase(case) for case in (Conformance, Welcome)
)
result = unittest.TextTestRunner(stream=sys.stderr).run(suite)
print(
    json.dumps(
        {
            "run": result.testsRun,
            "failed": reasons(result.failures + result.errors),
            "skipped": reasons(result.skipped),
        }
    )
)
