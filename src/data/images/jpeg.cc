// SPDX-License-Identifier: MIT
// JPEG through libjpeg-turbo. What it would mend with a warning, such as gray for pixels that are
// missing, is a fault here.
#include <new>

#include "data/images/image.h"
#include "data/images/jpeg_fault.h"

namespace hourglass::data {
namespace {

// A block of 8 x 8 pixels takes a bit at the least, the code of its mean (ITU-T T.81, F.1.2.1 and
// G.1.2.1), in files that are not arithmetically coded.
constexpr std::int64_t kPixelsPerByte = 8 * 64;

// Progressive files have some ten scans; each of them goes through the whole image.
constexpr int kMostScans = 100;

void check_scans(j_common_ptr common) {
  const auto* info = reinterpret_cast<j_decompress_ptr>(common);
  if (info->input_scan_number > kMostScans) stop_with(common, "it has too many scans");
}

class Reader {
 public:
  Reader() {
    catch_faults(common(), errors_, fault_);
    progress_.progress_monitor = check_scans;
  }
  // Destroying one that was never created does nothing.
  ~Reader() { jpeg_destroy_decompress(&info_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // Reads up to the pixels. Holds nothing with a destructor, as longjmp would skip it; nor does
  // read_pixels.
  bool read_header(std::span<const std::byte> file) {
    if (setjmp(fault_.jump) != 0) return false;
    jpeg_create_decompress(&info_);
    info_.progress = &progress_;
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(file.data()), file.size());
    jpeg_read_header(&info_, TRUE);
    if (info_.arith_code != FALSE) stop_with(common(), "it is arithmetically coded");
    if (info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK) {
      stop_with(common(), "its colours are CMYK");
    }
    info_.out_color_space = info_.jpeg_color_space == JCS_GRAYSCALE ? JCS_GRAYSCALE : JCS_RGB;
    // The slow transform is the one that has the same bits on every machine.
    info_.dct_method = JDCT_ISLOW;
    info_.do_block_smoothing = FALSE;
    return true;
  }

  bool read_pixels(Image& image) {
    if (setjmp(fault_.jump) != 0) return false;
    jpeg_start_decompress(&info_);
    while (info_.output_scanline < info_.output_height) {
      JSAMPROW row = image.pixel(info_.output_scanline, 0);
      jpeg_read_scanlines(&info_, &row, 1);
    }
    jpeg_finish_decompress(&info_);
    return true;
  }

  std::int64_t height() const { return info_.image_height; }
  std::int64_t width() const { return info_.image_width; }
  std::int64_t channels() const { return info_.out_color_space == JCS_GRAYSCALE ? 1 : 3; }

  DecodedImage refuse() const {
    if (fault_.out_of_memory) throw std::bad_alloc();
    return {std::nullopt, std::string("cannot be decoded: ") + fault_.text};
  }

 private:
  j_common_ptr common() { return reinterpret_cast<j_common_ptr>(&info_); }

  jpeg_decompress_struct info_ = {};
  jpeg_error_mgr errors_ = {};
  jpeg_progress_mgr progress_ = {};
  JpegFault fault_;
};

}  // namespace

DecodedImage decode_jpeg(std::span<const std::byte> file) {
  Reader reader;
  if (!reader.read_header(file)) return reader.refuse();
  std::string fault = find_size_fault(reader.height(), reader.width(),
                                      kPixelsPerByte * static_cast<std::int64_t>(file.size()));
  if (!fault.empty()) return {std::nullopt, std::move(fault)};
  Image image = Image::make(reader.height(), reader.width(), reader.channels());
  if (!reader.read_pixels(image)) return reader.refuse();
  return {std::move(image), {}};
}

}  // namespace hourglass::data
