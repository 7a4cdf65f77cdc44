// SPDX-License-Identifier: MIT
#include "cli/train_data.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

// The shape the network takes; nothing where it is made for the data.
std::optional<Shape> needed_shape(const ModelSource& source) {
  if (source.recipe) return source.recipe->input_shape;
  if (source.model) return source.model->inputs().front().shape();
  return std::nullopt;
}

// Rows may be had of any image of as many numbers, but one image shape is not another.
Dataset fit_shape(const Dataset& samples, const ModelSource& source, const std::string& name) {
  const auto needed = needed_shape(source);
  if (!needed) {
    const bool flat = source.kind == SourceKind::table || samples.shape().rank() == 0;
    return flat ? samples.reshape({samples.shape().size()}) : samples;
  }
  const Shape& shape = samples.shape();
  const bool one_is_flat = needed->rank() == 1 || shape.rank() == 1;
  const bool fits = one_is_flat ? shape.size() == needed->size() : shape == *needed;
  if (!fits) {
    const std::string what = source.recipe ? "recipe " : "model ";
    throw Error(
        ErrorCode::shape_mismatch, "data",
        base::quote(name) + " has " + (shape.rank() == 3 ? "images" : "samples") + " of shape " +
            shape.to_string() + "; " + what + base::quote(source.name) + " needs " +
            needed->to_string() +
            (needed->rank() == 1 ? ", samples of " + std::to_string(needed->size()) + " numbers"
                                 : "") +
            "; choose data of that size" +
            (source.recipe ? ", or describe a network for this with --encoder or --code" : ""));
  }
  return samples.reshape(*needed);
}

// A folder or name may have a test set for this; one file is meant as it is.
Dataset load_validation(const TrainSettings& settings, const LoadedData& training) {
  DataSettings data = settings.data;
  data.name = *settings.validation_data;
  data.options.schema = training.schema;
  LoadedData loaded = load_given_data(data);
  return loaded.test ? loaded.test->samples : loaded.samples;
}

void check_drawable(const Shape& shape) {
  if (shape.rank() == 3 && (shape[-1] == 1 || shape[-1] == 3)) return;
  throw Error(ErrorCode::shape_mismatch, "--picture",
              "samples of shape " + shape.to_string() +
                  " cannot be drawn; expected images of 1 or 3 channels; leave --picture out");
}

void split(TrainData& data, double share) {
  const std::int64_t size = data.samples.size();
  const auto kept = static_cast<std::int64_t>(std::floor(static_cast<double>(size) * (1 - share)));
  if (kept == 0 || kept == size) {
    throw Error(ErrorCode::invalid_argument, "--validation-split",
                "leaves " + std::to_string(kept) + " of " + std::to_string(size) +
                    " samples to train on; expected some on both sides; choose another share");
  }
  data.validation = data.samples.slice(kept, size);
  data.samples = data.samples.slice(0, kept);
}

}  // namespace

TrainData load_train_data(const TrainSettings& settings, const ModelSource& source) {
  TrainSettings given = settings;
  const bool as_bytes = (settings.scale && *settings.scale == Scale(ScaleKind::unit)) ||
                        (source.model && takes_bytes(*source.model));
  given.data.options.scale_bytes = !as_bytes;
  if (source.notes.schema) given.data.options.schema = source.notes.schema;
  const LoadedData loaded = load_given_data(given.data);
  TrainData data = {fit_shape(loaded.samples, source, given.data.name), std::nullopt,
                    loaded.samples.shape(), loaded.samples.shape().rank() == 3, loaded.schema};
  if (settings.picture) check_drawable(data.shape);
  if (settings.limit)
    data.samples = data.samples.slice(0, std::min(*settings.limit, data.samples.size()));
  if (settings.validation_split) {
    split(data, *settings.validation_split);
  } else if (settings.validation_data) {
    const Dataset validation = load_validation(given, loaded);
    if (settings.picture) check_drawable(validation.shape());
    data.shape = validation.shape();
    data.validation = fit_shape(validation, source, *settings.validation_data);
  } else if (loaded.test) {
    data.shape = loaded.test->samples.shape();
    data.validation = fit_shape(loaded.test->samples, source, given.data.name);
  }
  return data;
}

}  // namespace hourglass::cli
