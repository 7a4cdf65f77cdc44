// SPDX-License-Identifier: MIT
// A picture in memory, a byte a channel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/byte_buffer.h"
#include "hourglass/image_folder.h"

namespace hourglass::data {

struct Image {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t channels = 0;  // 1 gray, 3 red, green, blue; while decoding also 2 and 4, with alpha
  base::ByteBuffer bytes;     // [height, width, channels]

  static Image make(std::int64_t height, std::int64_t width, std::int64_t channels) {
    return {height, width, channels,
            base::ByteBuffer(static_cast<std::size_t>(height * width * channels))};
  }
  std::uint8_t* pixel(std::int64_t y, std::int64_t x) {
    return reinterpret_cast<std::uint8_t*>(bytes.bytes().data()) + (y * width + x) * channels;
  }
  const std::uint8_t* pixel(std::int64_t y, std::int64_t x) const {
    return const_cast<Image*>(this)->pixel(y, x);
  }
};

// What became of a file: an image, or what is wrong with it, to follow its name: "is cut short".
struct DecodedImage {
  std::optional<Image> image;
  std::string fault;
  bool lacks_background = false;  // that is what is wrong
};

constexpr std::int64_t kLongestSide = 16384;
constexpr std::int64_t kMostPixels = std::int64_t{1} << 26;

// What is wrong with images of this size, or nothing. `most_pixels` is what the file can hold.
std::string find_size_fault(std::int64_t height, std::int64_t width, std::int64_t most_pixels);

// PNG or JPEG, as the first bytes tell. Without a background transparent pixels are a fault.
DecodedImage decode_image(std::span<const std::byte> file,
                          const std::optional<Colour>& background = {});
bool is_png(std::span<const std::byte> file);
bool is_jpeg(std::span<const std::byte> file);

// Throw std::bad_alloc if there is no memory.
DecodedImage decode_png(std::span<const std::byte> file, const std::optional<Colour>& background);
DecodedImage decode_jpeg(std::span<const std::byte> file);

// Of an image with an alpha channel; see alpha.cc.
bool is_opaque(const Image& image);
Image without_alpha(const Image& image, const Colour& background);
// One channel of luma, as Pillow computes it: (19595 red + 38470 green + 7471 blue + 32768) /
// 65536.
Image to_gray(const Image& image);
// Three channels, all the same if there was one.
Image to_colour(const Image& image);
// Pillow's BILINEAR (before version 13), to the last bit: a triangle filter as wide as the image
// shrinks, along rows and then columns, with weights of 22 bits and bytes between.
Image resize(const Image& image, std::int64_t height, std::int64_t width);

}  // namespace hourglass::data
