// SPDX-License-Identifier: MIT
#include "data/images/image.h"

#include <algorithm>
#include <array>

#include "base/checked_size.h"

namespace hourglass::data {
namespace {

template <std::size_t kSize>
bool begins_with(std::span<const std::byte> file, const std::array<unsigned char, kSize>& mark) {
  return file.size() >= kSize &&
         std::equal(mark.begin(), mark.end(), file.begin(),
                    [](unsigned char a, std::byte b) { return std::byte{a} == b; });
}

}  // namespace

std::string find_size_fault(std::int64_t height, std::int64_t width, std::int64_t most_pixels) {
  const std::string size = std::to_string(width) + " x " + std::to_string(height) + " pixels";
  const std::int64_t dims[] = {height, width};
  if (height > kLongestSide || width > kLongestSide || !base::checked_size(dims, kMostPixels)) {
    return "has " + size + ", more than " + std::to_string(kLongestSide) + " on a side or " +
           std::to_string(kMostPixels) + " in all";
  }
  if (!base::checked_size(dims, most_pixels)) return "is too short for its " + size;
  return {};
}

bool is_png(std::span<const std::byte> file) {
  return begins_with<8>(file, {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
}

bool is_jpeg(std::span<const std::byte> file) { return begins_with<3>(file, {0xff, 0xd8, 0xff}); }

DecodedImage decode_image(std::span<const std::byte> file,
                          const std::optional<Colour>& background) {
  if (is_png(file)) return decode_png(file, background);
  if (is_jpeg(file)) return decode_jpeg(file);
  if (file.empty()) return {std::nullopt, "is empty"};
  return {std::nullopt, "is neither PNG nor JPEG inside"};
}

Image to_gray(const Image& image) {
  Image gray = Image::make(image.height, image.width, 1);
  const std::uint8_t* from = image.pixel(0, 0);
  std::uint8_t* to = gray.pixel(0, 0);
  const std::int64_t pixels = image.height * image.width;
  if (image.channels == 1) {
    std::copy_n(from, pixels, to);
    return gray;
  }
  for (std::int64_t i = 0; i < pixels; ++i, from += 3) {
    const std::uint32_t luma = 19595U * from[0] + 38470U * from[1] + 7471U * from[2] + 32768U;
    to[i] = static_cast<std::uint8_t>(luma >> 16U);
  }
  return gray;
}

Image to_colour(const Image& image) {
  Image colour = Image::make(image.height, image.width, 3);
  const std::uint8_t* from = image.pixel(0, 0);
  std::uint8_t* to = colour.pixel(0, 0);
  const std::int64_t pixels = image.height * image.width;
  if (image.channels == 3) {
    std::copy_n(from, 3 * pixels, to);
    return colour;
  }
  for (std::int64_t i = 0; i < pixels; ++i) to = std::fill_n(to, 3, from[i]);
  return colour;
}

}  // namespace hourglass::data
