// SPDX-License-Identifier: MIT
// What a network makes of the test samples: once, for all that is said of it.
#pragma once

#include "report/subject.h"

namespace hourglass::report {

struct Measured {
  Tensor clean;
  Tensor given;  // noisy, where it was trained with noise
  Tensor made;
};

// Three batches the size of the test samples are held in memory.
Measured measure(const Subject& subject, const Network& network);

}  // namespace hourglass::report
