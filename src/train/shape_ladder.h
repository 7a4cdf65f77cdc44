// SPDX-License-Identifier: MIT
// The shapes that samples take on their way through a network, and where rows and columns are lost
// or added: what keeps an autoencoder from giving back images of the size that came in.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/functional.h"
#include "hourglass/shape.h"

namespace hourglass::train {

// 2 of an image, 1 of a sequence, 0 of what is neither.
std::size_t sides(const Shape& shape);

// One call of a layer; of several inputs and outputs the first.
struct Rung {
  std::string layer;       // within nested models "encoder/conv2d"
  std::string class_name;  // "Conv2D"
  Shape input, output;
  // How many rows and columns more than its input the output stands for, the layer's stride taken
  // into account: in those of the input, or of the output where the layer enlarges; negative where
  // some are lost. A pooling that makes 12 of 23 has 1. Empty for what are no images or sequences.
  std::vector<std::int64_t> change = {};
  // How many of the network's own rows and columns each of these is.
  std::vector<double> scale = {};
  // "rounds 23 rows up to 24"; empty where nothing is lost or added.
  std::string note = {};
};

struct ShapeLadder {
  Shape input, output;
  std::vector<Rung> rungs;  // each after those it takes its input from
  // Why the output has another shape than the input, and which layer would bring it back; empty
  // where they are the same.
  std::string difference = {};
};

// For samples of another shape than the model was made for, if its layers take them. Throws what
// the first layer throws that does not. Of the model's inputs the first.
ShapeLadder shape_ladder(const graph::Functional& model, const Shape& input);
ShapeLadder shape_ladder(const graph::Functional& model);

}  // namespace hourglass::train
