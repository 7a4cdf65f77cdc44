// SPDX-License-Identifier: MIT
// What a network makes of the test samples: once, for all that is said of it.
#pragma once

#include "report/subject.h"

namespace hourglass::report {

struct Measured {
  Tensor clean;
  Tensor given;  // to the network
  Tensor made;
  bool is_corrupted = false;  // whether `given` is not `clean`
};

// Three batches the size of the test samples are held in memory.
Measured measure(const Subject& subject, const Network& network, const Corruption& corruption);

}  // namespace hourglass::report
