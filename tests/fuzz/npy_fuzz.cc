// SPDX-License-Identifier: MIT
#include <algorithm>

#include "data/npy_array.h"
#include "fuzz/fuzz.h"

using namespace hourglass;

namespace {

data::NpyArray open(std::span<const std::byte> bytes) {
  base::ByteBuffer contents(bytes.size());
  std::copy(bytes.begin(), bytes.end(), contents.bytes().begin());
  return data::npy_in_memory(std::move(contents), "input");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  fuzz::expect_value_or_refusal([&] {
    const Dataset samples = data::dataset_of(open(bytes), {});
    samples.read(0, samples.size());
  });
  fuzz::expect_value_or_refusal([&] { data::labels_of(open(bytes)); });
  return 0;
}
