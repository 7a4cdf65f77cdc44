// SPDX-License-Identifier: MIT
#include "report/sparse_code_section.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "analysis/sparsity.h"
#include "graph/functional.h"
#include "report/samples.h"
#include "train/model_base.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kMeasured = 10'000;
constexpr std::int64_t kMostBins = 40;

bool ends_in_sparse_code(const graph::Functional& model) {
  const graph::LayerBase& last = *model.outputs().front().node()->layer;
  if (const auto* inner = dynamic_cast<const graph::Functional*>(&last))
    return ends_in_sparse_code(*inner);
  return last.class_name() == "TopK" || last.class_name() == "BatchTopK";
}

// Of each sample.
std::vector<float> active_units(const Tensor& codes) {
  std::vector<float> counts;
  for (std::int64_t i = 0; i < codes.batch(); ++i) {
    const auto code = codes.sample(i);
    counts.push_back(static_cast<float>(
        std::count_if(code.begin(), code.end(), [](float number) { return number != 0; })));
  }
  return counts;
}

page::Chart histogram_of(const std::vector<float>& counts) {
  const float most = std::max(1.0F, *std::max_element(counts.begin(), counts.end()));
  const auto width = std::max<std::int64_t>(1, static_cast<std::int64_t>(most) / kMostBins + 1);
  page::Series series = {.name = "samples"};
  for (std::int64_t edge = 0; edge <= static_cast<std::int64_t>(most) + width; edge += width)
    series.x.push_back(static_cast<double>(edge));
  const Tensor numbers(std::ssize(counts), Shape(), counts);
  for (const std::int64_t count : analysis::histogram(numbers, series.x))
    series.y.push_back(static_cast<double>(count) / static_cast<double>(counts.size()));
  return {.kind = page::ChartKind::histogram,
          .title = "Units that a sample uses",
          .alt = "How many samples use how many units of the code.",
          .caption = "Share of the held-out samples by the number of units that are not 0.",
          .x = {.title = "units"},
          .y = {.title = "share of the samples", .low = 0},
          .series = {std::move(series)}};
}

}  // namespace

std::optional<page::Section> sparse_code_section(const Subject& subject, const Network& network,
                                                 Numbers& numbers) {
  if (!ends_in_sparse_code(train::base_of(network.parts.encoder))) return std::nullopt;
  const Tensor codes = encode(subject, network, first(subject.test, kMeasured));
  const std::vector<float> counts = active_units(codes);
  const double unused = analysis::sparsity_of(codes, 0).inactive_unit_share;
  const double sum = std::accumulate(counts.begin(), counts.end(), 0.0);
  const double mean = sum / static_cast<double>(counts.size());
  numbers["sparse_code"][network.name] = {
      {"l0", mean}, {"unused_unit_share", unused}, {"units", codes.shape().size()}};
  page::Section section = {.id = "sparse-code-" + network.name,
                           .title = "What " + network.name + " uses of its code"};
  section.blocks.emplace_back(page::Paragraph{
      "A sample uses " + digits(mean) + " of " + std::to_string(codes.shape().size()) +
      " units on average; " + percent(unused) + " of the units are used by none of the " +
      std::to_string(counts.size()) + " held-out samples that were encoded."});
  section.blocks.emplace_back(page::Charts{{histogram_of(counts)}});
  return section;
}

}  // namespace hourglass::report
