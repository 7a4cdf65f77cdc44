// SPDX-License-Identifier: MIT
#include "analysis/jpeg_coding.h"

#include <algorithm>
#include <new>
#include <span>
#include <string>

#include "analysis/checked.h"
#include "base/check.h"
#include "data/images/image.h"
#include "data/images/jpeg_fault.h"
#include "hourglass/error.h"

namespace hourglass::analysis {
namespace {

constexpr std::string_view kWhere = "code_as_jpeg";

void check_arguments(const Tensor& images, int quality) {
  check_images(kWhere, images.shape());
  const Shape& shape = images.shape();
  if (shape[2] != 1 && shape[2] != 3) {
    throw Error(ErrorCode::shape_mismatch, kWhere,
                "images are of shape " + shape.to_string() +
                    "; expected one channel (gray) or three (red, green, blue)");
  }
  const std::string fault = data::find_size_fault(shape[0], shape[1], data::kMostPixels);
  if (!fault.empty())
    throw Error(ErrorCode::invalid_argument, kWhere, "each image " + fault + "; make them smaller");
  if (quality < 1 || quality > 100) {
    throw Error(ErrorCode::invalid_argument, kWhere,
                "quality is " + std::to_string(quality) + "; expected 1 to 100, such as 75");
  }
  check_finite(kWhere, "images", images);
}

std::vector<std::uint8_t> as_bytes(std::span<const float> values) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(values.size());
  for (const float value : values)
    bytes.push_back(static_cast<std::uint8_t>(std::clamp(value, 0.0F, 1.0F) * 255 + 0.5F));
  return bytes;
}

// What no file is longer than, header and all: libjpeg-turbo's own bound (tjBufSize) for colours at
// half the resolution.
std::size_t most_bytes(const Shape& shape) {
  const auto padded = [](std::int64_t side) { return (side + 15) / 16 * 16; };
  return static_cast<std::size_t>(3 * padded(shape[0]) * padded(shape[1]) + 2048);
}

class Writer {
 public:
  explicit Writer(const Shape& shape) : buffer_(most_bytes(shape)) {
    data::catch_faults(reinterpret_cast<j_common_ptr>(&info_), errors_, fault_);
  }
  // Destroying one that was never created does nothing.
  ~Writer() { jpeg_destroy_compress(&info_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Holds nothing with a destructor, as longjmp would skip it. libjpeg does not write to `pixels`.
  bool write(std::uint8_t* pixels, const Shape& shape, int quality) {
    if (setjmp(fault_.jump) != 0) return false;
    jpeg_create_compress(&info_);
    // Memory of libjpeg's own would be lost, or freed twice, after a longjmp.
    jpeg_mem_dest(&info_, &file_, &size_);
    info_.image_height = static_cast<JDIMENSION>(shape[0]);
    info_.image_width = static_cast<JDIMENSION>(shape[1]);
    info_.input_components = static_cast<int>(shape[2]);
    info_.in_color_space = shape[2] == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, quality, TRUE);
    jpeg_start_compress(&info_, TRUE);
    while (info_.next_scanline < info_.image_height) {
      JSAMPROW row = pixels + info_.next_scanline * shape[1] * shape[2];
      jpeg_write_scanlines(&info_, &row, 1);
    }
    jpeg_finish_compress(&info_);
    return true;
  }

  std::vector<std::byte> file() const {
    HG_CHECK(file_ == buffer_.data());
    const auto* begin = reinterpret_cast<const std::byte*>(file_);
    return {begin, begin + size_};
  }
  [[noreturn]] void refuse() const {
    if (fault_.out_of_memory) throw std::bad_alloc();
    throw Error(ErrorCode::internal, kWhere, std::string("libjpeg says: ") + fault_.text);
  }

 private:
  std::vector<unsigned char> buffer_;
  unsigned char* file_ = buffer_.data();
  unsigned long size_ = buffer_.size();
  jpeg_compress_struct info_ = {};
  jpeg_error_mgr errors_ = {};
  data::JpegFault fault_;
};

std::vector<std::byte> encode(std::span<const float> image, const Shape& shape, int quality) {
  std::vector<std::uint8_t> pixels = as_bytes(image);
  Writer writer(shape);
  if (!writer.write(pixels.data(), shape, quality)) writer.refuse();
  return writer.file();
}

// What follows the header of the scan, less the mark at the end (ITU-T T.81, B.1.1: two bytes of
// mark, two of length, which counts itself).
std::int64_t data_bytes_of(std::span<const std::byte> file) {
  constexpr std::byte kStartOfScan{0xda};
  constexpr std::size_t kMark = 2;
  std::size_t place = kMark;
  while (true) {
    HG_CHECK(place + 4 <= file.size());
    const auto length = std::to_integer<std::size_t>(file[place + 2]) * 256 +
                        std::to_integer<std::size_t>(file[place + 3]);
    const bool is_scan = file[place + 1] == kStartOfScan;
    place += kMark + length;
    if (is_scan) break;
  }
  return static_cast<std::int64_t>(file.size()) - static_cast<std::int64_t>(place + kMark);
}

void decode(std::span<const std::byte> file, std::span<float> out) {
  const data::DecodedImage decoded = data::decode_jpeg(file);
  HG_CHECK(decoded.image && decoded.image->bytes.size() == out.size());
  std::transform(
      decoded.image->bytes.bytes().begin(), decoded.image->bytes.bytes().end(), out.begin(),
      [](std::byte value) { return static_cast<float>(std::to_integer<int>(value)) / 255; });
}

}  // namespace

std::vector<std::byte> encode_jpeg(const Tensor& image, int quality) {
  check_arguments(image, quality);
  if (image.batch() != 1) {
    throw Error(ErrorCode::shape_mismatch, kWhere,
                std::to_string(image.batch()) + " images given; expected one a file");
  }
  return encode(image.sample(0), image.shape(), quality);
}

JpegImages code_as_jpeg(const Tensor& images, int quality) {
  check_arguments(images, quality);
  JpegImages coded;
  coded.images = Tensor(images.batch(), images.shape());
  for (std::int64_t i = 0; i < images.batch(); ++i) {
    const std::vector<std::byte> file = encode(images.sample(i), images.shape(), quality);
    coded.file_bytes.push_back(static_cast<std::int64_t>(file.size()));
    coded.data_bytes.push_back(data_bytes_of(file));
    decode(file, coded.images.sample(i));
  }
  return coded;
}

}  // namespace hourglass::analysis
