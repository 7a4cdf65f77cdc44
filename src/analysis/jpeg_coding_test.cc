// SPDX-License-Identifier: MIT
#include "analysis/jpeg_coding.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error_testing.h"
#include "data/images/image.h"

using namespace hourglass;
using namespace hourglass::analysis;
using base::error_of;
using base::says;

namespace {

// Waves down and to the right, other ones in each channel.
Tensor waves(std::int64_t height, std::int64_t width, std::int64_t channels) {
  Tensor image(1, {height, width, channels});
  for (std::int64_t i = 0; i < image.size(); ++i) {
    const std::int64_t x = i / channels % width;
    const std::int64_t y = i / channels / width;
    image.values()[static_cast<std::size_t>(i)] =
        static_cast<float>((x * (2 + i % channels) + y * y) % 17) / 16;
  }
  return image;
}

float largest_difference(const Tensor& a, const Tensor& b) {
  float largest = 0;
  for (std::size_t i = 0; i < a.values().size(); ++i)
    largest = std::max(largest, std::abs(a.values()[i] - b.values()[i]));
  return largest;
}

}  // namespace

TEST_CASE("at the best quality gray images come back nearly as they were") {
  const Tensor image = waves(19, 21, 1);
  const JpegImages coded = code_as_jpeg(image, 100);
  CHECK(coded.images.shape() == image.shape());
  CHECK(largest_difference(coded.images, image) < 0.01F);
}

TEST_CASE("a low quality takes fewer bytes and changes more") {
  const Tensor image = waves(28, 28, 1);
  const JpegImages good = code_as_jpeg(image, 90);
  const JpegImages bad = code_as_jpeg(image, 10);
  CHECK(bad.data_bytes[0] < good.data_bytes[0] / 2);
  CHECK(largest_difference(bad.images, image) > largest_difference(good.images, image));
}

TEST_CASE("the longest files there are have their place") {
  for (const std::int64_t channels : {1, 3}) {
    for (const std::int64_t side : {1, 17, 200}) {
      Tensor noise(1, {side, side, channels});
      std::uint32_t state = 1;
      for (float& value : noise.values()) {
        state = state * 1664525U + 1013904223U;
        value = state < 0x80000000U ? 0.0F : 1.0F;
      }
      CHECK(code_as_jpeg(noise, 100).file_bytes[0] > side * side);
    }
  }
}

TEST_CASE("files are pictures that others read") {
  const data::DecodedImage decoded = data::decode_image(encode_jpeg(waves(9, 33, 3), 75));
  REQUIRE(decoded.image);
  CHECK(decoded.image->height == 9);
  CHECK(decoded.image->width == 33);
  CHECK(decoded.image->channels == 3);
}

TEST_CASE("the bytes of the data are those without the header, which is the same for all") {
  Tensor images(2, {16, 16, 1});
  std::ranges::copy(waves(16, 16, 1).values(), images.sample(1).begin());
  const JpegImages coded = code_as_jpeg(images, 75);
  CHECK(coded.file_bytes[0] - coded.data_bytes[0] == coded.file_bytes[1] - coded.data_bytes[1]);
  // Four blocks of black: the first differs from gray by 8 bits with a code of 6, and ends with 4;
  // the others have 2 and 4. That is 36 bits and 4 to fill a byte (ITU-T T.81, K.3.3).
  CHECK(coded.data_bytes[0] == 5);
  CHECK(static_cast<std::size_t>(coded.file_bytes[1]) == encode_jpeg(waves(16, 16, 1), 75).size());
}

TEST_CASE("numbers beyond black and white are clipped, others rounded to the nearest byte") {
  Tensor image(1, {8, 8, 1});
  std::ranges::fill(image.values(), 7.0F);
  CHECK(code_as_jpeg(image, 100).images.values()[0] == 1);
  std::ranges::fill(image.values(), -7.0F);
  CHECK(code_as_jpeg(image, 100).images.values()[0] == 0);
  std::ranges::fill(image.values(), 100.6F / 255);
  CHECK(code_as_jpeg(image, 100).images.values()[0] == 101.0F / 255);
}

TEST_CASE("what is no picture is refused") {
  CHECK(says(error_of([] { code_as_jpeg(Tensor(1, {784}), 75); }), ErrorCode::shape_mismatch,
             "[code_as_jpeg] samples are of shape (784); expected images"));
  CHECK(says(error_of([] {
               code_as_jpeg(Tensor(1, {8, 8, 2}), 75);
             }),
             ErrorCode::shape_mismatch, "expected one channel (gray) or three"));
  CHECK(says(error_of([] {
               code_as_jpeg(Tensor(1, {1, 16385, 1}), 75);
             }),
             ErrorCode::invalid_argument,
             "[code_as_jpeg] each image has 16385 x 1 pixels, more than 16384 on a side"));
  for (const int quality : {0, 101}) {
    CHECK(says(error_of([&] {
                 code_as_jpeg(Tensor(1, {8, 8, 1}), quality);
               }),
               ErrorCode::invalid_argument, "expected 1 to 100, such as 75"));
  }
  CHECK(error_of([] {
    code_as_jpeg(Tensor(1, {1, 1, 1}, {std::numeric_limits<float>::quiet_NaN()}), 75);
  }));
  CHECK(says(error_of([] {
               encode_jpeg(Tensor(2, {8, 8, 1}), 75);
             }),
             ErrorCode::shape_mismatch, "2 images given; expected one a file"));
}
