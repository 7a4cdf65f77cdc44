// SPDX-License-Identifier: MIT
#include "picture/contact_sheet.h"

#include <doctest/doctest.h>
#include <png.h>

#include <limits>
#include <vector>

#include "base/error_testing.h"
#include "base/temporary_folder.h"
#include "hourglass/error.h"
#include "hourglass/picture.h"
#include "picture/png.h"

using namespace hourglass;
using base::error_of;
using base::says;
using base::TemporaryFolder;
using picture::Pixels;

namespace {

using Values = std::vector<std::uint8_t>;

void finish(png_image& image, Pixels& pixels) {
  pixels.width = image.width;
  pixels.height = image.height;
  pixels.channels = PNG_IMAGE_PIXEL_CHANNELS(image.format);
  pixels.values.resize(PNG_IMAGE_SIZE(image));
  // In the file's own kind of pixels, so that nothing is converted.
  REQUIRE(png_image_finish_read(&image, nullptr, pixels.values.data(), 0, nullptr) != 0);
}

Pixels decode(const std::filesystem::path& file) {
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_file(&image, file.c_str()) != 0);
  Pixels pixels;
  finish(image, pixels);
  return pixels;
}

Pixels decode(const std::vector<std::byte>& bytes) {
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) != 0);
  Pixels pixels;
  finish(image, pixels);
  return pixels;
}

Pixels drawn(std::vector<Tensor> rows, const ContactSheetOptions& options) {
  const TemporaryFolder folder;
  write_contact_sheet(folder.path() / "sheet.png", rows, options);
  return decode(folder.path() / "sheet.png");
}

std::optional<Error> refusal(const std::vector<Tensor>& rows,
                             const ContactSheetOptions& options = {}) {
  return error_of([&] { write_contact_sheet("/nonexistent/sheet.png", rows, options); });
}

}  // namespace

TEST_CASE("grey and coloured pixels come back from a PNG") {
  const Values values = {0, 1, 2, 127, 128, 129, 253, 254, 255, 5, 50, 150};
  const Pixels grey = decode(picture::encode_png({4, 3, 1, values}));
  CHECK(grey.width == 4);
  CHECK(grey.height == 3);
  CHECK(grey.channels == 1);
  CHECK(grey.values == values);
  const Pixels coloured = decode(picture::encode_png({2, 2, 3, values}));
  CHECK(coloured.channels == 3);
  CHECK(coloured.values == values);
}

TEST_CASE("what libpng refuses is an error and not an abort") {
  const auto error = error_of([] { picture::encode_png({0, 3, 1, {}}); });
  CHECK(says(error, ErrorCode::internal, "[png] libpng refused 0 x 3 pixels: "));
}

TEST_CASE("rows of images are drawn with spacing around every one") {
  const Tensor originals(2, {1, 2, 1}, {0, 0.2F, 0.4F, 0.6F});
  const Tensor copies(2, {1, 2, 1}, {0.8F, 1, 0, 0});
  const Pixels sheet = drawn({originals, copies}, {.scale = 1, .spacing = 1});
  CHECK(sheet.width == 7);
  CHECK(sheet.height == 5);
  CHECK(sheet.values == Values{255, 255, 255, 255, 255, 255, 255,  //
                               255, 0,   51,  255, 102, 153, 255,  //
                               255, 255, 255, 255, 255, 255, 255,  //
                               255, 204, 255, 255, 0,   0,   255,  //
                               255, 255, 255, 255, 255, 255, 255});
}

TEST_CASE("a scale draws every pixel as a square") {
  const Tensor image(1, {2, 1, 1}, {0, 0.2F});
  const Pixels sheet = drawn({image}, {.scale = 2, .spacing = 0});
  CHECK(sheet.width == 2);
  CHECK(sheet.values == Values{0, 0, 0, 0, 51, 51, 51, 51});
}

TEST_CASE("coloured images stay coloured") {
  const Tensor image(1, {1, 2, 3}, {0, 0.2F, 0.4F, 0.6F, 0.8F, 1});
  const Pixels sheet = drawn({image}, {.scale = 1, .spacing = 0});
  CHECK(sheet.channels == 3);
  CHECK(sheet.values == Values{0, 51, 102, 153, 204, 255});
}

TEST_CASE("values are clipped and not-a-number is black") {
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Tensor image(1, {1, 6, 1}, {-0.5F, 1.5F, nan, infinity, -infinity, -nan});
  CHECK(drawn({image}, {.scale = 1, .spacing = 0}).values == Values{0, 255, 0, 255, 0, 0});
}

TEST_CASE("every byte that was divided by 255 is drawn as itself") {
  Tensor image(1, {16, 16, 1});
  for (std::size_t i = 0; i < 256; ++i) image.values()[i] = static_cast<float>(i) / 255.0F;
  const Pixels sheet = drawn({image}, {.scale = 1, .spacing = 0});
  for (std::size_t i = 0; i < 256; ++i) CHECK(sheet.values[i] == i);
}

TEST_CASE("nothing to draw is refused") {
  CHECK(says(refusal({}), ErrorCode::invalid_argument,
             "[contact sheet] there are no images to draw"));
  CHECK(says(refusal({Tensor(0, {2, 2, 1})}), ErrorCode::invalid_argument, "no images"));
}

TEST_CASE("tensors that are no images are refused") {
  CHECK(says(refusal({Tensor(1, {784})}), ErrorCode::shape_mismatch,
             "images have shape (784); expected"));
  CHECK(says(refusal({Tensor(1, {2, 2, 2})}), ErrorCode::shape_mismatch, "(2, 2, 2)"));
}

TEST_CASE("rows that differ are refused") {
  CHECK(says(refusal({Tensor(2, {2, 2, 1}), Tensor(1, {2, 2, 1})}), ErrorCode::shape_mismatch,
             "a row has 1 images of shape (2, 2, 1); expected 2 of shape (2, 2, 1)"));
  CHECK(says(refusal({Tensor(1, {2, 2, 1}), Tensor(1, {2, 3, 1})}), ErrorCode::shape_mismatch,
             "make all rows"));
}

TEST_CASE("options out of range are refused") {
  const std::vector<Tensor> rows = {Tensor(1, {1, 1, 1})};
  CHECK(says(refusal(rows, {.scale = 0}), ErrorCode::invalid_argument,
             "scale is 0; expected 1 to 64"));
  CHECK(says(refusal(rows, {.scale = 65}), ErrorCode::invalid_argument, "scale is 65"));
  CHECK(says(refusal(rows, {.spacing = -1}), ErrorCode::invalid_argument,
             "spacing is -1; expected 0 to 256"));
  CHECK(says(refusal(rows, {.spacing = 257}), ErrorCode::invalid_argument, "spacing is 257"));
}

TEST_CASE("a sheet above 64 million pixels is refused before it is drawn") {
  CHECK(says(refusal({Tensor(2000, {28, 28, 1})}, {.scale = 64}), ErrorCode::invalid_argument,
             "above 64 million pixels"));
  CHECK(says(refusal({Tensor(70'000, {1, 1, 1})}, {.scale = 1, .spacing = 256}),
             ErrorCode::invalid_argument, "above 64 million pixels"));
  const auto check = [](std::int64_t rows, std::int64_t images, const Shape& shape) {
    return error_of([&] { picture::check_contact_sheet(rows, images, shape, {}); });
  };
  CHECK(says(check(2, 10, {4096, 4096, 1}), ErrorCode::invalid_argument,
             "2 rows of 10 images of shape (4096, 4096, 1), each pixel drawn 3 wide"));
  CHECK_FALSE(check(2, 10, {512, 512, 3}));
}

TEST_CASE("a sheet that cannot be written names its path") {
  CHECK(says(refusal({Tensor(1, {1, 1, 1})}), ErrorCode::io,
             "[write] '/nonexistent/sheet.png' cannot be written: No such file or directory"));
}
