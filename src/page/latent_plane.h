// SPDX-License-Identifier: MIT
// A plane of codes to play with: who moves the point sees the image that is decoded there.
#pragma once

#include <string>
#include <vector>

#include "page/decoder.h"
#include "page/maps.h"

namespace hourglass::page {

struct CodeDimension {
  std::string name = {};
  double low = -1;  // finite, below `high`; `start` between them
  double high = 1;
  double start = 0;
};

struct LatentPlane {
  std::string title = {};
  std::string alt = {};
  std::string caption = {};
  Decoder decoder = {};
  // The numbers of the code, at least one. The first two span the plane; each has a slider.
  std::vector<CodeDimension> dimensions = {};
  // Codes of samples, behind the point; may be empty.
  std::vector<double> x = {};
  std::vector<double> y = {};
  Labels labels = {};
};

}  // namespace hourglass::page
