// SPDX-License-Identifier: MIT
// What a denoising autoencoder's inputs suffer before they enter the network; the targets stay
// clean.
//
// In fit every epoch draws anew for every sample, from (seed, epoch, sample): the same numbers
// whatever the batch size, the number of threads or the vector instructions. For validation,
// evaluate and corrupt() the draw depends on (seed, sample) alone.
//
// fit, evaluate and corrupt() throw invalid_argument for a strength or a range that cannot be,
// shape_mismatch for blur of what is no image.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "hourglass/dataset.h"
#include "hourglass/tensor.h"

namespace hourglass {

// x + stddev * N(0, 1), then clipped to [minimum, maximum]. This, masking and salt and pepper are
// those of Vincent et al., "Stacked Denoising Autoencoders", JMLR 11 (2010), section 3.3.
struct GaussianCorruption {
  float stddev = 0.5F;
  float minimum = 0;
  float maximum = 1;
};

// Each number becomes 0 with this probability.
struct MaskingCorruption {
  float probability = 0.3F;
};

// With this probability a number becomes the minimum or the maximum, as a fair coin falls.
struct SaltAndPepperCorruption {
  float probability = 0.2F;
  float minimum = 0;
  float maximum = 1;
};

// Images [height, width, channels] through a Gaussian filter of `sigma` pixels, at most 100, each
// channel by itself: scipy.ndimage.gaussian_filter with its defaults, which cut the filter off at
// four sigma and reflect the image at its edges. Nothing is drawn.
struct BlurCorruption {
  float sigma = 1;
  // What the samples are where their own shape does not say so: {28, 28, 1} for rows of 784.
  std::optional<Shape> image_shape = std::nullopt;
};

// With this probability a number is replaced by the same column's number of another sample, drawn
// for each number from all others of the data that fit or evaluate is given (of corrupt(), of the
// samples). Columns keep their distributions: noise for tables, known as swap noise from M.
// Jahrer's solution of Porto Seguro's Safe Driver Prediction (Kaggle, 2017). Each replaced number
// costs the reading of one sample.
struct SwapCorruption {
  float probability = 0.15F;
};

using CorruptionKind = std::variant<GaussianCorruption, MaskingCorruption, SaltAndPepperCorruption,
                                    BlurCorruption, SwapCorruption>;
using Corruption = std::optional<CorruptionKind>;

// "gaussian", "masking", "salt-and-pepper", "blur", "swap".
std::vector<std::string_view> corruption_names();
// For such a name that arrives at run time, with default options. Throws invalid_argument,
// suggesting the nearest.
CorruptionKind corruption_from_name(std::string_view name);
std::string_view corruption_name(const CorruptionKind& corruption);
// The strength: stddev, probability or sigma.
void set_strength(CorruptionKind& corruption, float strength);
float get_strength(const CorruptionKind& corruption);

// How the strength of a corruption grows, or falls, in fit: from `start` in the first epoch, in
// equal steps, to the corruption's own in the epoch of this number, counting from 1, and in all
// after it. Without epochs it is the corruption's own throughout. Validation has the corruption's
// own strength in every epoch, so that losses can be compared.
struct CorruptionSchedule {
  float start = 0;
  std::int64_t epochs = 0;
};

// The corruption of an epoch of fit, counting from 0.
Corruption corruption_in_epoch(const Corruption& corruption, const CorruptionSchedule& schedule,
                               std::int64_t epoch);

// The samples as evaluate() sees them when they are its data.
Tensor corrupt(const Tensor& samples, const Corruption& corruption, std::uint64_t seed);

}  // namespace hourglass
