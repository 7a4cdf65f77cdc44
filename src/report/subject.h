// SPDX-License-Identifier: MIT
// What a report is about: data, and networks trained on them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hourglass/autoencoder.h"
#include "hourglass/corruption.h"
#include "hourglass/dataset.h"
#include "hourglass/labels.h"

namespace hourglass::report {

struct Subject {
  std::string data_name;
  // `train` is for what has to be fitted: principal components, classifiers, the ranges of codes.
  // All that is shown is measured on `test`.
  Dataset train, test;
  bool held_out = true;                       // whether `test` is other data than `train`
  std::vector<std::string> label_names = {};  // empty where samples have no labels
  std::vector<std::int32_t> train_labels = {}, test_labels = {};  // empty, or one a sample
  std::optional<Shape> image_shape = {};  // nothing where samples are no images
  double white = 1;                       // what is bright in images
  // Of rows: what errors are told in, one a number of a sample. Empty where that is the data's own.
  std::vector<double> scale = {};
  std::vector<std::string> columns = {};       // of a table, one a number of a sample
  std::vector<std::int64_t> row_numbers = {};  // of a table, where samples stood in it
  int threads = 0;

  bool has_labels() const { return !test_labels.empty(); }
  // What one of the samples is called.
  std::string noun() const { return image_shape ? "image" : "row"; }
};

struct Network {
  std::string name;
  std::string about;  // a sentence or two
  Autoencoder parts;
  History history = {};                  // empty where nobody saw it train
  Corruption corruption = std::nullopt;  // what it was trained with
};

}  // namespace hourglass::report
