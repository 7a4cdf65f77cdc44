// SPDX-License-Identifier: MIT
// Codes as TensorBoard's embedding projector shows them: points to be turned and searched, with
// labels and pictures.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hourglass/dataset.h"
#include "hourglass/tensor.h"

namespace hourglass::tensorboard {

// Its algorithms run in a browser, on a few thousand points; as many pictures make a square.
constexpr std::int64_t kMostPoints = 4096;
// Fewer of codes of that many numbers, if they are large: all are text, which the browser waits
// for.
std::int64_t most_points(std::int64_t code_size);

// What is known of the samples beside their codes.
struct Points {
  Tensor codes;                          // most_points() at most
  std::vector<std::string> labels = {};  // empty, or one a sample
  std::optional<Dataset> images = {};    // of shape [height, width, 1 or 3]; one a sample
  double white = 1;                      // what is bright in them
};

// Writes projector_config.pbtxt and the files that it names, tensors.tsv, metadata.tsv if there are
// labels, and sprite.png if there are images, to the folder, which must be that of a run: there the
// projector looks for them. Codes of one number are none of its points; then nothing is written.
// The configuration comes last. Throws Error(io) if a file cannot be written.
void write_projector(const std::filesystem::path& folder, const Points& points);

// The contents of these files.
std::string tensors_tsv(const Tensor& codes);
// A line of names, and a line a sample: its label and its number, counted from 1. What would break
// a line, and what is not UTF-8, becomes \xNN.
std::string metadata_tsv(std::span<const std::string> labels);

}  // namespace hourglass::tensorboard
