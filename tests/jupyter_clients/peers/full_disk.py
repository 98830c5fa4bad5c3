"""Runs a command that can write to no file, as on a full disk.

full_disk.py COMMAND [ARGUMENT ...]
"""

import os
import resource
import signal
import sys

# Without this the first write ends the process instead of failing.
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
os.execvp(sys.argv[1], sys.argv[1:])
