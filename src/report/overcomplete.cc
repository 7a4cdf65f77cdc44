// SPDX-License-Identifier: MIT
#include "report/overcomplete.h"

#include <algorithm>
#include <string>
#include <utility>

#include "report/baseline.h"
#include "report/samples.h"
#include "report/sheets.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kUnits = 1024;
constexpr std::int64_t kSmall = 64;
constexpr std::int64_t kEpochs = 3;
constexpr float kNoise = 0.5F;
constexpr std::int64_t kShown = 10;

struct Row {
  std::string name;
  double mse = 0, noisy_mse = 0;
  std::optional<double> accuracy;
};

// Noise that is clipped as the denoising network's is.
Tensor add_noise(const Subject& subject, const Tensor& clean) {
  return corrupt(clean,
                 GaussianCorruption{.stddev = kNoise * static_cast<float>(subject.white),
                                    .maximum = static_cast<float>(subject.white)},
                 0);
}

Row measure(const Subject& subject, const Network& network, std::string name) {
  const Tensor clean = all(subject.test);
  return {
      std::move(name), mse_between(clean, reconstruct(subject, network, clean), subject.white),
      mse_between(clean, reconstruct(subject, network, add_noise(subject, clean)), subject.white),
      linear_accuracy(subject, encode(subject, network, first(subject.train, kLabelledSamples)),
                      encode(subject, network, clean))};
}

Row pixels(const Subject& subject) {
  const Tensor clean = all(subject.test);
  const Dataset train = first(subject.train, kLabelledSamples);
  return {"the pixels themselves", 0, mse_between(clean, add_noise(subject, clean), subject.white),
          linear_accuracy(subject, all(train), clean)};
}

page::Table table(const Subject& subject, const std::vector<Row>& rows, Numbers& numbers) {
  page::Table table = {.caption = "Copying is not learning",
                       .columns = {{"code"},
                                   {"error", true},
                                   {"error under noise", true},
                                   {"linear classifier of the code", true}}};
  for (const Row& row : rows) {
    table.rows.push_back(
        {row.name, digits(row.mse), digits(row.noisy_mse), accuracy_text(subject, row.accuracy)});
    numbers[row.name] = {{"mse", row.mse}, {"noisy_mse", row.noisy_mse}};
    if (row.accuracy) numbers[row.name]["accuracy"] = *row.accuracy;
  }
  return table;
}

page::Pictures pictures(const Subject& subject, const Network& large, const Network& small) {
  const Tensor clean = pick(subject.test, spread(subject.test.size(), kShown));
  const Tensor noisy = add_noise(subject, clean);
  const auto row = [&](const Tensor& samples) { return images_of(subject, samples); };
  const Tensor rows[] = {row(noisy), row(reconstruct(subject, large, noisy)),
                         row(reconstruct(subject, small, noisy))};
  return {{sheet(
      rows,
      {"Under noise",
       "Noisy images, what the overcomplete network makes of them and what the small one does",
       "From the top: noisy images; through the overcomplete linear network, which "
       "hands the noise on; through the network with a code of " +
           std::to_string(kSmall) + ", which has no room for it."})}};
}

}  // namespace

void add_overcomplete(const Subject& subject, const Trainer& trainer,
                      const std::vector<SizedNetwork>& sizes, page::Section& section,
                      Numbers& numbers) {
  const std::int64_t inputs = subject.test.shape().size();
  const Network large = trainer.train(
      "overcomplete linear",
      dense_autoencoder(inputs, {kUnits},
                        {.code = "linear", .output = "linear", .seed = trainer.seed()}),
      kEpochs);
  const auto small = std::find_if(sizes.begin(), sizes.end(),
                                  [](const SizedNetwork& sized) { return sized.code == kSmall; });
  const std::vector<Row> rows = {
      measure(subject, large, "overcomplete, linear, " + std::to_string(kUnits) + " units"),
      measure(subject, small->network, "undercomplete, " + std::to_string(kSmall) + " units"),
      pixels(subject)};
  section.blocks.emplace_back(page::Heading{"A code larger than the input"});
  section.blocks.emplace_back(
      page::Claim{"With as many units as inputs or more, even a linear network copies and learns "
                  "nothing of use.",
                  "the article"});
  section.blocks.emplace_back(page::Paragraph{
      "A linear network with " + std::to_string(kUnits) + " units for " + std::to_string(inputs) +
      " inputs reconstructs with an error of " + digits(rows[0].mse) + ", a fraction of the " +
      digits(rows[1].mse) + " of a code of " + std::to_string(kSmall) +
      " units. But it reconstructs noise just as well: given noisy images it is " +
      digits(rows[0].noisy_mse) + " away from the clean ones, the noisy images themselves are " +
      digits(rows[2].noisy_mse) + ", and the small code brings that down to " +
      digits(rows[1].noisy_mse) + "."});
  section.blocks.emplace_back(table(subject, rows, numbers["overcomplete"]));
  section.blocks.emplace_back(pictures(subject, large, small->network));
}

}  // namespace hourglass::report
