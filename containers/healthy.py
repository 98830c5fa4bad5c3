"""Ends with 0 where JupyterLab answers on a port, 8888 unless told; else with 1 and why."""

import json
import sys
from urllib.request import urlopen

port = sys.argv[1] if len(sys.argv) > 1 else "8888"
try:
    with urlopen(f"http://127.0.0.1:{port}/api", timeout=5) as answer:
        print("Jupyter Server", json.load(answer)["version"])
except (OSError, ValueError) as error:
    sys.exit(f"JupyterLab does not answer on port {port}: {error}")
