// SPDX-License-Identifier: MIT
// Scaling as part of the model: an encoder that begins with it takes the data as it is, a decoder
// that ends with its inverse gives it back as it was, and the file carries both to Keras and to
// ONNX.
//
// What is trained is the network in between, on scaled data: there every feature counts alike.
#pragma once

#include <optional>
#include <vector>

#include "hourglass/autoencoder.h"
#include "hourglass/column_statistics.h"
#include "hourglass/corruption.h"
#include "hourglass/dataset.h"
#include "hourglass/names.h"

namespace hourglass {

enum class ScaleKind {
  none,      // as the data is
  unit,      // bytes, 0 to 255, to [0, 1]: Rescaling(1 / 255)
  minmax,    // every feature to [0, 1]: its smallest value to 0, its largest to 1
  standard,  // every feature to mean 0, variance 1: Normalization
             // A feature is a column of a row, a channel of an image.
};
using Scale = Named<ScaleKind>;

template <>
struct NameTable<ScaleKind> {
  static constexpr std::string_view kWhat = "scale";
  static constexpr NamedValue<ScaleKind> kNames[] = {
      {"none", ScaleKind::none},
      {"unit", ScaleKind::unit},
      {"minmax", ScaleKind::minmax},
      {"standard", ScaleKind::standard},
  };
};

// An autoencoder of samples as they are, around one of scaled samples that shares its weights.
struct ScaledAutoencoder {
  Autoencoder whole;     // takes and gives samples as they are
  Model core;            // takes and gives scaled ones: what fit trains
  Layer scale, unscale;  // what `whole` begins and ends with
};

// Puts scaling layers around an autoencoder. `statistics` of the training data are needed for
// minmax and standard; a feature that is constant is moved and not stretched. Not for
// ScaleKind::none.
ScaledAutoencoder add_scaling(const Autoencoder& core, Scale scale,
                              const std::optional<ColumnStatistics>& statistics = std::nullopt);

// The other way round: what an autoencoder that begins with a Rescaling or Normalization and ends
// with its inverse has in between; nothing if it is not built so.
std::optional<ScaledAutoencoder> find_scaling(const Autoencoder& autoencoder);

// How the core was compiled and trained becomes how the whole is, so that a file of the whole goes
// on where the core stopped; and the other way round.
void copy_compiled(const Model& from, const Model& to);

// The samples as the core takes them, scaled while they are read.
Dataset scaled(const Dataset& samples, const ScaledAutoencoder& autoencoder);

// The samples as evaluate() of the core sees them when they are its data, in their own units again.
Tensor corrupt(const Tensor& samples, const Corruption& corruption, std::uint64_t seed,
               const ScaledAutoencoder& autoencoder);

// What each number of a sample is divided by, for errors that count features alike (scores.h);
// empty if the autoencoder scales nothing.
std::vector<double> error_scale(const Autoencoder& autoencoder);

// Whether the model takes bytes as they are, 0 to 255: it begins with a Rescaling by 1 / 255.
bool takes_bytes(const Model& model);

}  // namespace hourglass
