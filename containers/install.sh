#!/bin/sh
# What the images are made of, step by step, run from the top of a checkout:
#
#     containers/install.sh system            as root: Python, and a user who is not root
#     containers/install.sh user --cpu        as that user: JupyterLab, TensorFlow, the kernel
#     containers/install.sh user --cuda       the same with CUDA's libraries
#
# Deno must be in the PATH. Without a container `user` does the same below $HOME.
set -eu
cd "$(dirname "$0")/.."

system() {
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends ca-certificates python3 python3-venv
  rm -rf /var/lib/apt/lists/*
  # The number of most people's own user, so that a mounted checkout can be written to; Ubuntu's
  # images give it to a user whom nobody needs.
  if id ubuntu >/dev/null 2>&1; then userdel --remove ubuntu 2>/dev/null; fi
  useradd --uid 1000 --create-home --shell /bin/bash tensaur
  install --directory --owner=tensaur --group=tensaur /home/tensaur/tensaur
}

user() {
  python3 -m venv "$HOME/jupyter"
  "$HOME/jupyter/bin/pip" install --quiet --no-cache-dir -r containers/requirements.txt
  # Its pip fetches TensorFlow, too, which lands in Tensaur's cache.
  deno task setup --python "$HOME/jupyter/bin/python" "$1"
  # Packages from npm come now, so that notebooks run without a network.
  deno cache --quiet mod.ts src/cli/main.ts
  deno task tensaur kernel install --prefix "$HOME/jupyter"
  # The kernel starts, computes and is shut down again, or the image is not made.
  PATH="$HOME/jupyter/bin:$PATH" deno task tensaur kernel doctor
}

case "${1:-} ${2:-}" in
  "system ") system ;;
  "user --cpu" | "user --cuda") user "$2" ;;
  *)
    sed -n '2,8s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
