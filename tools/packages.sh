# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
# The Debian packages that ./run and ./test need, each with its reason. Sourced by both; nothing else
# in this repository installs anything.

RUN_PACKAGES=(
  "g++                    compiles C++20"
  "cmake                  configures the build"
  "ninja-build            runs the build"
  "pkg-config             finds the libraries"
  "libhwy-dev             vector instructions, the same source for each (Highway)"
  "libmd-dev              SHA-256, for the digest of the weights"
  "zlib1g-dev             reads gzipped images and deflated members of zip archives"
  "libprotozero-dev       writes protocol buffers, which ONNX files and events of TensorBoard are"
  "libpng-dev             reads and writes pictures"
  "libjpeg62-turbo-dev    reads pictures; what JPEG makes of them, to compare with"
  "libeigen3-dev          linear algebra of the analyses: eigenvectors, products, solving"
  "nlohmann-json3-dev     reads and writes JSON: models, histories, numbers"
  "libcli11-dev           reads the command line"
  "libjs-chart.js         draws the charts of pages, which hold it (Chart.js 3)"
  "dataset-fashion-mnist  70,000 images to train with"
)

TEST_PACKAGES=(
  "doctest-dev            runs the C++ tests"
  "clang-format           checks the layout of the source"
  "clang-tidy             checks the source for common mistakes"
  "strace                 makes system calls fail, to see that nothing is lost"
  "python3                runs the tests of the command line and the checks"
  "dpkg-dev               finds what a Debian package depends on"
  "file                   tells it which files are programs"
  "doxygen                finds public headers whose comments it cannot read"
  "zsh                    completes the program's arguments, as bash does"
  "fish                   completes them, too"
  "mandoc                 finds mistakes in the manual page"
  "chromium               opens pages, as a browser shows them"
  "nodejs                 runs the tests of pages"
  "npm                    brings what these drive the browser with"
  "python3-venv           holds the real Keras, ONNX Runtime and scikit-learn, to compare with"
  "iso-flags-png-320x240  flags, for an example with pictures"
)

# For ./test --full alone.
FULL_PACKAGES=(
  "clang-14               builds the fuzz targets"
  "libclang-rt-14-dev     the fuzzer itself"
  "valgrind               finds reads of what was never written"
  "bochs                  emulates a computer with AVX-512"
  "bochs-term             its screen"
  "bochsbios              what it starts with"
  "vgabios                the same for its screen"
  "grub-pc-bin            starts Debian's kernel on it"
  "grub-common            makes the disc for that"
  "xorriso                writes the disc"
  "mtools                 the same"
  "cpio                   packs the files that its tests need"
  "busybox-static         its shell"
)

# For tools/coverage alone.
COVERAGE_PACKAGES=(
  "clang-14               builds what counts the regions that run"
  "libclang-rt-14-dev     writes the counts down"
  "llvm-14                adds them up (llvm-profdata, llvm-cov)"
)

# Itself, or within another package: nodejs from elsewhere than Debian holds npm.
is_installed() {
  local installed
  installed=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}, ${Provides}, \n' |
    sed -n 's/ ([^)]*)//g; s/^installed / /p')
  [[ $installed == *" $1, "* ]]
}

as_root() {
  if [[ $EUID -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

# Installs what is missing of the lines given, and says so.
install_packages() {
  local line missing=()
  if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian: please see to these yourself." >&2
    printf '  %s\n' "$@" >&2
    return
  fi
  for line in "$@"; do
    is_installed "${line%% *}" || missing+=("$line")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0

  echo "To be installed from Debian:"
  printf '  %s\n' "${missing[@]}"
  if [[ $EUID -ne 0 ]] && ! command -v sudo >/dev/null; then
    echo "That needs root or sudo, and neither is here. As root, run:" >&2
    echo "  apt-get update && apt-get install --no-install-recommends ${missing[*]%% *}" >&2
    exit 1
  fi
  as_root apt-get update --quiet
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --quiet --no-install-recommends "${missing[@]%% *}"
}
