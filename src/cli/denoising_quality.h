// SPDX-License-Identifier: MIT
// How much cleaner samples come out of a model than they went in.
#pragma once

#include <cstdint>

#include "cli/model_data.h"
#include "hourglass/corruption.h"

namespace hourglass::cli {

struct DenoisingQuality {
  double corrupted_mse = 0;  // of what goes in, from the clean samples
  double denoised_mse = 0;   // of what comes out
};

// Holds the samples three times in memory.
DenoisingQuality denoising_quality(const Model& model, const ModelData& data,
                                   const CorruptionKind& corruption, std::uint64_t seed,
                                   int threads);

}  // namespace hourglass::cli
