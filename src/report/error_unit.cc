// SPDX-License-Identifier: MIT
#include "report/error_unit.h"

#include <algorithm>
#include <utility>

#include "analysis/baselines.h"
#include "hourglass/scaling.h"
#include "report/samples.h"

namespace hourglass::report {

std::vector<double> error_unit(const Subject& subject) {
  if (!subject.scale.empty()) return subject.scale;
  return std::vector<double>(static_cast<std::size_t>(subject.test.shape().size()), subject.white);
}

bool scores_in_unit(const Subject& subject, const Network& network) {
  std::vector<double> own = error_scale(network.parts);
  if (own.empty()) own.assign(static_cast<std::size_t>(subject.test.shape().size()), 1);
  return own == error_unit(subject);
}

std::string error_unit_text(const Subject& subject) {
  if (subject.image_shape)
    return "Errors are means of squared differences, where black is 0 and white is 1.";
  if (subject.scale.empty())
    return "Errors are means of squared differences, in the data's own units.";
  return "Errors are means of squared differences, each divided by the scale that the network "
         "learned for its column; those of principal components, too.";
}

Dataset comparable(const Subject& subject, const Dataset& samples) {
  if (subject.scale.empty()) return samples;
  Tensor divided = all(samples);
  const std::size_t columns = subject.scale.size();
  const auto values = divided.values();
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(double{values[i]} / subject.scale[i % columns]);
  return divided;
}

double error_of_the_mean(const Subject& subject) {
  return analysis::mean_sample_mse(subject.train, subject.test, error_unit(subject));
}

}  // namespace hourglass::report
