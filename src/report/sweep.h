// SPDX-License-Identifier: MIT
// How large a code should be: the same network at each size of the code, beside as many principal
// components, and the page about it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/pca.h"
#include "page/page.h"
#include "report/size_curve.h"
#include "report/subject.h"
#include "report/words.h"

namespace hourglass::report {

struct SweptCode {
  std::int64_t code = 0;
  double loss = 0;  // what was trained for, on the test samples
  double mse = 0;   // of the test samples, in the subject's unit
  std::optional<double> pca_mse = {};
  std::int64_t parameters = 0;
  std::int64_t epochs = 0;
  double seconds = 0;
  std::string weights_sha256 = {};
  std::string model = {};                 // a file; empty where the network is not kept
  std::optional<SizedImages> shown = {};  // of images: a few reconstructions
};

struct Sweep {
  std::string name;  // of the network
  std::int64_t planned = 0;
  double tolerance = 0.05;
  double mse_of_the_mean = 0;             // giving the average sample whatever comes in
  std::optional<analysis::Pca> pca = {};  // nothing where there are too few samples for it
  std::vector<SweptCode> codes = {};      // from the smallest on

  bool is_finished() const { return std::ssize(codes) == planned; }
};

// Measures what needs no network. `largest` is the size of the largest code.
Sweep begin_sweep(const Subject& subject, std::string name, std::int64_t planned,
                  std::int64_t largest, double tolerance);

// What the network makes of the subject, as far as that can be measured: its loss and how it was
// trained is for the caller to add.
SweptCode measure_code(const Subject& subject, const Sweep& sweep, const Network& network);

// The smallest code whose error is at most the smallest of all errors and `tolerance` of that above
// it. nullptr where there are none.
const SweptCode* smallest_sufficient(const Sweep& sweep);

// The share of the samples' variance that such an error leaves explained: 1 less the error divided
// by that of giving the average sample. Nothing where samples do not vary.
std::optional<double> explained(const Sweep& sweep, double mse);

// "the smallest within 5 % of the best error, 0.0107 with 64"; says so if larger codes than those
// tried may be better.
std::string rule_text(const Sweep& sweep);

page::Page sweep_page(const Subject& subject, const Sweep& sweep);
Numbers sweep_numbers(const Subject& subject, const Sweep& sweep);

}  // namespace hourglass::report
