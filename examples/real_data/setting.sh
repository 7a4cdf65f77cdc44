# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the examples of this folder begin with: the program, a Python with what requirements.txt lists, and a folder
# of their own to work in.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
example=$(basename "$0" .sh)

hourglass=$(realpath "${HOURGLASS_PROGRAM:-build/release/hourglass}")
python=$PWD/.venv-real-data/bin/python
if [[ -n ${HOURGLASS_PYTHON:-} ]]; then
  python=$HOURGLASS_PYTHON
elif [[ ! -x $python ]]; then
  python3 -m venv .venv-real-data
  "$python" -m pip install --quiet --requirement examples/real_data/requirements.txt
fi

work=${HOURGLASS_WORK:-out/real_data}/$example
rm -rf "$work"
mkdir -p "$work"
cd "$work"
