// SPDX-License-Identifier: MIT
#include "report/errors_section.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "base/count_text.h"
#include "hourglass/scaling.h"
#include "hourglass/scores.h"
#include "report/error_unit.h"
#include "report/samples.h"
#include "report/sheets.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kBins = 50;
constexpr std::size_t kListed = 20;  // rows of the table, features of the chart
constexpr std::size_t kNamed = 3;    // features that a row names

struct Errors {
  std::vector<double> scores;        // of each sample
  std::vector<double> features;      // [samples, features]
  std::vector<double> mean_feature;  // of each feature
};

// As hourglass score computes them, so that thresholds fit.
Errors errors_of(const Network& network, const Measured& measured) {
  const std::vector<double> scale = error_scale(network.parts);
  Errors errors = {reconstruction_errors(measured.clean, measured.made, scale),
                   reconstruction_errors_per_feature(measured.clean, measured.made, scale),
                   {}};
  const auto features = static_cast<std::size_t>(measured.clean.shape().size());
  errors.mean_feature.resize(features);
  for (std::size_t i = 0; i < errors.features.size(); ++i)
    errors.mean_feature[i % features] +=
        errors.features[i] / static_cast<double>(errors.scores.size());
  return errors;
}

page::Charts distribution(const Errors& errors, const std::optional<Threshold>& threshold) {
  // Few samples lie far out: the last bin ends where nearly all are, or at the threshold.
  double most = quantile(errors.scores, 0.995);
  if (threshold) most = std::max(most, 1.2 * threshold->value);
  if (!(most > 0)) most = 1;
  page::Series within = {.name = threshold ? "below the threshold" : "samples"};
  page::Series above = {.name = "the threshold or more"};
  for (std::int64_t i = 0; i <= kBins; ++i)
    within.x.push_back(most * static_cast<double>(i) / kBins);
  above.x = within.x;
  within.y.resize(kBins);
  above.y.resize(kBins);
  for (const double score : errors.scores) {
    const auto bin = static_cast<std::size_t>(std::min(score / most * kBins, kBins - 1.0));
    (threshold && score >= threshold->value ? above : within).y[bin] += 1;
  }
  page::Chart chart = {.kind = page::ChartKind::histogram,
                       .title = "Reconstruction errors",
                       .alt = "How many samples have which reconstruction error.",
                       .caption = "What lies beyond the right end is counted in the last bar.",
                       .x = {.title = "reconstruction error"},
                       .y = {.title = "samples"}};
  chart.series.push_back(std::move(within));
  if (threshold) {
    chart.caption += " Threshold: " + digits(threshold->value) + " (" + threshold->rule + ").";
    chart.series.push_back(std::move(above));
  }
  return {{std::move(chart)}};
}

std::string column_name(const Subject& subject, std::size_t feature) {
  if (feature < subject.columns.size()) return subject.columns[feature];
  return "number " + std::to_string(feature + 1);
}

std::string row_name(const Subject& subject, std::size_t row) {
  if (row < subject.row_numbers.size()) return std::to_string(subject.row_numbers[row]);
  return std::to_string(row + 1);
}

page::Table strangest_rows(const Subject& subject, const Errors& errors) {
  const std::size_t features = errors.mean_feature.size();
  page::Table table = {.caption = "The strangest rows",
                       .columns = {{"row", true}, {"error", true}, {"mostly from"}}};
  if (subject.has_labels()) table.columns.push_back({"label"});
  const std::vector<std::size_t> order = largest_first(errors.scores);
  for (std::size_t i = 0; i < std::min(kListed, order.size()); ++i) {
    const auto each = std::span(errors.features).subspan(order[i] * features, features);
    const std::vector<std::size_t> largest = largest_first(each);
    std::string names;
    for (std::size_t j = 0; j < std::min(kNamed, largest.size()); ++j)
      names += (names.empty() ? "" : ", ") + column_name(subject, largest[j]) + " (" +
               digits(each[largest[j]], 2) + ")";
    table.rows.push_back({row_name(subject, order[i]), digits(errors.scores[order[i]]), names});
    if (subject.has_labels())
      table.rows.back().push_back(
          subject.label_names[static_cast<std::size_t>(subject.test_labels[order[i]])]);
  }
  return table;
}

page::Charts feature_errors(const Subject& subject, const Errors& errors) {
  page::Chart chart = {.kind = page::ChartKind::bar,
                       .title = "Error of each feature",
                       .alt = "The mean squared error of the features with the largest ones.",
                       .y = {.title = "mean squared error"},
                       .horizontal = true};
  page::Series series = {.name = "mean squared error"};
  const std::vector<std::size_t> order = largest_first(errors.mean_feature);
  for (std::size_t i = 0; i < std::min(kListed, order.size()); ++i) {
    chart.categories.push_back(column_name(subject, order[i]));
    series.y.push_back(errors.mean_feature[order[i]]);
  }
  chart.series.push_back(std::move(series));
  return {{std::move(chart)}};
}

page::Pictures error_map(const Subject& subject, const Errors& errors) {
  const double most = *std::max_element(errors.mean_feature.begin(), errors.mean_feature.end());
  Tensor map(1, *subject.image_shape);
  for (std::size_t i = 0; i < errors.mean_feature.size(); ++i)
    map.values()[i] = static_cast<float>(errors.mean_feature[i] / (most > 0 ? most : 1));
  const Tensor rows[] = {map};
  return {{sheet(rows,
                 {"Where the errors are", "The mean error of each pixel; brighter is larger",
                  "The mean squared error of each pixel; white is " + digits(most) + "."},
                 6)}};
}

page::Pictures strangest_images(const Subject& subject, const Measured& measured,
                                const Errors& errors) {
  const std::vector<std::size_t> order = largest_first(errors.scores);
  std::vector<std::int64_t> which;
  for (std::size_t i = 0; i < std::min(kListed, order.size()); ++i)
    which.push_back(static_cast<std::int64_t>(order[i]));
  const Tensor rows[] = {images_of(subject, pick(measured.clean, which)),
                         images_of(subject, pick(measured.made, which))};
  return {{sheet(rows, {"The strangest images",
                        "The images with the largest errors above their reconstructions",
                        "Errors from " + digits(errors.scores[order.front()]) + " down."})}};
}

}  // namespace

page::Section errors_section(const Subject& subject, const Network& network,
                             const Measured& measured, const std::optional<Threshold>& threshold,
                             Numbers& numbers) {
  const Errors errors = errors_of(network, measured);
  Numbers& json = numbers["errors"][network.name];
  const double median = quantile(errors.scores, 0.5), high = quantile(errors.scores, 0.99);
  json = {{"median", median}, {"quantile_0.99", high}};
  std::string text = "Half of " + base::count_text(std::ssize(errors.scores)) +
                     " samples have an error of " + digits(median) + " or less, 99 of 100 one of " +
                     digits(high) + " or less.";
  if (threshold) {
    const auto above = std::count_if(errors.scores.begin(), errors.scores.end(),
                                     [&](double score) { return score >= threshold->value; });
    json["threshold"] = threshold->value;
    json["anomalies"] = above;
    text +=
        " " + base::count_text(above) + " reach the threshold of " + digits(threshold->value) + ".";
  }
  if (!scores_in_unit(subject, network)) {
    text += " These errors are in units of the scale that " + network.name +
            " learned, which are not those of the rest of the page.";
  }
  page::Section section = {.id = "errors-" + network.name,
                           .title = "What is strange to " + network.name};
  section.blocks.emplace_back(page::Paragraph{text});
  section.blocks.emplace_back(distribution(errors, threshold));
  if (subject.image_shape) {
    section.blocks.emplace_back(strangest_images(subject, measured, errors));
    section.blocks.emplace_back(error_map(subject, errors));
  } else {
    section.blocks.emplace_back(strangest_rows(subject, errors));
    section.blocks.emplace_back(feature_errors(subject, errors));
  }
  return section;
}

}  // namespace hourglass::report
