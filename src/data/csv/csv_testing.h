// SPDX-License-Identifier: MIT
// For tests: tables written as text.
#pragma once

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/error_testing.h"
#include "hourglass/tables.h"

namespace hourglass::data {

inline LoadedTable load_text(const std::string& text, const TableOptions& options = {}) {
  std::istringstream stream(text);
  return load_csv(stream, "t.csv", options);
}

// What loading the text throws; it must be bad_file, and no more than a line of it.
inline std::string fault_of(const std::string& text, const TableOptions& options = {}) {
  const std::string message =
      base::message_of([&] { load_text(text, options); }, ErrorCode::bad_file);
  CHECK(message.starts_with("[csv] 't.csv' "));
  CHECK(message.find('\n') == std::string::npos);
  return message;
}

inline bool refused(const std::string& text, const std::string& part,
                    const TableOptions& options = {}) {
  const std::string message = fault_of(text, options);
  const bool found = message.find(part) != std::string::npos;
  if (!found) MESSAGE(message);
  return found;
}

// The numbers of all samples, one after another.
inline std::vector<float> numbers_of(const LoadedTable& table) {
  const Tensor samples = table.samples.read(0, table.samples.size());
  return {samples.values().begin(), samples.values().end()};
}

inline std::vector<float> numbers_of(const std::string& text, const TableOptions& options = {}) {
  return numbers_of(load_text(text, options));
}

inline std::vector<std::string> names_of(const std::string& text,
                                         const TableOptions& options = {}) {
  return load_text(text, options).schema.feature_names();
}

using Numbers = std::vector<float>;
using Names = std::vector<std::string>;

}  // namespace hourglass::data
