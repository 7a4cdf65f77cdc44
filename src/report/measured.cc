// SPDX-License-Identifier: MIT
#include "report/measured.h"

#include "report/samples.h"

namespace hourglass::report {

Measured measure(const Subject& subject, const Network& network, const Corruption& corruption) {
  Measured measured;
  measured.clean = all(subject.test);
  measured.given = measured.clean;
  measured.is_corrupted = corruption.has_value();
  if (corruption) measured.given = corrupted(network, measured.clean, *corruption);
  measured.made = reconstruct(subject, network, measured.given);
  return measured;
}

}  // namespace hourglass::report
