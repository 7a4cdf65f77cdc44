// SPDX-License-Identifier: MIT
#include "hourglass/image_patches.h"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

#include "base/error_testing.h"

using namespace hourglass;
using base::message_of;

namespace {

// Every number is another.
Tensor numbered(std::int64_t count, const Shape& shape) {
  Tensor images(count, shape);
  std::iota(images.values().begin(), images.values().end(), 0.0F);
  return images;
}

}  // namespace

TEST_CASE("patches are what lies there, from the upper left corner on, as many as fit") {
  for (const Size2D size : {Size2D(1), Size2D(2, 3), Size2D(5, 7)}) {
    for (const Size2D strides : {Size2D(1), Size2D(3, 2), Size2D(9)}) {
      const Tensor images = numbered(3, {5, 7, 2});
      const PatchOptions options = {size, strides};
      const Dataset patches = image_patches(images, options);
      const std::int64_t rows = (5 - size.height) / strides.height + 1;
      const std::int64_t columns = (7 - size.width) / strides.width + 1;
      CHECK(patches_an_image({5, 7, 2}, options) == rows * columns);
      REQUIRE(patches.size() == 3 * rows * columns);
      CHECK(patches.shape() == Shape{size.height, size.width, 2});
      const Tensor all = patches.read(0, patches.size());
      std::vector<float> expected;
      for (std::int64_t image = 0; image < 3; ++image) {
        for (std::int64_t row = 0; row < rows; ++row) {
          for (std::int64_t column = 0; column < columns; ++column) {
            for (std::int64_t y = 0; y < size.height; ++y) {
              for (std::int64_t x = 0; x < size.width; ++x) {
                const std::int64_t cell =
                    (row * strides.height + y) * 7 + column * strides.width + x;
                for (std::int64_t channel = 0; channel < 2; ++channel)
                  expected.push_back(static_cast<float>((image * 35 + cell) * 2 + channel));
              }
            }
          }
        }
      }
      CHECK(std::vector<float>(all.values().begin(), all.values().end()) == expected);
    }
  }
}

TEST_CASE("patches of images without channels, in any order, side by side unless asked otherwise") {
  const Dataset patches = image_patches(numbered(2, {4, 5}), {.size = 2});
  CHECK(patches.size() == 2 * 2 * 2);
  CHECK(patches.shape() == Shape{2, 2, 1});
  const std::vector<std::int64_t> wanted = {7, 0, 1, 6};
  std::vector<float> out(16);
  patches.gather(wanted, out.data());
  CHECK(out == std::vector<float>{32, 33, 37, 38, 0, 1, 5, 6, 2, 3, 7, 8, 30, 31, 35, 36});
}

TEST_CASE("patches that would take more memory are cut out as they are asked for") {
  // 4,000 of 160 x 160 with strides of 1, and those cut once more.
  const Dataset many = image_patches(numbered(2, {200, 210, 1}), {160, Size2D(1)});
  CHECK(many.size() == 2 * 41 * 51);
  const std::vector<std::int64_t> wanted = {41 * 51 + 51, 0};
  std::vector<float> out(2 * 160 * 160);
  many.gather(wanted, out.data());
  CHECK(out[0] == 42000 + 210);
  CHECK(out[160 * 160 + 160] == 210);
  const Dataset nested = image_patches(many, {158, Size2D(1)});
  std::vector<float> corner(158 * 158);
  const std::int64_t last_of_first = 8;
  nested.gather({&last_of_first, 1}, corner.data());
  CHECK(corner[0] == 2 * 210 + 2);
  CHECK(corner.back() == 159 * 210 + 159);
}

TEST_CASE("what has no patches is refused") {
  const Tensor images = numbered(1, {4, 5, 1});
  CHECK(
      message_of([&] { image_patches(images, {.size = 0}); }, ErrorCode::invalid_argument) ==
      "[image_patches] size is 0x0 and strides are 0x0; expected 1 or more of each; choose larger "
      "ones");
  message_of([&] { image_patches(images, {2, Size2D(1, 0)}); }, ErrorCode::invalid_argument);
  CHECK(message_of([&] { image_patches(images, {.size = 5}); }, ErrorCode::shape_mismatch) ==
        "[image_patches] images of 4x5 have no room for a patch of 5x5; expected at most their "
        "size; choose smaller patches");
  CHECK(message_of([&] { image_patches(numbered(1, {20})); }, ErrorCode::shape_mismatch) ==
        "[image_patches] samples of shape (20) are no images; expected (height, width, channels) "
        "or (height, width); reshape them");
}
