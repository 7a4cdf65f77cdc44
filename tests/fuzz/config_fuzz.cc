// SPDX-License-Identifier: MIT
// A model's description, without weights: what is read can be written, and is read as the same.
#include <cstdint>

#include "formats/json.h"
#include "fuzz/fuzz.h"
#include "keras/graph_reader.h"
#include "keras/graph_writer.h"

using namespace hourglass;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const keras::Place place = {"input"};
  fuzz::expect_value_or_refusal([&] {
    const formats::Json json =
        formats::parse_json({reinterpret_cast<const char*>(data), size}, "input");
    const auto model = keras::read_graph(json, nullptr, place);
    const std::string written = keras::write_graph(*model).dump();
    const auto copy = keras::read_graph(formats::parse_json(written, "copy"), nullptr, place);
    fuzz::expect(keras::write_graph(*copy).dump() == written);
  });
  return 0;
}
