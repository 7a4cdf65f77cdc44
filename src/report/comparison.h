// SPDX-License-Identifier: MIT
// Codes of different makes in one table: what they lose, and what they keep.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/pca.h"
#include "page/page.h"
#include "report/subject.h"
#include "report/words.h"

namespace hourglass::report {

struct Codes {
  Tensor train, test;  // of the first training samples and of all test samples
  Tensor made;         // decoded test codes, comparable()
};
// `pca` is of comparable() samples.
Codes codes_of(const Subject& subject, const analysis::Pca& pca);
Codes codes_of(const Subject& subject, const Network& network);

struct Compared {
  std::string name;
  std::int64_t units = 0;
  double mse = 0;                              // in the page's unit
  std::optional<double> trustworthiness = {};  // nothing for a handful of samples
  std::optional<double> nearest = {};          // nothing where there are no labels or too few
};
Compared compare(const Subject& subject, std::string name, const Codes& codes);

// The table, and what its columns mean.
void add_comparison(const Subject& subject, const std::vector<Compared>& rows,
                    page::Section& section, Numbers& numbers);

}  // namespace hourglass::report
