// SPDX-License-Identifier: MIT
#include "report/comparison.h"

#include <algorithm>
#include <utility>

#include "analysis/neighbours.h"
#include "report/baseline.h"
#include "report/error_unit.h"
#include "report/samples.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kNeighbourhood = 2000;  // samples, whose distances are all compared
constexpr std::int64_t kNeighbours = 5;

}  // namespace

Codes codes_of(const Subject& subject, const analysis::Pca& pca) {
  const Tensor test = all(comparable(subject, subject.test));
  const Dataset train = comparable(subject, first(subject.train, kLabelledSamples));
  Tensor codes = transform(pca, test);
  Tensor made = inverse_transform(pca, codes);
  return {transform(pca, all(train)), std::move(codes), std::move(made)};
}

Codes codes_of(const Subject& subject, const Network& network) {
  Tensor codes = encode(subject, network, subject.test);
  Tensor made = all(comparable(subject, decode(subject, network, codes)));
  return {encode(subject, network, first(subject.train, kLabelledSamples)), std::move(codes),
          std::move(made)};
}

Compared compare(const Subject& subject, std::string name, const Codes& codes) {
  Compared compared = {.name = std::move(name), .units = codes.test.shape().size()};
  const Dataset clean = comparable(subject, subject.test);
  compared.mse = mse_between(all(clean), codes.made, subject.white);
  const auto sample = spread(subject.test.size(), kNeighbourhood);
  if (std::ssize(sample) > 2 * kNeighbours) {
    compared.trustworthiness =
        analysis::trustworthiness(pick(clean, sample), pick(codes.test, sample), kNeighbours);
  }
  compared.nearest = nearest_accuracy(subject, codes.train, codes.test);
  return compared;
}

void add_comparison(const Subject& subject, const std::vector<Compared>& rows,
                    page::Section& section, Numbers& numbers) {
  page::Table table = {.caption = "Codes side by side",
                       .columns = {{"code"},
                                   {"units", true},
                                   {"mean squared error", true},
                                   {"trustworthiness", true},
                                   {"5 nearest neighbours", true}}};
  for (const Compared& row : rows) {
    table.rows.push_back({row.name, std::to_string(row.units), digits(row.mse),
                          row.trustworthiness ? digits(*row.trustworthiness) : "too few samples",
                          accuracy_text(subject, row.nearest)});
    Numbers& json = numbers[row.name];
    json = {{"units", row.units}, {"mse", row.mse}};
    if (row.trustworthiness) json["trustworthiness"] = *row.trustworthiness;
    if (row.nearest) json["nearest_accuracy"] = *row.nearest;
  }
  section.blocks.emplace_back(std::move(table));
  section.blocks.emplace_back(page::Paragraph{
      "Trustworthiness is the share of neighbours among codes that are neighbours among samples, "
      "less the farther off the others come from; 1 is best. It looks at " +
      std::to_string(kNeighbours) + " neighbours among " +
      std::to_string(std::min(kNeighbourhood, subject.test.size())) +
      " samples. The last column is how often the five nearest training codes tell the label."});
}

}  // namespace hourglass::report
