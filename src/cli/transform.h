// SPDX-License-Identifier: MIT
// What encode, decode, reconstruct and denoise have in common: samples in, a tensor out.
#pragma once

#include <string>

#include "cli/cli11_fwd.h"
#include "cli/compute_arguments.h"
#include "cli/model_data.h"
#include "cli/output.h"
#include "cli/tensor_output.h"

namespace hourglass::cli {

// As typed. An argument that was not given is empty.
struct TransformArguments {
  Given model, out;
  ModelDataArguments data;
  ComputeArguments compute;
  bool json = false;
  bool quiet = false;
};

void declare_transform_arguments(CLI::App& command, TransformArguments& arguments);

struct TransformSettings {
  std::string model;
  ModelDataSettings data;
  TensorOutput out;
  int threads = 1;
  bool json = false;
  bool quiet = false;
};

// Throws invalid_argument for missing and wrong arguments, io if the output could not be written.
// From then on the chosen vector instructions are used.
TransformSettings begin_transform(const TransformArguments& arguments);

// Names for the numbers of a sample: the columns of the table that the model was trained with, if
// that has as many, else value_1, value_2, ...
std::vector<std::string> value_columns(const OpenedModel& file, std::int64_t count);

// Writes the result and says so.
void end_transform(const TransformSettings& settings, const Result& result, Output& output);

}  // namespace hourglass::cli
