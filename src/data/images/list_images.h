// SPDX-License-Identifier: MIT
// The pictures of a folder, by name alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace hourglass::data {

struct ImageFiles {
  std::vector<std::string> names;   // relative to the folder; sorted bytewise by folder and name
  std::vector<std::string> labels;  // the sub-folders, sorted bytewise; none if there are none
  std::vector<std::int32_t> label_indices;  // one a name if there are labels
};

bool has_picture_ending(const std::filesystem::path& file);

// Whether a folder, or a folder in it, has a file with a picture's ending. Not so for what cannot
// be looked into.
bool holds_pictures(const std::filesystem::path& folder);

// Throws as load_image_folder does for the folder and what is in it.
ImageFiles list_images(const std::filesystem::path& folder);

}  // namespace hourglass::data
