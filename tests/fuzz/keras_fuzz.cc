// SPDX-License-Identifier: MIT
// A whole .keras file: what is read can be written, and has the same weights when it is read again.
#include <cstdint>

#include "formats/zip.h"
#include "fuzz/fuzz.h"
#include "keras/model_archive.h"

using namespace hourglass;

namespace {

keras::ModelFile read(std::span<const std::byte> bytes) {
  return keras::read_model_archive(formats::ZipArchive(formats::source_in_memory(bytes, "input")),
                                   {"input"});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::expect_value_or_refusal([&] {
    const keras::ModelFile file = read(std::as_bytes(std::span(data, size)));
    const std::vector<std::byte> written =
        keras::write_model_archive(file.model, formats::OrderedJson(file.notes));
    fuzz::expect(read(written).model.weights_sha256() == file.model.weights_sha256());
  });
  return 0;
}
