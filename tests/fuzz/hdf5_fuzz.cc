// SPDX-License-Identifier: MIT
// Whatever the bytes are, they are read or refused; what was read can be written and is then read
// again as the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "formats/hdf5.h"
#include "hourglass/error.h"

using namespace hourglass;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto group = formats::read_hdf5(std::as_bytes(std::span(data, size)), "fuzz");
    const auto written = formats::write_hdf5(group);
    if (formats::write_hdf5(formats::read_hdf5(written, "written")) != written) std::abort();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::internal) std::abort();
  }
  return 0;
}
