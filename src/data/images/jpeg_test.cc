// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "data/images/image.h"
#include "data/images/jpeg_testing.h"

using namespace hourglass::data;

namespace {

DecodedImage decode(const std::string& file) {
  return decode_image(std::as_bytes(std::span(file)));
}

std::string fault_of(const std::string& file) {
  const DecodedImage decoded = decode(file);
  CHECK_FALSE(decoded.image);
  return decoded.fault;
}

std::string coloured(const std::function<void(jpeg_compress_struct&)>& adjust = {}) {
  return jpeg(21, 19, 3, JCS_RGB, adjust);
}

// A file that calls itself as large as no file is.
std::string with_size(std::string file, int width, int height) {
  const std::size_t frame = file.find("\xff\xc0");
  file[frame + 5] = static_cast<char>(height >> 8);
  file[frame + 6] = static_cast<char>(height);
  file[frame + 7] = static_cast<char>(width >> 8);
  file[frame + 8] = static_cast<char>(width);
  return file;
}

}  // namespace

TEST_CASE("a coloured image has three channels, a gray one has one") {
  const DecodedImage colours = decode(coloured());
  REQUIRE(colours.image);
  CHECK(colours.image->width == 21);
  CHECK(colours.image->height == 19);
  CHECK(colours.image->channels == 3);
  CHECK(int{colours.image->pixel(18, 20)[0]} == doctest::Approx(100).epsilon(0.03));
  CHECK(int{colours.image->pixel(18, 20)[2]} == doctest::Approx(200).epsilon(0.03));
  CHECK(decode(jpeg(21, 19, 1, JCS_GRAYSCALE)).image->channels == 1);
}

TEST_CASE("progressive images and colours stored as they are are read") {
  CHECK(decode(coloured([](auto& info) { jpeg_simple_progression(&info); })).image);
  CHECK(decode(coloured([](auto& info) { jpeg_set_colorspace(&info, JCS_RGB); })).image);
}

TEST_CASE("a file cut short is refused at every length") {
  for (const bool progressive : {false, true}) {
    const std::string file = coloured([&](auto& info) {
      if (progressive) jpeg_simple_progression(&info);
    });
    for (std::size_t length = 3; length < file.size(); ++length) {
      CAPTURE(length);
      CHECK(fault_of(file.substr(0, length)).starts_with("cannot be decoded: "));
    }
  }
}

TEST_CASE("damage that the decoder would mend is refused") {
  std::string wrong = coloured();
  const std::size_t scan = wrong.find("\xff\xda");
  wrong.insert(scan + 20, "\xff\xd9");
  CHECK(fault_of(wrong).starts_with("cannot be decoded: "));
}

TEST_CASE("sizes that no image should have are refused before memory is asked for") {
  CHECK(fault_of(with_size(coloured(), 20'000, 19)) ==
        "has 20000 x 19 pixels, more than 16384 on a side or 67108864 in all");
  CHECK(fault_of(with_size(coloured(), 16'384, 8192)).find("or 67108864 in all") !=
        std::string::npos);
  CHECK(fault_of(with_size(coloured(), 8192, 8192)) == "is too short for its 8192 x 8192 pixels");
}

TEST_CASE("a size of zero is refused") {
  CHECK(fault_of(with_size(coloured(), 0, 19)).starts_with("cannot be decoded: "));
}

TEST_CASE("CMYK and arithmetic coding are refused by name") {
  CHECK(fault_of(jpeg(8, 8, 4, JCS_CMYK)) == "cannot be decoded: its colours are CMYK");
  CHECK(fault_of(coloured([](auto& info) { info.arith_code = TRUE; })) ==
        "cannot be decoded: it is arithmetically coded");
}

TEST_CASE("an image that never ends scanning is refused") {
  // All means, then all the rest of each channel, in full: scans that may be there again.
  static const jpeg_scan_info kScans[] = {{3, {0, 1, 2}, 0, 0, 0, 0},
                                          {1, {0}, 1, 63, 0, 0},
                                          {1, {1}, 1, 63, 0, 0},
                                          {1, {2}, 1, 63, 0, 0}};
  const std::string file = coloured([](auto& info) {
    info.scan_info = kScans;
    info.num_scans = 4;
  });
  const std::size_t scan = file.rfind("\xff\xc4");
  const std::string last = file.substr(scan, file.size() - 2 - scan);
  const auto with_scans = [&](int more) {
    std::string longer = file.substr(0, file.size() - 2);
    for (int i = 0; i < more; ++i) longer += last;
    return longer + "\xff\xd9";
  };
  CHECK(decode(with_scans(90)).image);
  CHECK(fault_of(with_scans(200)) == "cannot be decoded: it has too many scans");
}

TEST_CASE("12 bits a channel are refused") {
  std::string file = coloured();
  file[file.find("\xff\xc0") + 4] = 12;
  CHECK(fault_of(file).starts_with("cannot be decoded: "));
}
