// SPDX-License-Identifier: MIT
// Which samples are strange to a network: its errors, the threshold, the strangest, and what is
// strange about them.
#pragma once

#include <optional>

#include "page/page.h"
#include "report/measured.h"
#include "report/subject.h"
#include "report/words.h"

namespace hourglass::report {

struct Threshold {
  double value = 0;
  std::string rule = {};  // how it was chosen
};

// `measured` is what the network makes of the subject's test samples.
page::Section errors_section(const Subject& subject, const Network& network,
                             const Measured& measured, const std::optional<Threshold>& threshold,
                             Numbers& numbers);

}  // namespace hourglass::report
