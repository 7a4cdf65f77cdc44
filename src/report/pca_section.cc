// SPDX-License-Identifier: MIT
#include "report/pca_section.h"

#include <string>
#include <utility>

#include "report/baseline.h"
#include "report/comparison.h"
#include "report/maps.h"
#include "report/samples.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kUnits = 32;
constexpr std::int64_t kLinearEpochs = 20;  // to come within a hundredth of PCA
constexpr std::int64_t kDeepEpochs = 10;
page::Maps maps(const Subject& subject, const Network& plane, const analysis::Pca& pca) {
  const auto shown = mapped_samples(subject);
  const Tensor images = pick(subject.test, shown);
  page::Maps maps = {
      .labels = labels_of(subject, shown),
      .sprites = sprites_of(subject, shown),
      .caption = std::to_string(shown.size()) +
                 " held-out images, each a point at its code. Point at one to see it "
                 "on both maps."};
  maps.maps.push_back(map_of("PCA, 2 components", transform(pca, images)));
  maps.maps.push_back(map_of("an autoencoder, 2 units", encode(subject, plane, images)));
  return maps;
}

Network train_linear(const Subject& subject, const Trainer& trainer) {
  return trainer.train(
      "linear autoencoder",
      dense_autoencoder(subject.test.shape().size(), {kUnits},
                        {.code = "linear", .output = "linear", .seed = trainer.seed()}),
      kLinearEpochs);
}

Network train_deep(const Subject& subject, const Trainer& trainer) {
  return trainer.train("deep autoencoder",
                       dense_autoencoder(subject.test.shape().size(), {256, kUnits},
                                         {.code = "linear", .seed = trainer.seed()}),
                       kDeepEpochs);
}

}  // namespace

page::Section pca_section(const Subject& subject, const Trainer& trainer, const Network& plane,
                          const analysis::Pca& pca, Numbers& numbers) {
  const analysis::Pca pca_2 = first_components(pca, 2), pca_32 = first_components(pca, kUnits);
  std::vector<Compared> rows = {compare(subject, "PCA", codes_of(subject, pca_2)),
                                compare(subject, "autoencoder, 4 layers", codes_of(subject, plane)),
                                compare(subject, "PCA, 32 components", codes_of(subject, pca_32))};
  const Network linear = train_linear(subject, trainer);
  rows.push_back(compare(subject, "linear autoencoder", codes_of(subject, linear)));
  const Network deep = train_deep(subject, trainer);
  rows.push_back(compare(subject, "deep autoencoder", codes_of(subject, deep)));
  rows[0].name = "PCA, 2 components";

  page::Section section = {.id = "pca", .title = "Beside principal components"};
  section.blocks.emplace_back(page::Claim{
      "Autoencoders learn projections that tell more than those of PCA.", "the article"});
  section.blocks.emplace_back(page::Paragraph{
      "With two numbers an image, the autoencoder's error is " + digits(rows[1].mse) +
      " and PCA's " + digits(rows[0].mse) + "; with " + std::to_string(kUnits) + " it is " +
      digits(rows[4].mse) + " and " + digits(rows[2].mse) +
      ". A linear autoencoder can do no better than PCA: with " + std::to_string(kUnits) +
      " units it comes to " + digits(rows[3].mse) + "."});
  if (subject.image_shape) section.blocks.emplace_back(maps(subject, plane, pca_2));
  add_comparison(subject, rows, section, numbers["pca"]);
  return section;
}

}  // namespace hourglass::report
