// SPDX-License-Identifier: MIT
// Beside Pillow: tests/files/images/make_images.py wrote down what it makes of the same images.
#include "data/images/image.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/read_file.h"

using namespace hourglass::data;

namespace {

nlohmann::json pillow(const std::string& what) {
  return nlohmann::json::parse(std::ifstream("tests/files/images/images.json")).at(what);
}

Image image_of(std::int64_t height, std::int64_t width, std::int64_t channels,
               const std::vector<std::uint8_t>& pixels) {
  Image image = Image::make(height, width, channels);
  std::copy(pixels.begin(), pixels.end(), image.pixel(0, 0));
  return image;
}

std::vector<std::uint8_t> pixels_of(const Image& image) {
  return {image.pixel(0, 0), image.pixel(0, 0) + image.bytes.size()};
}

Image formula(std::int64_t height, std::int64_t width, std::int64_t channels) {
  Image image = Image::make(height, width, channels);
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      for (std::int64_t c = 0; c < channels; ++c) {
        image.pixel(y, x)[c] =
            static_cast<std::uint8_t>(37 * y * y + 59 * x + 101 * c + 11 * x * y);
      }
    }
  }
  return image;
}

}  // namespace

TEST_CASE("resizing gives Pillow's pixels") {
  for (const auto& test : pillow("resized")) {
    const std::vector<std::int64_t> from = test.at("from"), to = test.at("to");
    CAPTURE(test.at("from").dump());
    const Image resized = resize(formula(from[0], from[1], from[2]), to[0], to[1]);
    CHECK(pixels_of(resized) == test.at("pixels").get<std::vector<std::uint8_t>>());
  }
}

TEST_CASE("an image of the right size stays as it is") {
  const Image image = formula(5, 4, 3);
  CHECK(pixels_of(resize(image, 5, 4)) == pixels_of(image));
}

TEST_CASE("the luma of colours is Pillow's") {
  const auto test = pillow("gray");
  const Image gray = to_gray(image_of(8, 16, 3, test.at("colours")));
  CHECK(gray.channels == 1);
  CHECK(pixels_of(gray) == test.at("pixels").get<std::vector<std::uint8_t>>());
  CHECK(pixels_of(to_gray(gray)) == pixels_of(gray));
}

TEST_CASE("gray becomes three channels that are the same") {
  CHECK(pixels_of(to_colour(image_of(1, 2, 1, {7, 9}))) ==
        std::vector<std::uint8_t>{7, 7, 7, 9, 9, 9});
  CHECK(pixels_of(to_colour(image_of(1, 1, 3, {7, 8, 9}))) == std::vector<std::uint8_t>{7, 8, 9});
}

TEST_CASE("transparent pixels on a background are Pillow's") {
  const auto test = pillow("laid_on_background");
  const auto file = hourglass::base::read_file("tests/files/images/transparent.png", 10'000);
  const std::vector<std::uint8_t> back = test.at("background");
  const DecodedImage decoded =
      decode_image(file.bytes(), hourglass::Colour{back[0], back[1], back[2]});
  REQUIRE(decoded.image);
  CHECK(decoded.image->channels == 3);
  CHECK(pixels_of(*decoded.image) == test.at("pixels").get<std::vector<std::uint8_t>>());
}

TEST_CASE("gray on a gray background stays gray, on a coloured one if it is opaque") {
  const Image half = image_of(1, 2, 2, {100, 255, 100, 0});
  CHECK(pixels_of(without_alpha(half, {9, 9, 9})) == std::vector<std::uint8_t>{100, 9});
  CHECK(pixels_of(without_alpha(half, {9, 8, 7})) ==
        std::vector<std::uint8_t>{100, 100, 100, 9, 8, 7});
  const Image opaque = image_of(1, 1, 2, {100, 255});
  CHECK(pixels_of(without_alpha(opaque, {9, 8, 7})) == std::vector<std::uint8_t>{100});
}

TEST_CASE("files decode to Pillow's pixels") {
  for (const auto& test : pillow("decoded")) {
    const std::string name = test.at("file");
    CAPTURE(name);
    const auto file = hourglass::base::read_file("tests/files/images/" + name, 10'000);
    const DecodedImage decoded = decode_image(file.bytes());
    REQUIRE(decoded.image);
    CHECK(decoded.image->channels == test.at("channels"));
    CHECK(pixels_of(*decoded.image) == test.at("pixels").get<std::vector<std::uint8_t>>());
  }
}
