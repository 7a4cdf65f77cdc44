// SPDX-License-Identifier: MIT
#include "data/npy_array.h"
#include "fuzz/fuzz.h"

using namespace hourglass;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  fuzz::expect_value_or_refusal([&] {
    const data::NpzFile npz(formats::source_in_memory(bytes, "input"));
    for (const std::string& name : npz.names()) {
      fuzz::expect_value_or_refusal([&] { npz.header(name); });
      fuzz::expect_value_or_refusal([&] {
        const Dataset samples = data::dataset_of(npz.array(name, 0), {});
        samples.read(0, samples.size());
      });
      fuzz::expect_value_or_refusal([&] { data::labels_of(npz.array(name, 0)); });
    }
  });
  return 0;
}
