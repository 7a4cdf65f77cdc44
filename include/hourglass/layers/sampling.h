// SPDX-License-Identifier: MIT
// The code of a variational autoencoder: Kingma and Welling, "Auto-Encoding Variational Bayes",
// arXiv:1312.6114.
#pragma once

#include <cstdint>
#include <string>

#include "hourglass/layer.h"

namespace hourglass {

struct SamplingOptions {
  // Weight of the Kullback-Leibler divergence in the loss: Higgins et al., "beta-VAE", ICLR 2017.
  // Finite, 0 or more.
  float beta = 1;
  // Over so many epochs beta rises from 0, step by step and linearly: Bowman et al.,
  // arXiv:1511.06349. Validation and evaluate() have the whole of it. Finite, 0 or more.
  float warm_up_epochs = 0;
  // Nats. Where a unit's divergence is smaller than this, for a sample, it counts as this and has
  // no gradient: Kingma et al., arXiv:1606.04934, who take the mean over the batch first. Finite, 0
  // or more.
  float free_bits = 0;
  // The log-variance is taken for one of these where it lies beyond them, and has no gradient
  // there. Without limits one bad step makes its exponential infinite. In [-80, 80].
  float min_log_variance = -30;
  float max_log_variance = 20;
  std::string name = {};
};

// mean + exp(log_variance / 2) * N(0, 1) in fit and evaluate, from (seed, epoch, sample) and from
// (seed, sample); mean in predict. Adds to the loss, as a mean over the samples,
//
//   beta * sum over units of max(free_bits, (mean^2 + exp(log_variance) - 1 - log_variance) / 2)
//
// the divergence of N(mean, exp(log_variance)) from N(0, 1); logs have it without beta and
// free_bits as "kl_loss", and the outputs' weighted losses as "reconstruction_loss". Called on two
// tensors of one shape: Sampling()({mean, log_variance}). The decoder's loss is a mean over the
// features where the formula has a sum: give it as many as loss_weights.
//
// Keras has no such layer. save() writes six of its layers that do the same, but for the loss, and
// load() knows them for a Sampling.
struct Sampling : Layer {
  explicit Sampling(SamplingOptions options = {});
};

}  // namespace hourglass
