// SPDX-License-Identifier: MIT
// Folders of PNG and JPEG pictures.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "hourglass/labels.h"
#include "hourglass/size2d.h"

namespace hourglass {

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  friend constexpr bool operator==(const Colour&, const Colour&) = default;
};

struct ImageFolderOptions {
  // All images are brought to this size; without it they must have one size.
  std::optional<Size2D> size = {};
  // Colours become their luma, (19595 red + 38470 green + 7471 blue + 32768) / 65536, as in Pillow.
  bool gray = false;
  // What is seen through transparent pixels, as in Pillow's paste; without it they are refused.
  std::optional<Colour> background = {};
  // Samples are in [0, 1]; else in [0, 255].
  bool scale_bytes = true;
};

struct ImageFolder {
  Dataset samples;                 // [height, width, 1], or 3 channels if any image has colours
  Labels labels;                   // the names of the sub-folders, if there are any
  std::vector<std::string> files;  // one a sample, relative to the folder
};

// Reads every PNG and JPEG file of a folder, or of its sub-folders, whose names are then the
// labels; sorted bytewise by folder and name. Pixels stay bytes in memory, one a channel. 16 bits
// are rounded to 8, palettes looked up; colour profiles and gamma are not applied. Resizing is
// Pillow's BILINEAR (before its version 13): averaging when an image shrinks.
//
// Hidden files and *.txt, *.md and *.json are passed over. All other files, images both beside and
// in sub-folders, and folders within sub-folders are refused. So are images with transparent
// pixels and no background, CMYK, more than 16384 rows or columns or 2^26 pixels, or anything wrong
// in them: one error counts them and names the first five. Throws bad_file for these,
// invalid_argument for a folder without images or a size outside [1, 16384], io if the folder
// cannot be read.
ImageFolder load_image_folder(const std::filesystem::path& folder,
                              const ImageFolderOptions& options = {});

}  // namespace hourglass
