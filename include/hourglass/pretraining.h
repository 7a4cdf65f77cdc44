// SPDX-License-Identifier: MIT
// Greedy layer-wise pre-training of stacked autoencoders (Bengio, Lamblin, Popovici and Larochelle,
// "Greedy Layer-Wise Training of Deep Networks", NeurIPS 2006): a start for the training of the
// whole.
#pragma once

#include <cstdint>
#include <vector>

#include "hourglass/autoencoder.h"
#include "hourglass/dataset.h"
#include "hourglass/history.h"
#include "hourglass/model.h"

namespace hourglass {

struct PretrainOptions {
  std::int64_t epochs = 1;  // of each pair
  std::int64_t batch_size = 32;
  std::uint64_t seed = 0;  // of the first pair; the next one's is one more
  int threads = 0;         // 0: one a core
  DtypePolicy dtype_policy = DtypePolicyKind::float32;
  std::vector<Callback*> callbacks = {};  // not owned; of each pair's fit
};

// Trains each layer of the encoder with the layer of the decoder that undoes it, from the outermost
// pair inwards: as a shallow autoencoder of what the layers before make of the samples, which is
// held in memory. Weights are those of the autoencoder; how that is compiled stays as it is. Each
// pair has the optimizer of `compile` afresh, of a learning rate schedule with the rate from which
// it decays throughout; the outermost its loss, the others mean squared error, as codes lie in no
// range. Layers without weights, such as Dropout and Flatten, are part of the pair of the dense
// layer after them, and at the end of the one before.
//
// The history of each pair's training. One whose callbacks stop it is the last. Throws
// invalid_argument unless the encoder is a chain of two or more dense layers and the decoder goes
// back through the same sizes; as fit throws.
std::vector<History> pretrain(const Autoencoder& autoencoder, const Dataset& samples,
                              const CompileOptions& compile, const PretrainOptions& options = {});

// Throws what pretrain throws of such an autoencoder, before anything is trained.
void check_pretraining(const Autoencoder& autoencoder);

}  // namespace hourglass
