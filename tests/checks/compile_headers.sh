#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every public header has to compile on its own.
set -euo pipefail
compiler=${1:-g++}

status=0
for header in include/hourglass/*.h include/hourglass/layers/*.h; do
  "$compiler" -std=c++20 -Iinclude -Wall -Wextra -fsyntax-only -x c++ -include "$header" /dev/null || {
    echo "$header does not compile on its own"
    status=1
  }
done
exit $status
