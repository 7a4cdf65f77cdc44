// SPDX-License-Identifier: MIT
#include "cli/score_truth.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

constexpr std::array<std::string_view, 7> kAnomalyNames = {
    "1", "true", "yes", "anomaly", "anomalous", "abnormal", "outlier"};

std::string in_lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

std::string list_of(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i)
    text += (i == 0 ? "" : ", ") + base::quote_excerpt(names[i]);
  return names.size() > kMost ? text + " and others" : text;
}

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, "--anomaly", message);
}

std::size_t index_of_anomaly(const Labels& labels, const std::optional<std::string>& anomaly) {
  const auto& names = labels.names;
  if (anomaly) {
    const auto found = std::find(names.begin(), names.end(), *anomaly);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    refuse(base::quote(*anomaly) + " is no label of the data; expected one of " + list_of(names) +
           "; choose the one that marks anomalies");
  }
  const auto is_known = [](const std::string& name) {
    const auto& known = kAnomalyNames;
    return std::find(known.begin(), known.end(), in_lower_case(name)) != known.end();
  };
  if (names.size() == 2 && std::count_if(names.begin(), names.end(), is_known) == 1) {
    return static_cast<std::size_t>(std::find_if(names.begin(), names.end(), is_known) -
                                    names.begin());
  }
  refuse("is missing and which label marks anomalies cannot be told; expected one of " +
         list_of(names) + "; name it");
}

}  // namespace

std::vector<bool> find_anomalies(const Labels& labels, const std::optional<std::string>& anomaly) {
  const auto index = static_cast<std::int32_t>(index_of_anomaly(labels, anomaly));
  std::vector<bool> is_anomaly;
  is_anomaly.reserve(labels.indices.size());
  for (const std::int32_t label : labels.indices) is_anomaly.push_back(label == index);
  return is_anomaly;
}

}  // namespace hourglass::cli
