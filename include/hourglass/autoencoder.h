// SPDX-License-Identifier: MIT
// Encoder and decoder as models of their own. All three models share their weights: train any, use
// any.
#pragma once

#include <string_view>

#include "hourglass/model.h"

namespace hourglass {

struct Autoencoder {
  Model autoencoder;  // decoder(encoder(x))
  Model encoder;      // input to code
  Model decoder;      // code to reconstruction
};

// From layer calls input -> code -> output to nested models "encoder" and "decoder" within one that
// is called "autoencoder" unless the options say otherwise. Layers get the names and first weights
// that Model(input, output, options) gives them, and do the same work. Throws invalid_argument,
// naming the layers that would do, unless `code` lies between input and output and every path from
// the one to the other goes through it.
Autoencoder make_autoencoder(const SymbolicTensor& input, const SymbolicTensor& code,
                             const SymbolicTensor& output, const ModelOptions& options = {});

// Splits a model at the output of the layer of that name, one that every path from inputs to
// outputs goes through. Without a name, at the narrowest such layer that has a kernel before it and
// after it; the first of several, with the layers that follow it without a kernel or a change of
// shape: activation, dropout. The new autoencoder is to be compiled before it is trained; the given
// one stays as it is. A model that is decoder(encoder(x)) already gives its own three parts. Throws
// invalid_argument, naming the layers that would do, if there is no such layer.
Autoencoder split(const Model& autoencoder, std::string_view layer = {});

}  // namespace hourglass
