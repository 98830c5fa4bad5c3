#!/bin/sh
# JupyterLab with the notebooks on port 8888; arguments, such as --port=9000, are handed on to it.
set -eu
cd "$(dirname "$0")/.."
# On another port than it was told nobody would find it.
exec "$HOME/jupyter/bin/jupyter" lab --no-browser --notebook-dir=notebooks \
  --ServerApp.port_retries=0 "$@"
