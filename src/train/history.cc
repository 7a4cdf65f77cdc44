// SPDX-License-Identifier: MIT
#include "hourglass/history.h"

#include "hourglass/error.h"

namespace hourglass {

const double* find_log(const Logs& logs, const std::string& name) {
  for (const auto& log : logs) {
    if (log.first == name) return &log.second;
  }
  return nullptr;
}

std::vector<double> History::operator[](const std::string& name) const {
  std::vector<double> values;
  for (const Logs& logs : epochs) {
    if (const double* value = find_log(logs, name)) values.push_back(*value);
  }
  if (values.empty()) {
    throw Error(ErrorCode::invalid_argument, "history", "nothing called '" + name + "' was logged");
  }
  return values;
}

}  // namespace hourglass
