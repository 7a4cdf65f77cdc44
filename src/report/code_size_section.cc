// SPDX-License-Identifier: MIT
#include "report/code_size_section.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "report/baseline.h"
#include "report/overcomplete.h"
#include "report/samples.h"
#include "report/size_curve.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kSizes[] = {2, 4, 8, 16, 32, 64, 128, 256, 784};
constexpr std::int64_t kDrawn[] = {2, 8, 32, 128, 784};
constexpr std::int64_t kShown = 10;

SizeErrors measure(const Subject& subject, const std::vector<SizedNetwork>& sizes,
                   const analysis::Pca& pca) {
  const Tensor clean = all(subject.test);
  SizeErrors errors;
  for (const SizedNetwork& sized : sizes) {
    errors.code.push_back(static_cast<double>(sized.code));
    errors.network.push_back(
        mse_between(clean, reconstruct(subject, sized.network, clean), subject.white));
    errors.pca.push_back(pca_error(subject, pca, sized.code));
  }
  return errors;
}

page::Pictures pictures(const Subject& subject, const std::vector<SizedNetwork>& sizes,
                        const analysis::Pca& pca) {
  const Tensor originals = pick(subject.test, spread(subject.test.size(), kShown));
  std::vector<SizedImages> drawn;
  for (const SizedNetwork& sized : sizes) {
    if (std::find(std::begin(kDrawn), std::end(kDrawn), sized.code) == std::end(kDrawn)) continue;
    const analysis::Pca first = first_components(pca, sized.code);
    drawn.push_back({sized.code, reconstruct(subject, sized.network, originals),
                     inverse_transform(first, transform(first, originals))});
  }
  return size_sheets(subject, originals, drawn);
}

}  // namespace

Network train_code_size(const Subject& subject, const Trainer& trainer, std::int64_t code,
                        std::string name) {
  return trainer.train(
      std::move(name),
      dense_autoencoder(subject.test.shape().size(), {code}, {.seed = trainer.seed()}),
      kCodeSizeEpochs, kCodeSizeRate);
}

std::vector<SizedNetwork> train_code_sizes(const Subject& subject, const Trainer& trainer) {
  std::vector<SizedNetwork> sizes;
  for (const std::int64_t code : kSizes) {
    sizes.push_back(
        {code, train_code_size(subject, trainer, code, "a code of " + std::to_string(code))});
  }
  return sizes;
}

page::Section code_size_section(const Subject& subject, const Trainer& trainer,
                                const std::vector<SizedNetwork>& sizes, const analysis::Pca& pca,
                                Numbers& numbers) {
  const SizeErrors errors = measure(subject, sizes, pca);
  numbers["code_size"] = {{"code", errors.code}, {"mse", errors.network}, {"pca_mse", errors.pca}};
  page::Section section = {.id = "code-size", .title = "The size of the code"};
  section.blocks.emplace_back(page::Claim{
      "A code smaller than the input makes the network keep what matters most.", "the article"});
  section.blocks.emplace_back(
      page::Paragraph{"The same network, " + std::to_string(subject.test.shape().size()) +
                      " numbers in and out with one hidden layer between, trained " +
                      std::to_string(kCodeSizeEpochs) +
                      " epochs with codes of 2 to 784 units, by Adam at a rate of " +
                      digits(kCodeSizeRate, 1) + ". With " + std::to_string(sizes.front().code) +
                      " units its error is " + digits(errors.network.front()) + ", with 64 it is " +
                      digits(errors.network[5]) + "; PCA with as many components has " +
                      digits(errors.pca.front()) + " and " + digits(errors.pca[5]) + "."});
  section.blocks.emplace_back(page::Charts{{size_curve(
      errors,
      "Mean squared error on held-out images. PCA with as many components as there are numbers "
      "loses nothing: that point is not drawn.")}});
  section.blocks.emplace_back(pictures(subject, sizes, pca));
  add_overcomplete(subject, trainer, sizes, section, numbers);
  return section;
}

}  // namespace hourglass::report
