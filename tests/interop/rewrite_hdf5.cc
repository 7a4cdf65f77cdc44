// SPDX-License-Identifier: MIT
// rewrite_hdf5 IN OUT: reads an HDF5 file and writes what was understood of it, for other programs
// to compare the two.
#include <iostream>
#include <limits>

#include "base/atomic_file.h"
#include "base/read_file.h"
#include "formats/hdf5.h"
#include "hourglass/error.h"

int main(int count, char** arguments) {
  using namespace hourglass;
  if (count != 3) {
    std::cerr << "usage: rewrite_hdf5 IN OUT\n";
    return 2;
  }
  try {
    const auto file = base::read_file(arguments[1], std::numeric_limits<std::uint64_t>::max());
    const auto group = formats::read_hdf5(file.bytes(), arguments[1]);
    base::write_file_atomically(arguments[2], formats::write_hdf5(group));
  } catch (const Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
