// SPDX-License-Identifier: MIT
// What is read can be written, and is read as the same.
#include <cstdint>

#include "formats/json.h"
#include "fuzz/fuzz.h"

using namespace hourglass;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::expect_value_or_refusal([&] {
    const formats::Json json =
        formats::parse_json({reinterpret_cast<const char*>(data), size}, "input");
    formats::describe_json(json);
    fuzz::expect(formats::parse_json(json.dump(), "copy") == json);
  });
  return 0;
}
