// SPDX-License-Identifier: MIT
#include "report/measured.h"

#include "report/samples.h"

namespace hourglass::report {

Measured measure(const Subject& subject, const Network& network) {
  Measured measured;
  measured.clean = all(subject.test);
  measured.given = measured.clean;
  if (network.corruption) measured.given = corrupt(measured.clean, network.corruption, 0);
  measured.made = reconstruct(subject, network, measured.given);
  return measured;
}

}  // namespace hourglass::report
