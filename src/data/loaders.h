// SPDX-License-Identifier: MIT
// One function a format: what load_data calls when it knows what the data are. They throw as the
// functions of the public headers that they call.
#pragma once

#include <filesystem>
#include <istream>
#include <string>

#include "hourglass/load_data.h"

namespace hourglass::data {

LoadedData load_idx_data(const std::filesystem::path& path, const LoadOptions& options);
LoadedData load_picture_data(const std::filesystem::path& path, const LoadOptions& options);
LoadedData load_npy_data(const std::filesystem::path& path, const LoadOptions& options);
LoadedData load_npz_data(const std::filesystem::path& path, const LoadOptions& options);
LoadedData load_table_data(const std::filesystem::path& path, const LoadOptions& options);
LoadedData load_table_data(std::istream& stream, const std::string& name,
                           const LoadOptions& options);

// Labels in a file of their own, IDX or .npy, one after another. Throws bad_file for what is none.
Labels load_labels(const std::filesystem::path& path);

}  // namespace hourglass::data
