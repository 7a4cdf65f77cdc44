// SPDX-License-Identifier: MIT
#include <algorithm>

#include "data/images/image.h"

namespace hourglass::data {
namespace {

// The weighted mean, rounded: Pillow's paste does the same.
std::uint8_t blend(unsigned front, unsigned back, unsigned alpha) {
  return static_cast<std::uint8_t>((front * alpha + back * (255 - alpha) + 127) / 255);
}

bool is_gray(const Colour& colour) {
  return colour.red == colour.green && colour.green == colour.blue;
}

}  // namespace

bool is_opaque(const Image& image) {
  const std::uint8_t* alpha = image.pixel(0, 0) + image.channels - 1;
  const std::int64_t pixels = image.height * image.width;
  for (std::int64_t i = 0; i < pixels; ++i, alpha += image.channels) {
    if (*alpha != 0xff) return false;
  }
  return true;
}

// Gray stays gray where nothing coloured shows through.
Image without_alpha(const Image& image, const Colour& background) {
  const bool stays_gray = image.channels == 2 && (is_gray(background) || is_opaque(image));
  const std::uint8_t back[] = {background.red, background.green, background.blue};
  Image opaque = Image::make(image.height, image.width, stays_gray ? 1 : 3);
  // A gray pixel is the same for each colour.
  const std::int64_t step = image.channels == 2 ? 0 : 1;
  const std::uint8_t* from = image.pixel(0, 0);
  std::uint8_t* to = opaque.pixel(0, 0);
  const std::int64_t pixels = image.height * image.width;
  for (std::int64_t i = 0; i < pixels; ++i, from += image.channels) {
    for (std::int64_t c = 0; c < opaque.channels; ++c)
      *to++ = blend(from[c * step], back[c], from[image.channels - 1]);
  }
  return opaque;
}

}  // namespace hourglass::data
