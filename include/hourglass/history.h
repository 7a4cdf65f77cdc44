// SPDX-License-Identifier: MIT
// What a training says of itself, epoch by epoch.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace hourglass {

// Name and value, in the order Keras prints them: "loss", one a metric, "val_loss", ...
using Logs = std::vector<std::pair<std::string, double>>;
// The value called `name`, or nullptr.
const double* find_log(const Logs& logs, const std::string& name);

struct History {
  std::vector<Logs> epochs;     // the logs of each
  std::vector<double> seconds;  // of its steps and what callbacks do after each, without validation
  // The values called `name`, one an epoch. Throws invalid_argument if there are none.
  std::vector<double> operator[](const std::string& name) const;
};

}  // namespace hourglass
