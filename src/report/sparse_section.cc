// SPDX-License-Identifier: MIT
#include "report/sparse_section.h"

#include <algorithm>
#include <string>
#include <utility>

#include "analysis/sparsity.h"
#include "report/baseline.h"
#include "report/samples.h"
#include "report/units.h"

namespace hourglass::report {
namespace {

constexpr float kPenalties[] = {0, 1e-5F, 3e-5F, 1e-4F, 3e-4F, 1e-3F};
constexpr std::int64_t kUnits = 64;
constexpr std::int64_t kEpochs = 5;
constexpr std::int64_t kBins = 40;
constexpr std::int64_t kShownUnits = 8;

struct Row {
  std::string name;
  double penalty = 0, mse = 0;
  analysis::Sparsity sparsity;
  std::optional<double> accuracy;
};

Row measure(const Subject& subject, const Network& network, std::string name, double penalty) {
  const Tensor clean = all(subject.test);
  const Tensor codes = encode(subject, network, clean);
  return {std::move(name), penalty,
          mse_between(clean, decode(subject, network, codes), subject.white),
          analysis::sparsity_of(codes),
          linear_accuracy(subject, encode(subject, network, first(subject.train, kLabelledSamples)),
                          codes)};
}

page::Table table(const Subject& subject, const std::vector<Row>& rows, Numbers& numbers) {
  page::Table table = {.caption = "Codes of 64 units",
                       .columns = {{"code"},
                                   {"zeros", true},
                                   {"units never active", true},
                                   {"mean squared error", true},
                                   {"linear classifier", true}}};
  for (const Row& row : rows) {
    table.rows.push_back({row.name, percent(row.sparsity.zero_share),
                          percent(row.sparsity.inactive_unit_share), digits(row.mse),
                          accuracy_text(subject, row.accuracy)});
    Numbers& json = numbers[row.name];
    json = {{"zero_share", row.sparsity.zero_share},
            {"inactive_unit_share", row.sparsity.inactive_unit_share},
            {"mse", row.mse}};
    if (row.accuracy) json["accuracy"] = *row.accuracy;
  }
  return table;
}

page::Series activations(std::string name, const Tensor& codes, const std::vector<double>& edges) {
  page::Series series = {.name = std::move(name), .x = edges};
  for (const std::int64_t count : analysis::histogram(codes, edges))
    series.y.push_back(static_cast<double>(count) / static_cast<double>(codes.size()));
  return series;
}

page::Charts histograms(const Subject& subject, const Network& vanilla, const Network& sparse) {
  const Tensor codes[] = {encode(subject, vanilla, subject.test),
                          encode(subject, sparse, subject.test)};
  double largest = 0;
  for (const float value : codes[0].values()) largest = std::max(largest, double{value});
  if (!(largest > 0)) largest = 1;  // a code that is never active
  std::vector<double> edges;
  for (std::int64_t i = 0; i <= kBins; ++i)
    edges.push_back(largest * static_cast<double>(i) / kBins);
  page::Chart chart = {.kind = page::ChartKind::histogram,
                       .title = "Activations of the code",
                       .alt =
                           "Most activations of the sparse code are zero or next to it; those of "
                           "the vanilla code are spread.",
                       .caption = "Share of all numbers in all codes of held-out images.",
                       .x = {.title = "activation"},
                       .y = {.title = "share"}};
  chart.series = {activations("vanilla", codes[0], edges), activations("sparse", codes[1], edges)};
  return {{std::move(chart)}};
}

std::vector<Row> sweep(const Subject& subject, const Trainer& trainer) {
  std::vector<Row> rows;
  for (const float penalty : kPenalties) {
    const std::string name = "L1 of " + digits(penalty, 1);
    const Network network = trainer.train(
        name,
        dense_autoencoder(subject.test.shape().size(), {kUnits},
                          {.activity_regularizer = L1(penalty), .seed = trainer.seed()}),
        kEpochs);
    rows.push_back(measure(subject, network, name, penalty));
  }
  return rows;
}

page::Charts sweep_charts(const std::vector<Row>& rows, Numbers& numbers) {
  page::Chart zeros = {.kind = page::ChartKind::bar,
                       .title = "Zeros against the penalty",
                       .alt = "The larger the penalty, the more of the code is zero.",
                       .x = {.title = "L1 penalty on the code"},
                       .y = {.title = "share of zeros", .low = 0, .high = 1}};
  page::Chart errors = {.kind = page::ChartKind::bar,
                        .title = "Error against the penalty",
                        .alt = "The larger the penalty, the larger the error.",
                        .x = {.title = "L1 penalty on the code"},
                        .y = {.title = "mean squared error", .low = 0}};
  page::Series zero = {.name = "zeros"}, error = {.name = "mean squared error"};
  for (const Row& row : rows) {
    const std::string penalty = row.penalty == 0 ? "none" : digits(row.penalty, 1);
    zeros.categories.push_back(penalty);
    errors.categories.push_back(penalty);
    zero.y.push_back(row.sparsity.zero_share);
    error.y.push_back(row.mse);
    numbers["penalty"].push_back(row.penalty);
  }
  numbers["zero_share"] = zero.y;
  numbers["mse"] = error.y;
  zeros.series = {std::move(zero)};
  errors.series = {std::move(error)};
  return {{std::move(zeros), std::move(errors)}};
}

}  // namespace

page::Section sparse_section(const Subject& subject, const Trainer& trainer, const Network& vanilla,
                             const Network& sparse, Numbers& all_numbers) {
  Numbers& numbers = all_numbers["sparse"];
  const std::vector<Row> rows = {measure(subject, vanilla, "vanilla", 0),
                                 measure(subject, sparse, "sparse", 1e-4)};
  const std::vector<Row> swept = sweep(subject, trainer);
  page::Section section = {.id = "sparse", .title = "Sparse codes"};
  section.blocks.emplace_back(page::Claim{
      "A penalty on the activity of the code makes it sparse, and useful as features for other "
      "tasks.",
      "the article"});
  std::string text = "Of the vanilla code " + percent(rows[0].sparsity.zero_share) +
                     " are zeros, of the sparse code " + percent(rows[1].sparsity.zero_share) + ".";
  if (rows[0].accuracy && rows[1].accuracy) {
    text += " A linear classifier that sees nothing but the code gets " +
            percent(*rows[0].accuracy) + " of the labels right from the vanilla code and " +
            percent(*rows[1].accuracy) + " from the sparse one.";
  }
  section.blocks.emplace_back(page::Paragraph{text});
  section.blocks.emplace_back(table(subject, rows, numbers));
  section.blocks.emplace_back(histograms(subject, vanilla, sparse));
  section.blocks.emplace_back(
      page::Paragraph{"How much is for the penalty to say: " + std::to_string(swept.size()) +
                      " networks alike but for it, " + std::to_string(kEpochs) + " epochs each."});
  section.blocks.emplace_back(sweep_charts(swept, numbers["sweep"]));
  if (!subject.image_shape) return section;
  if (auto favourites =
          favourite_images(subject, encode(subject, sparse, subject.test), kShownUnits, 10)) {
    section.blocks.emplace_back(page::Pictures{{*std::move(favourites)}});
  } else {
    section.blocks.emplace_back(page::Paragraph{
        "No unit of the sparse code is ever active: there are no images that excite them."});
  }
  return section;
}

}  // namespace hourglass::report
