// SPDX-License-Identifier: MIT
// Codes of which each sample uses few units.
#pragma once

#include <cstdint>
#include <string>

#include "hourglass/layer.h"

namespace hourglass {

struct SparseCodeOptions {
  // Weight of a loss that revives dead units, 0 for none: Gao et al., "Scaling and evaluating
  // sparse autoencoders", arXiv:2406.04093, who take 1/32. Of each sample, the largest dead units
  // are decoded without the bias to approximate what the others have left over, and the mean
  // squared error of that, times this, is added to the loss; it has no gradient for what is left
  // over. Needs a decoder of one Dense without an activation, and the loss mse. Finite, 0 or more.
  float auxiliary_weight = 0;
  // How many of them; 0 stands for half as many as the decoder has outputs. 0 or more.
  std::int64_t auxiliary_k = 0;
  // A unit is dead that no sample has kept for so many; 0 stands for those of an epoch. 0 to 2^24.
  std::int64_t dead_after = 0;
  std::string name = {};
};

// The k largest units of a sample, the others 0; of equal ones the first: Makhzani and Frey,
// "k-Sparse Autoencoders", arXiv:1312.5663. Called on a code without further axes, [units], after a
// ReLU. 1 <= k <= units. A Dense that reads nothing else, and one before it that reads the data,
// are trained in proportion to k, not to the units.
//
// Logs have "l0", the mean number of units that are not 0, of the first such code if there are
// several; "explained_variance", 1 less the mean squared error over the variance of the targets, of
// all samples, which are read once more for it: not of models with several outputs, nor where the
// mean squared error is neither loss nor metric, nor of targets that are not finite or all the
// same; and, of training, "dead_units", the share of units, of all such codes, that are dead after
// the epoch. How long each unit has been idle is a variable of the layer, which is not trained.
//
// Keras has no such layer. save() writes five operations of its own that do the same, except that
// they keep all of several equal units at the edge, and load() knows them for a TopK.
struct TopK : Layer {
  explicit TopK(std::int64_t k, SparseCodeOptions options = {});
};

// The same for a batch: in fit, of the units above 0 the k times as many largest as it has samples,
// so that samples may keep more or fewer than k. Otherwise the units above a threshold, that a
// sample's code may depend on the sample alone: a running mean of the smallest unit that each batch
// kept, the first batch's to begin with and then with momentum 0.9. Bussmann, Leask and Nanda,
// "BatchTopK Sparse Autoencoders", arXiv:2412.06410. The threshold is a variable, too.
//
// In Keras's terms that is ReLU(threshold=...), which save() writes; load() knows it for a
// BatchTopK by an entry of ours, which Keras does not write: what Keras has saved again is refused.
struct BatchTopK : Layer {
  explicit BatchTopK(std::int64_t k, SparseCodeOptions options = {});
};

struct KLSparsityOptions {
  float rate = 0.05F;  // what a unit's mean should be; above 0 and below 1
  float weight = 1;    // finite, 0 or more
  std::string name = {};
};

// Passes its input on, units between 0 and 1 as a sigmoid makes them, [units], and adds to the loss
// of a batch, once,
//
//   weight * sum over units of rate log(rate / m) + (1 - rate) log((1 - rate) / (1 - m))
//
// with m the unit's mean over the batch: the divergence of a Bernoulli distribution from one that
// is on as often as it should be (Ng, "Sparse autoencoder", CS294A lecture notes, 2011). m is held
// between 1e-6 and 1 - 1e-6. Evaluation has it, too, by its own batches. In Keras's terms it does
// nothing: save() writes Activation("linear"), which load() knows by an entry of ours.
struct KLSparsity : Layer {
  explicit KLSparsity(KLSparsityOptions options = {});
};

}  // namespace hourglass
