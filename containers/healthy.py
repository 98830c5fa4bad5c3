"""Ends with 0 where JupyterLab answers on a port, 8888 unless told."""

import json
import sys
from urllib.request import urlopen

port = sys.argv[1] if len(sys.argv) > 1 else "8888"
with urlopen(f"http://127.0.0.1:{port}/api", timeout=5) as answer:
    print("Jupyter Server", json.load(answer)["version"])
