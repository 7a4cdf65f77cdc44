// SPDX-License-Identifier: MIT
// Where the golden files and the images are. A missing one fails the test.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "hourglass/hourglass.h"

namespace hourglass::parity {

inline std::filesystem::path golden_folder() {
  const char* given = std::getenv("HOURGLASS_GOLDEN_DIR");
  return given != nullptr ? given : HOURGLASS_GOLDEN_DIR;
}

inline nlohmann::json read_json(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) throw Error(ErrorCode::io, file.string(), "cannot be read");
  return nlohmann::json::parse(stream);
}

// Every recorded training, in the order of their names.
inline std::vector<std::filesystem::path> training_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(golden_folder())) {
    const std::filesystem::path& file = entry.path();
    const bool is_training = file.stem() != "layers" && file.stem() != "schedules";
    if (file.extension() == ".json" && is_training) files.push_back(file);
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline TrainAndTest fashion_mnist() {
  const char* given = std::getenv("HOURGLASS_DATA_DIR");
  const std::vector<std::filesystem::path> folders = {given != nullptr ? given
                                                                       : "/usr/share/datasets"};
  return load_images("fashion-mnist", folders);
}

inline Shape shape_of(const nlohmann::json& dims) {
  return Shape(dims.get<std::vector<std::int64_t>>());
}

}  // namespace hourglass::parity
