// SPDX-License-Identifier: MIT
#include "picture/png.h"

#include <png.h>

#include <csetjmp>
#include <limits>
#include <new>
#include <string>
#include <utility>

#include "hourglass/error.h"

namespace hourglass::picture {
namespace {

struct Output {
  std::vector<std::byte> bytes;
  std::string fault;
  bool out_of_memory = false;
};

// No exception may pass through libpng, which is C: what fails here comes back by png_error's
// longjmp.
void append(png_structp png, png_bytep data, std::size_t size) {
  auto& output = *static_cast<Output*>(png_get_io_ptr(png));
  try {
    const auto* bytes = reinterpret_cast<const std::byte*>(data);
    output.bytes.insert(output.bytes.end(), bytes, bytes + size);
    return;
  } catch (const std::bad_alloc&) {
    output.out_of_memory = true;
  }
  png_error(png, "out of memory");
}

void flush(png_structp) {}

[[noreturn]] void stop(png_structp png, png_const_charp message) {
  try {
    static_cast<Output*>(png_get_error_ptr(png))->fault = message;
  } catch (const std::bad_alloc&) {
    static_cast<Output*>(png_get_error_ptr(png))->out_of_memory = true;
  }
  png_longjmp(png, 1);
}

void ignore(png_structp, png_const_charp) {}

// Holds nothing with a destructor, as longjmp would skip it.
bool write(png_structp png, png_infop info, const Pixels& pixels) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  constexpr auto kAnySide = static_cast<png_uint_32>(std::numeric_limits<std::int32_t>::max());
  png_set_user_limits(png, kAnySide, kAnySide);
  png_set_IHDR(png, info, static_cast<png_uint_32>(pixels.width),
               static_cast<png_uint_32>(pixels.height), 8,
               pixels.channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  const std::size_t row_bytes = static_cast<std::size_t>(pixels.width * pixels.channels);
  for (std::int64_t y = 0; y < pixels.height; ++y) {
    png_write_row(png, pixels.values.data() + static_cast<std::size_t>(y) * row_bytes);
  }
  png_write_end(png, info);
  return true;
}

}  // namespace

std::vector<std::byte> encode_png(const Pixels& pixels) {
  Output output;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &output, stop, ignore);
  if (png == nullptr) throw std::bad_alloc();
  png_infop info = png_create_info_struct(png);
  if (info == nullptr) {
    png_destroy_write_struct(&png, nullptr);
    throw std::bad_alloc();
  }
  png_set_write_fn(png, &output, append, flush);
  const bool written = write(png, info, pixels);
  png_destroy_write_struct(&png, &info);
  if (output.out_of_memory) throw std::bad_alloc();
  if (!written) {
    throw Error(ErrorCode::internal, "png",
                "libpng refused " + std::to_string(pixels.width) + " x " +
                    std::to_string(pixels.height) + " pixels: " + output.fault +
                    "; expected it to write them; report this as a bug");
  }
  return std::move(output.bytes);
}

}  // namespace hourglass::picture
