"""Runs a command that a limit on the size of files does not end, so that its writes fail instead.

full_disk.py COMMAND [ARGUMENT ...]
"""

import os
import signal
import sys

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
os.execvp(sys.argv[1], sys.argv[1:])
