// SPDX-License-Identifier: MIT
// Where images are: data sets by name, and the file names of MNIST.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string_view>

namespace hourglass::data {

// The folder or file that `name_or_path` stands for, as load_images looks it up.
std::filesystem::path find_images(std::string_view name_or_path,
                                  std::span<const std::filesystem::path> data_dirs);

// `set` is "train" or "t10k"; `kind` is "images" or "labels". MNIST's name for it is
// train-images-idx3-ubyte; copies with a dot (train-images.idx3-ubyte) and gzipped ones are as
// common.
std::optional<std::filesystem::path> find_file(const std::filesystem::path& folder,
                                               std::string_view set, std::string_view kind);

// The "train" of "train-images-idx3-ubyte.gz"; nothing if the name is not of that form.
std::optional<std::string_view> set_of_images_file(std::string_view file_name);

}  // namespace hourglass::data
