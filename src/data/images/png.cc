// SPDX-License-Identifier: MIT
// PNG through libpng's low-level interface, which unlike the simple one lets its limits be set.
#include <png.h>

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <new>
#include <vector>

#include "data/images/image.h"

namespace hourglass::data {
namespace {

// Deflate packs at most 258 bytes into two bits, so 1032 into one byte (RFC 1951).
constexpr std::int64_t kDeflateLimit = 1032;

struct Input {
  std::span<const std::byte> rest;
  char fault[160] = {};
};

// libpng is C: no exception may pass through it, and its errors come back by longjmp.
[[noreturn]] void stop(png_structp png, png_const_charp message) {
  auto& fault = static_cast<Input*>(png_get_error_ptr(png))->fault;
  std::snprintf(fault, sizeof fault, "%s", message);
  png_longjmp(png, 1);
}

void ignore(png_structp, png_const_charp) {}

void read_bytes(png_structp png, png_bytep out, std::size_t size) {
  auto& rest = static_cast<Input*>(png_get_io_ptr(png))->rest;
  if (rest.size() < size) png_error(png, "the file is cut short");
  std::memcpy(out, rest.data(), size);
  rest = rest.subspan(size);
}

class Reader {
 public:
  explicit Reader(Input& input)
      : png_(png_create_read_struct(PNG_LIBPNG_VER_STRING, &input, stop, ignore)) {
    if (png_ == nullptr) throw std::bad_alloc();
    info_ = png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw std::bad_alloc();
    }
    png_set_read_fn(png_, &input, read_bytes);
  }
  ~Reader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  png_structp png() { return png_; }
  png_infop info() { return info_; }

 private:
  png_structp png_;
  png_infop info_ = nullptr;
};

// Reads up to the pixels and asks for them as bytes: gray or colours, with or without alpha. Holds
// nothing with a destructor, as longjmp would skip it; nor does read_pixels.
bool read_header(png_structp png, png_infop info) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  // What is not about the pixels is passed over unread: no profile or text can be a bomb.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
  png_set_user_limits(png, kLongestSide, kLongestSide);
  png_set_chunk_malloc_max(png, png_alloc_size_t{8} << 20);
  png_set_chunk_cache_max(png, 128);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_read_info(png, info);
  if (png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (png_get_color_type(png, info) == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png);
  if (png_get_valid(png, info, PNG_INFO_tRNS) != 0) png_set_tRNS_to_alpha(png);
  png_set_scale_16(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  return true;
}

bool read_pixels(png_structp png, png_bytepp rows) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_read_image(png, rows);
  png_read_end(png, nullptr);
  return true;
}

// libpng says no more of these than "Invalid IHDR data".
std::string find_header_fault(std::span<const std::byte> file) {
  constexpr std::size_t kName = 12;  // behind the mark and the chunk's length
  constexpr std::size_t kWidth = 16;
  if (file.size() < kWidth + 8) return "is cut short";
  if (std::memcmp(file.data() + kName, "IHDR", 4) != 0) return "does not begin with a header";
  const auto number_at = [&](std::size_t at) {
    std::int64_t number = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
      number = 256 * number + std::to_integer<std::int64_t>(file[i]);
    }
    return number;
  };
  const std::int64_t most_bits = 8 * kDeflateLimit * static_cast<std::int64_t>(file.size());
  return find_size_fault(number_at(kWidth + 4), number_at(kWidth), most_bits);
}

DecodedImage refuse(const Input& input) {
  return {std::nullopt, std::string("cannot be decoded: ") + input.fault};
}

}  // namespace

DecodedImage decode_png(std::span<const std::byte> file, const std::optional<Colour>& background) {
  std::string fault = find_header_fault(file);
  if (!fault.empty()) return {std::nullopt, std::move(fault)};
  Input input = {file};
  Reader reader(input);
  png_structp png = reader.png();
  png_infop info = reader.info();
  if (!read_header(png, info)) return refuse(input);
  Image image = Image::make(png_get_image_height(png, info), png_get_image_width(png, info),
                            png_get_channels(png, info));
  std::vector<png_bytep> rows;
  for (std::int64_t y = 0; y < image.height; ++y) rows.push_back(image.pixel(y, 0));
  if (!read_pixels(png, rows.data())) return refuse(input);
  const bool has_alpha = image.channels == 2 || image.channels == 4;
  if (!has_alpha) return {std::move(image), {}};
  if (!background && !is_opaque(image)) return {std::nullopt, "has transparent pixels", true};
  return {without_alpha(image, background.value_or(Colour())), {}};
}

}  // namespace hourglass::data
