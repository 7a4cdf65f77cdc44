// SPDX-License-Identifier: MIT
#include "picture/contact_sheet.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "base/atomic_file.h"
#include "base/checked_size.h"
#include "hourglass/error.h"
#include "picture/png.h"

namespace hourglass {
namespace {

constexpr std::int64_t kMostPixels = 64'000'000;
constexpr std::uint8_t kBackground =
    255;  // clothes and digits lie on black, so white sets images apart

[[noreturn]] void refuse(ErrorCode code, const std::string& message) {
  throw Error(code, "contact sheet", message);
}

void check_option(const char* name, std::int64_t value, std::int64_t least, std::int64_t most) {
  if (least <= value && value <= most) return;
  refuse(ErrorCode::invalid_argument, std::string(name) + " is " + std::to_string(value) +
                                          "; expected " + std::to_string(least) + " to " +
                                          std::to_string(most) + "; choose a value in that range");
}

void check_images(std::int64_t images, const Shape& shape) {
  if (images == 0) {
    refuse(ErrorCode::invalid_argument,
           "there are no images to draw; expected a row with at least one; pass some tensors");
  }
  if (shape.rank() != 3 || (shape[2] != 1 && shape[2] != 3)) {
    refuse(ErrorCode::shape_mismatch,
           "images have shape " + shape.to_string() +
               "; expected (height, width, 1) or (height, width, 3); reshape them");
  }
}

void check_rows(std::span<const Tensor> rows) {
  const Shape shape = rows.empty() ? Shape() : rows[0].shape();
  check_images(rows.empty() ? 0 : rows[0].batch(), shape);
  for (const Tensor& row : rows) {
    if (row.batch() == rows[0].batch() && row.shape() == shape) continue;
    refuse(ErrorCode::shape_mismatch,
           "a row has " + std::to_string(row.batch()) + " images of shape " +
               row.shape().to_string() + "; expected " + std::to_string(rows[0].batch()) +
               " of shape " + shape.to_string() + ", as in the first row; make all rows alike");
  }
}

// Along one side: `count` images of `size` pixels, with spacing between and around. Nothing if that
// is too much.
std::optional<std::int64_t> side_length(std::int64_t count, std::int64_t size,
                                        const ContactSheetOptions& options) {
  const std::int64_t images[] = {count, size, options.scale};
  const std::int64_t spaces[] = {count + 1, options.spacing};
  const auto of_images = base::checked_size(images, kMostPixels);
  const auto of_spaces = base::checked_size(spaces, kMostPixels);
  if (!of_images || !of_spaces) return std::nullopt;
  return *of_images + *of_spaces;
}

picture::ContactSheet sheet_size(std::int64_t rows, std::int64_t images, const Shape& shape,
                                 const ContactSheetOptions& options) {
  const auto width = side_length(images, shape[1], options);
  const auto height = side_length(rows, shape[0], options);
  if (width && height && *width <= kMostPixels / *height) return {{}, *width, *height};
  refuse(ErrorCode::invalid_argument, std::to_string(rows) + " rows of " + std::to_string(images) +
                                          " images of shape " + shape.to_string() +
                                          ", each pixel drawn " + std::to_string(options.scale) +
                                          " wide, make a sheet above 64 million pixels; expected "
                                          "a smaller one; draw fewer images");
}

picture::Pixels blank_sheet(std::span<const Tensor> rows, const ContactSheetOptions& options) {
  const Shape& shape = rows[0].shape();
  const auto size = sheet_size(std::ssize(rows), rows[0].batch(), shape, options);
  picture::Pixels sheet = {size.width, size.height, shape[2], {}};
  sheet.values.assign(static_cast<std::size_t>(size.width * size.height * shape[2]), kBackground);
  return sheet;
}

std::uint8_t brightness(float value) {
  // The comparison is false for not-a-number too.
  if (!(value > 0)) return 0;
  return static_cast<std::uint8_t>(std::lround(std::min(value, 1.0F) * 255.0F));
}

void draw(std::span<const float> image, const Shape& shape, std::int64_t left, std::int64_t top,
          std::int64_t scale, picture::Pixels& sheet) {
  const std::int64_t channels = shape[2];
  for (std::int64_t y = 0; y < shape[0] * scale; ++y) {
    std::uint8_t* pixel = sheet.at(left, top + y);
    for (std::int64_t x = 0; x < shape[1] * scale; ++x) {
      const std::int64_t from = ((y / scale) * shape[1] + x / scale) * channels;
      for (std::int64_t channel = 0; channel < channels; ++channel) {
        *pixel++ = brightness(image[static_cast<std::size_t>(from + channel)]);
      }
    }
  }
}

}  // namespace

void picture::check_contact_sheet(std::int64_t rows, std::int64_t images, const Shape& shape,
                                  const ContactSheetOptions& options) {
  check_option("scale", options.scale, 1, 64);
  check_option("spacing", options.spacing, 0, 256);
  check_images(images, shape);
  sheet_size(rows, images, shape, options);
}

picture::ContactSheet picture::draw_contact_sheet(std::span<const Tensor> rows,
                                                  const ContactSheetOptions& options) {
  check_option("scale", options.scale, 1, 64);
  check_option("spacing", options.spacing, 0, 256);
  check_rows(rows);
  picture::Pixels sheet = blank_sheet(rows, options);
  const Shape& shape = rows[0].shape();
  std::int64_t top = options.spacing;
  for (const Tensor& row : rows) {
    std::int64_t left = options.spacing;
    for (std::int64_t i = 0; i < row.batch(); ++i) {
      draw(row.sample(i), shape, left, top, options.scale, sheet);
      left += shape[1] * options.scale + options.spacing;
    }
    top += shape[0] * options.scale + options.spacing;
  }
  return {picture::encode_png(sheet), sheet.width, sheet.height};
}

void write_contact_sheet(const std::filesystem::path& file, std::span<const Tensor> rows,
                         const ContactSheetOptions& options) {
  base::write_file_atomically(file, picture::draw_contact_sheet(rows, options).png);
}

}  // namespace hourglass
