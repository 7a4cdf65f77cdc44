// SPDX-License-Identifier: MIT
// Errors and pictures against the size of the code, beside as many principal components.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/pca.h"
#include "page/page.h"
#include "report/subject.h"

namespace hourglass::report {

struct SizeErrors {
  std::vector<double> code, network;
  std::vector<double> pca;  // empty where there are no principal components
};

// The error of the first `count` components on the test samples, in the subject's unit.
double pca_error(const Subject& subject, const analysis::Pca& pca, std::int64_t count);

page::Chart size_curve(const SizeErrors& errors, std::string caption);

// What the networks, and as many components, make of the same images.
struct SizedImages {
  std::int64_t code = 0;
  Tensor network;
  std::optional<Tensor> pca = {};
};
page::Pictures size_sheets(const Subject& subject, const Tensor& originals,
                           std::span<const SizedImages> sizes);

}  // namespace hourglass::report
