// SPDX-License-Identifier: MIT
#include "tensorboard/event.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <protozero/pbf_message.hpp>
#include <span>
#include <string>
#include <vector>

#include "formats/little_endian.h"
#include "hourglass/version.h"
#include "tensorboard/crc32c.h"
#include "tensorboard/fields.h"

using namespace hourglass;
using namespace hourglass::tensorboard;

namespace {

std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}

std::uint32_t crc32c_of(std::string_view text) { return crc32c(as_bytes(text)); }

}  // namespace

TEST_CASE("checksums are those of RFC 3720, appendix B.4") {
  CHECK(crc32c_of(std::string(32, '\0')) == 0x8a9136aa);
  CHECK(crc32c_of(std::string(32, '\xff')) == 0x62a8ab43);
  std::string rising, falling;
  for (int i = 0; i < 32; ++i) {
    rising += static_cast<char>(i);
    falling += static_cast<char>(31 - i);
  }
  CHECK(crc32c_of(rising) == 0x46dd794e);
  CHECK(crc32c_of(falling) == 0x113fdb5c);
  CHECK(crc32c_of("123456789") == 0xe3069283);
  CHECK(crc32c_of("") == 0);
}

TEST_CASE("a masked checksum is turned by 15 bits before the constant is added") {
  // 0xe3069283 turned right by 15 bits is 0x2507c60d.
  CHECK(masked_crc32c(as_bytes("123456789")) == 0x2507c60dU + 0xa282ead8U);
}

TEST_CASE("a record is length, its checksum, the event, its checksum") {
  const std::string event = "123456789";
  const std::vector<std::byte> record = as_record(event);
  REQUIRE(record.size() == 8 + 4 + 9 + 4);
  const std::span<const std::byte> bytes = record;
  CHECK(formats::little_endian(bytes, 0, 8) == 9);
  CHECK(formats::little_endian(bytes, 8, 4) == masked_crc32c(bytes.first(8)));
  CHECK(std::equal(event.begin(), event.end(), reinterpret_cast<const char*>(record.data() + 12)));
  CHECK(formats::little_endian(bytes, 21, 4) == 0x2507c60dU + 0xa282ead8U);
}

TEST_CASE("a scalar has the bytes that event.proto, summary.proto and tensor.proto say") {
  using namespace std::string_view_literals;
  CHECK(scalar_event({.wall_time = 1, .step = 3}, "epoch_loss", 0.5F) ==
        "\x09\0\0\0\0\0\0\xf0\x3f"  // Event.wall_time = 1, a double
        "\x10\x03"                  // .step = 3
        "\x2a\x27"                  // .summary, 39 bytes
        "\x0a\x25"                  // Summary.value, 37 bytes
        "\x0a\x0a"
        "epoch_loss"  // Value.tag
        "\x42\x0a"    // .tensor, 10 bytes
        "\x08\x01"
        "\x12\x00"            // TensorProto.dtype = DT_FLOAT, .tensor_shape of rank 0
        "\x22\x04\0\0\0\x3f"  // .tensor_content = 0.5F
        "\x4a\x0b"
        "\x0a\x09"  // Value.metadata.plugin_data
        "\x0a\x07"
        "scalars"sv);  // .plugin_name
}

TEST_CASE("a file begins with the version of the format and who wrote it") {
  const std::string event = first_event(1700000000.25);
  protozero::pbf_message<EventField> message(event);
  REQUIRE(message.next(EventField::wall_time));
  CHECK(message.get_double() == 1700000000.25);
  REQUIRE(message.next(EventField::file_version));
  CHECK(message.get_string() == "brain.Event:2");
  REQUIRE(message.next(EventField::source_metadata));
  protozero::pbf_message<SourceMetadataField> source(message.get_message());
  REQUIRE(source.next(SourceMetadataField::writer));
  CHECK(source.get_string() == "hourglass " + std::string(version()));
  CHECK_FALSE(message.next());
}

TEST_CASE("an image is its width, its height and its PNG, as three strings") {
  const picture::ContactSheet image = {{std::byte{'p'}, std::byte{0}, std::byte{'g'}}, 340, 68};
  const std::string event = image_event({.wall_time = 2, .step = 7}, "reconstructions", image);
  protozero::pbf_message<EventField> message(event);
  REQUIRE(message.next(EventField::summary));
  protozero::pbf_message<SummaryField> summary(message.get_message());
  REQUIRE(summary.next(SummaryField::value));
  protozero::pbf_message<ValueField> value(summary.get_message());
  REQUIRE(value.next(ValueField::tensor));
  protozero::pbf_message<TensorField> tensor(value.get_message());
  std::vector<std::string> strings;
  while (tensor.next(TensorField::string_val)) strings.push_back(tensor.get_bytes());
  CHECK(strings == std::vector<std::string>{"340", "68", std::string("p\0g", 3)});
}
