// SPDX-License-Identifier: MIT
#include "cli/data_windows.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/quote.h"
#include "cli/fit_shape.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

// By name, of both parts.
std::map<std::string, std::int64_t> count_labels(const LoadedData& loaded) {
  std::map<std::string, std::int64_t> counts;
  const auto add = [&](const Labels& labels) {
    for (const std::int32_t label : labels.indices)
      ++counts[labels.names[static_cast<std::size_t>(label)]];
  };
  add(loaded.labels);
  if (loaded.test) add(loaded.test->labels);
  return counts;
}

// Of each window the label that the fewest rows have.
std::vector<std::int32_t> rarest(const Labels& labels,
                                 const std::map<std::string, std::int64_t>& counts,
                                 const WindowOptions& options, std::int64_t windows) {
  std::vector<std::int64_t> count_of;
  for (const std::string& name : labels.names) {
    const auto found = counts.find(name);
    count_of.push_back(found == counts.end() ? 0 : found->second);
  }
  const auto is_rarer = [&](std::int32_t a, std::int32_t b) {
    return count_of[static_cast<std::size_t>(a)] < count_of[static_cast<std::size_t>(b)];
  };
  std::vector<std::int32_t> of_windows;
  for (std::int64_t i = 0; i < windows; ++i) {
    const auto first = labels.indices.begin() + i * options.stride;
    of_windows.push_back(*std::min_element(first, first + options.length, is_rarer));
  }
  return of_windows;
}

void check_rows(const Dataset& rows, const DataSettings& settings) {
  const auto refuse = [&](const std::string& has, const std::string& expected) {
    throw Error(ErrorCode::shape_mismatch, "data",
                base::quote(settings.name) + " has " + has + "; expected " + expected);
  };
  if (rows.shape().rank() != 1) {
    refuse("samples of shape " + rows.shape().to_string() + ", which are no rows of a series",
           settings.model_input
               ? "rows, or windows of shape " + settings.model_input->to_string() +
                     ", as the model takes them; choose data like those it was trained with"
               : "one dimension, (features); leave --window out");
  }
  if (rows.size() < *settings.window) {
    refuse(std::to_string(rows.size()) + " rows",
           std::to_string(*settings.window) + " or more, as one window has; " +
               (settings.model_input ? "give it more of them" : "choose a smaller --window"));
  }
}

// Rows may be windows, too, one after the other; of windows of one row it cannot be told.
bool are_windows(const Dataset& samples, const DataSettings& settings) {
  return settings.model_input && fits_shape(samples.shape(), *settings.model_input) &&
         (samples.shape().rank() > 1 || *settings.window > 1);
}

}  // namespace

void make_windows(LoadedData& loaded, DataSettings& settings) {
  if (!settings.window) return;
  if (are_windows(loaded.samples, settings)) {
    settings.window.reset();
    settings.stride.reset();
    return;
  }
  if (!loaded.dropped_rows.empty()) {
    throw Error(ErrorCode::invalid_argument, "--missing",
                "leaves out " + std::to_string(loaded.dropped_rows.size()) +
                    " rows, and windows over the gaps would be of rows that do not follow each "
                    "other; expected whole series; fill them in with --missing mean");
  }
  const WindowOptions options = settings.window_options();
  const auto counts = count_labels(loaded);
  const auto cut = [&](Dataset& samples, Labels& labels) {
    check_rows(samples, settings);
    samples = windows(samples, options);
    if (!labels.indices.empty()) labels.indices = rarest(labels, counts, options, samples.size());
  };
  cut(loaded.samples, loaded.labels);
  if (loaded.test) cut(loaded.test->samples, loaded.test->labels);
}

}  // namespace hourglass::cli
