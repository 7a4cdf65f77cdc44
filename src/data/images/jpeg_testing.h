// SPDX-License-Identifier: MIT
// For tests: JPEG files of any kind that libjpeg writes.
#pragma once

#include <cstdio>
#include <cstdlib>
// jpeglib.h uses what these two declare.
#include <jpeglib.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hourglass::data {

// `adjust` is called with the settings before they are used. Every pixel is 100, 150, 200, ... .
inline std::string jpeg(std::uint32_t width, std::uint32_t height, int channels,
                        J_COLOR_SPACE space,
                        const std::function<void(jpeg_compress_struct&)>& adjust = {}) {
  jpeg_compress_struct info = {};
  jpeg_error_mgr errors = {};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = width;
  info.image_height = height;
  info.input_components = channels;
  info.in_color_space = space;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 95, TRUE);
  if (adjust) adjust(info);
  jpeg_start_compress(&info, TRUE);
  std::vector<unsigned char> row;
  for (std::uint32_t x = 0; x < width; ++x) {
    for (int c = 0; c < channels; ++c) row.push_back(static_cast<unsigned char>(100 + 50 * c));
  }
  while (info.next_scanline < info.image_height) {
    JSAMPROW rows = row.data();
    jpeg_write_scanlines(&info, &rows, 1);
  }
  jpeg_finish_compress(&info);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  jpeg_destroy_compress(&info);
  std::free(bytes);
  return file;
}

}  // namespace hourglass::data
