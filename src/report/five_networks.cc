// SPDX-License-Identifier: MIT
#include "report/five_networks.h"

#include <optional>
#include <string>
#include <string_view>

namespace hourglass::report {
namespace {

// Of the recipe's 10: an epoch of this takes as long as thirty of vanilla, and all ten a third of
// the page's time. The second half takes off a tenth of the error, which no picture shows.
constexpr std::int64_t kDenoisingEpochs = 5;

struct Introduction {
  std::string_view recipe;
  std::string_view what, look;  // what it is, and what there is to see
  std::optional<std::int64_t> epochs = std::nullopt;
};

constexpr Introduction kIntroductions[] = {
    {"vanilla",
     "784 pixels, 64 units, 784 pixels: nothing reaches the other side but what the 64 units hold.",
     "Look at the learned filters, one a unit: together they are the alphabet in which each image "
     "is written."},
    {"multilayer",
     "The same code of 64 units, reached by way of 128 and left by way of 128: twice the "
     "parameters, and codes that are no longer sums of pixels.",
     "Compare the error with vanilla's after as many epochs: depth can say more and takes longer "
     "to learn it."},
    {"convolutional",
     "Small windows slide over the image and pooling halves it three times; 4 x 4 places of 8 "
     "numbers are the code, and a twentieth of vanilla's parameters are enough.",
     "Look at the drawn codes, in which top is still top and left is left, and at the "
     "reconstructions, which keep outlines and lose prints."},
    {"sparse",
     "Vanilla again, but what the code holds has its price: an L1 penalty of 1e-4 on the activity "
     "of every unit.",
     "Look at the drawn codes, where more squares are black than in vanilla's, and at the error, "
     "which is what that costs."},
    {"denoising",
     "Convolutions that are given images under noise of standard deviation 0.5 and are judged by "
     "the clean ones, so that copying does not help.",
     "Look at the rows in the middle, which are all it sees, and at what it fills in from what it "
     "knows of other images.",
     kDenoisingEpochs},
};

std::string text_of(const Introduction& introduction, const Recipe& recipe) {
  std::string text = std::string(introduction.what) + " " + std::string(introduction.look);
  if (introduction.epochs) {
    text += " It is trained " + std::to_string(*introduction.epochs) + " epochs here, of " +
            std::to_string(recipe.epochs) + " that the recipe has.";
  }
  return text;
}

}  // namespace

std::vector<Network> train_five(const Trainer& trainer) {
  std::vector<Network> networks;
  for (const Introduction& introduction : kIntroductions) {
    Recipe recipe = find_recipe(introduction.recipe);
    const std::string about = text_of(introduction, recipe);
    recipe.epochs = introduction.epochs.value_or(recipe.epochs);
    networks.push_back(trainer.train(recipe, about));
  }
  return networks;
}

}  // namespace hourglass::report
