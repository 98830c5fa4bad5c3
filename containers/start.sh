#!/bin/sh
# JupyterLab with the notebooks; arguments are handed on to it.
set -eu
cd "$(dirname "$0")/.."
exec "$HOME/jupyter/bin/jupyter" lab --no-browser --notebook-dir=notebooks --port=8888 "$@"
