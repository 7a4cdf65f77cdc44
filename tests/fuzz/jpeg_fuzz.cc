// SPDX-License-Identifier: MIT
#include "data/images/image.h"
#include "fuzz/fuzz.h"

using namespace hourglass;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const data::DecodedImage decoded = data::decode_jpeg(std::as_bytes(std::span(data, size)));
  fuzz::expect(decoded.image.has_value() == decoded.fault.empty());
  if (!decoded.image) return 0;
  const data::Image& image = *decoded.image;
  fuzz::expect(image.channels == 1 || image.channels == 3);
  const data::Image small = data::resize(data::to_gray(image), 3, 5);
  fuzz::expect(small.bytes.size() == 15);
  return 0;
}
