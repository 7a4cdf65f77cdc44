// SPDX-License-Identifier: MIT
// The bits of some trainings, written down: a change of them is a change for everybody who has
// trained before, and belongs in the changelog.
#include <doctest/doctest.h>

#include <string_view>

#include "golden_files.h"
#include "kernels/kernels.h"

namespace hourglass::parity {
namespace {

struct Training {
  std::string_view recipe, optimizer, digest;
};

constexpr Training kTrainings[] = {
    {"vanilla", "adam", "213597fe1a215eefb5b2f4e41c2de5b148b9887ade4d185a6c5275216df6d048"},
    {"vanilla", "sgd", "8708bc83e111cd87c8c12455f3e0ce500096d2ddda4a2bff9a07ccdaca0a09a4"},
    {"multilayer", "adam", "647100a0497879cb884eeaabf3fe6055aa0bc0eda72628a8f42aa6ef114f2728"},
    {"multilayer", "rmsprop", "253742bc9da4b3bf823d90f7bd60d564ad0249986d160aebb95d6ad8e6755cad"},
    {"sparse", "adam", "490b42fe8fdf42be0b2db8cf27b7c0b7d357c76778abef240919f41393db40be"},
    {"sparse", "adagrad", "8a8114230cf494aa8364b019f9d2a1b803f7a99da36907a7bd4c45f15a2a9d09"},
    {"convolutional", "adam", "6be817264afa51e1b87721580980f1280f3b451285f73e2e37e30af354439fbc"},
    {"convolutional", "adamw", "0339eea3c2b0eddf6d196701d6a620fc861ab69d68c88b0aa4a62c3d20c6534a"},
    {"denoising", "adam", "49057c8d97202808b0719af6623398348135caae6234fdaedd493012e7303dcc"},
    {"denoising", "adadelta", "a93b73620c92731a7c39054c5d454ee3408f855a62e55fe4ce4db8e77b29319f"},
};

// Shuffled, with noise where the recipe has some, the last batch short.
std::string digest_of(const Training& training, const Dataset& images) {
  Recipe recipe = find_recipe(training.recipe);
  recipe.compile.optimizer = optimizer_from_name(training.optimizer);
  Model model = build_recipe(training.recipe, 7).autoencoder;
  model.compile(recipe.compile);
  model.fit(images.reshape(recipe.input_shape),
            {.epochs = 2, .batch_size = 100, .seed = 7, .corruption = recipe.corruption});
  return model.weights_sha256();
}

}  // namespace

TEST_SUITE("golden") {
  TEST_CASE("trainings have the bits that they always had") {
    // x86-64 without fused multiply-add, older than 2013, rounds otherwise.
    REQUIRE(kernels::has_isa(kernels::Isa::avx2));
    const Dataset images = fashion_mnist().train.images.slice(0, 250);
    for (const Training& training : kTrainings) {
      CAPTURE(training.recipe);
      CAPTURE(training.optimizer);
      CHECK(digest_of(training, images) == training.digest);
    }
  }
}

}  // namespace hourglass::parity
