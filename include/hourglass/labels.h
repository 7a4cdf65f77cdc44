// SPDX-License-Identifier: MIT
// What is known of samples beside their numbers. No network of this library learns from labels:
// they are for looking at codes and at what a detector finds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hourglass/dataset.h"

namespace hourglass {

// Empty both, or one index a sample, each in [0, names.size()).
struct Labels {
  std::vector<std::string> names;  // distinct; in numeric order if all are numbers, else bytewise
  std::vector<std::int32_t> indices;
};

struct LabelledSamples {
  Dataset samples;
  Labels labels;
};

}  // namespace hourglass
