// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "data/images/image.h"
#include "data/images/png_testing.h"

using namespace hourglass::data;

namespace {

DecodedImage decode(const std::string& file) {
  return decode_image(std::as_bytes(std::span(file)));
}

// The pixels, or what is wrong with them.
std::string pixels_of(const std::string& file) {
  const DecodedImage decoded = decode(file);
  if (!decoded.image) return decoded.fault;
  const auto bytes = decoded.image->bytes.bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string fault_of(const std::string& file) {
  const DecodedImage decoded = decode(file);
  CHECK_FALSE(decoded.image);
  return decoded.fault;
}

bool is_damaged(const std::string& file, const std::string& part) {
  const std::string fault = fault_of(file);
  return fault.starts_with("cannot be decoded: ") && fault.find(part) != std::string::npos;
}

// Parts of a file of 2 x 2 gray pixels.
const std::string kHeader = png_header(2, 2, 8, kGray);
const std::string kPixels = {0, 85, '\xaa', '\xff'};
const std::string kRows = png_rows(kPixels, 2);

}  // namespace

TEST_CASE("a gray image has its pixels and its size") {
  const DecodedImage decoded = decode(png(3, 1, "abc"));
  REQUIRE(decoded.image);
  CHECK(decoded.image->height == 1);
  CHECK(decoded.image->width == 3);
  CHECK(decoded.image->channels == 1);
  CHECK(pixels_of(png(3, 1, "abc")) == "abc");
}

TEST_CASE("a coloured image has three channels") {
  CHECK(pixels_of(png(2, 1, "RGBrgb", kColours)) == "RGBrgb");
  CHECK(decode(png(2, 1, "RGBrgb", kColours)).image->channels == 3);
}

TEST_CASE("gray of 1, 2 and 4 bits is spread over the bytes") {
  const auto gray = [](int depth, char bits) {
    return pixels_of(kPngMark + png_header(2, 1, depth, kGray) + png_rows({bits}, 1) + png_end());
  };
  CHECK(gray(1, '\x40') == std::string("\x00\xff", 2));
  CHECK(gray(2, '\x60') == std::string("\x55\xaa", 2));
  CHECK(gray(4, '\x1e') == std::string("\x11\xee", 2));
}

TEST_CASE("16 bits are rounded to 8") {
  // 0x01ff is 1.99 of 256 but 1.99 / 257 * 255 is nearest to 2; 0x0080 is nearest to 0.
  const std::string pixels("\x01\xff\x00\x80\xff\xff", 6);
  CHECK(pixels_of(kPngMark + png_header(3, 1, 16, kGray) + png_rows(pixels, 6) + png_end()) ==
        std::string("\x02\x00\xff", 3));
}

TEST_CASE("palettes are looked up") {
  const std::string palette = png_chunk("PLTE", "RGBrgb");
  CHECK(pixels_of(kPngMark + png_header(3, 1, 8, kPalette) + palette +
                  png_rows(std::string("\1\0\1", 3), 3) + png_end()) == "rgbRGBrgb");
  CHECK(pixels_of(kPngMark + png_header(3, 1, 1, kPalette) + palette + png_rows("\xa0", 1) +
                  png_end()) == "rgbRGBrgb");
}

TEST_CASE("interlaced images are put together") {
  // Of 2 x 2 pixels, Adam7 has the first in pass 1, the one beside it in pass 6, the row below
  // in 7.
  const std::string passes = std::string("\0a\0b\0cd", 7);
  CHECK(pixels_of(kPngMark + png_header(2, 2, 8, kGray, true) +
                  png_chunk("IDAT", deflated(passes)) + png_end()) == "abcd");
}

TEST_CASE("gamma, profiles and text change nothing") {
  const std::string gamma = png_chunk("gAMA", big_endian_bytes(22727));
  const std::string text = png_chunk("tEXt", std::string("Title\0Ant", 9));
  const std::string profile = png_chunk("iCCP", std::string("x\0\0", 3) + deflated("no profile"));
  CHECK(pixels_of(kPngMark + kHeader + gamma + profile + text + kRows + png_end()) == kPixels);
}

TEST_CASE("text and profiles that unpack to more than memory holds are not unpacked") {
  const std::string bomb = deflated(std::string(std::size_t{32} << 20, 'x'));
  const std::string text = png_chunk("zTXt", std::string("Title\0\0", 7) + bomb);
  const std::string profile = png_chunk("iCCP", std::string("x\0\0", 3) + bomb);
  CHECK(pixels_of(kPngMark + kHeader + profile + text + kRows + png_end()) == kPixels);
}

TEST_CASE("of an animation the first image counts") {
  const std::string control = png_chunk("acTL", big_endian_bytes(2) + big_endian_bytes(0));
  const std::string frame = png_chunk("fdAT", big_endian_bytes(1) + "not looked at");
  CHECK(pixels_of(kPngMark + kHeader + control + kRows + frame + png_end()) == kPixels);
}

TEST_CASE("an alpha channel that hides nothing is left out") {
  CHECK(pixels_of(png(2, 1, "RGB\xffrgb\xff", kColoursAlpha)) == "RGBrgb");
  CHECK(pixels_of(png(2, 1, "G\xffg\xff", kGrayAlpha)) == "Gg");
}

TEST_CASE("transparent pixels are refused, however transparent") {
  CHECK(fault_of(png(2, 1, "RGB\xffrgb\xfe", kColoursAlpha)) == "has transparent pixels");
  CHECK(fault_of(png(1, 1, std::string("G\0", 2), kGrayAlpha)) == "has transparent pixels");
}

TEST_CASE("a transparent colour counts if a pixel has it") {
  const auto gray = [](char colour) {
    return kPngMark + kHeader + png_chunk("tRNS", {0, colour}) + kRows + png_end();
  };
  CHECK(pixels_of(gray(7)) == kPixels);
  CHECK(fault_of(gray(85)) == "has transparent pixels");
  const auto palette = [](const std::string& rows) {
    return kPngMark + png_header(2, 1, 8, kPalette) + png_chunk("PLTE", "RGBrgb") +
           png_chunk("tRNS", std::string(1, '\0')) + png_rows(rows, 2) + png_end();
  };
  CHECK(pixels_of(palette("\1\1")) == "rgbrgb");
  CHECK(fault_of(palette(std::string("\1\0", 2))) == "has transparent pixels");
}

TEST_CASE("a file cut short is refused at every length") {
  const std::string file = small_png();
  for (std::size_t length = 0; length < file.size(); ++length) {
    CAPTURE(length);
    const std::string fault = fault_of(file.substr(0, length));
    if (length >= 24) CHECK(fault == "cannot be decoded: the file is cut short");
  }
  CHECK(fault_of("") == "is empty");
  CHECK(fault_of(kPngMark) == "is cut short");
}

TEST_CASE("a flipped bit is noticed") {
  const std::string file = small_png();
  for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
    CAPTURE(bit);
    std::string wrong = file;
    wrong[bit / 8] = static_cast<char>(wrong[bit / 8] ^ 1 << bit % 8);
    CHECK_FALSE(decode(wrong).image);
  }
}

TEST_CASE("a wrong checksum is refused, of pixels and of what is passed over") {
  std::string wrong = kRows;
  wrong.back() = static_cast<char>(wrong.back() ^ 1);
  CHECK(is_damaged(kPngMark + kHeader + wrong + png_end(), "CRC error"));
  std::string text = png_chunk("tEXt", std::string("Title\0Ant", 9));
  text.back() = static_cast<char>(text.back() ^ 1);
  CHECK(is_damaged(kPngMark + kHeader + text + kRows + png_end(), "CRC error"));
}

TEST_CASE("sizes that no image should have are refused before memory is asked for") {
  const auto of_size = [](std::uint32_t width, std::uint32_t height) {
    return fault_of(kPngMark + png_header(width, height, 8, kGray) + kRows + png_end());
  };
  CHECK(of_size(100'000, 100'000) ==
        "has 100000 x 100000 pixels, more than 16384 on a side or 67108864 in all");
  CHECK(of_size(16385, 1).find("more than 16384") != std::string::npos);
  CHECK(of_size(16384, 16384).find("or 67108864 in all") != std::string::npos);
  CHECK(of_size(0xffffffffU, 0xffffffffU).find("4294967295 x 4294967295") != std::string::npos);
  CHECK(of_size(8192, 8192) == "is too short for its 8192 x 8192 pixels");
}

TEST_CASE("a size of zero is refused") {
  CHECK(is_damaged(kPngMark + png_header(0, 2, 8, kGray) + kRows + png_end(), "Invalid IHDR"));
}

TEST_CASE("fewer pixels than the size promises are refused") {
  CHECK(is_damaged(kPngMark + png_header(2, 3, 8, kGray) + kRows + png_end(),
                   "Not enough image data"));
  CHECK(is_damaged(kPngMark + kHeader + png_end(), "IEND: out of place"));
  CHECK(is_damaged(kPngMark + kHeader + png_chunk("IDAT", "no zlib") + png_end(),
                   "incorrect header"));
}

TEST_CASE("depths, kinds and filters that PNG does not have are refused") {
  CHECK(is_damaged(kPngMark + png_header(2, 2, 3, kGray) + kRows + png_end(), "Invalid IHDR"));
  CHECK(is_damaged(kPngMark + png_header(2, 2, 8, static_cast<PngColour>(5)) + kRows + png_end(),
                   "Invalid IHDR"));
  CHECK(is_damaged(
      kPngMark + png_header(1, 1, 8, kGray) + png_chunk("IDAT", deflated("\x09x")) + png_end(),
      "filter"));
}

TEST_CASE("a palette image without palette is refused") {
  CHECK(is_damaged(kPngMark + png_header(2, 2, 8, kPalette) + kRows + png_end(), "PLTE"));
}

TEST_CASE("chunks out of their order are refused") {
  CHECK(fault_of(kPngMark + kRows + kHeader + png_end()) == "does not begin with a header");
  CHECK(is_damaged(kPngMark + kHeader + kHeader + kRows + png_end(), "IHDR: out of place"));
}

TEST_CASE("an unknown chunk that must be understood is refused") {
  CHECK(is_damaged(kPngMark + kHeader + png_chunk("ABCD", "?") + kRows + png_end(),
                   "unhandled critical"));
}

TEST_CASE("files of other formats are refused") {
  CHECK(fault_of("GIF89a") == "is neither PNG nor JPEG inside");
  CHECK(fault_of(std::string("\0\0\x08\3", 4)) == "is neither PNG nor JPEG inside");
}
