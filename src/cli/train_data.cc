// SPDX-License-Identifier: MIT
#include "cli/train_data.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/quote.h"
#include "cli/data_windows.h"
#include "cli/fit_shape.h"
#include "cli/model_data.h"
#include "cli/tensor_output.h"
#include "cli/text.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

// The shape the network takes; nothing where it is made for the data.
std::optional<Shape> needed_shape(const ModelSource& source) {
  if (source.recipe && !source.recipe->is_sparse) return source.recipe->input_shape;
  if (source.model) return source.model->inputs().front().shape();
  return std::nullopt;
}

Dataset fitted(const Dataset& samples, const ModelSource& source, const std::string& name) {
  const auto needed = needed_shape(source);
  if (!needed) {
    const bool flat =
        source.recipe || source.kind == SourceKind::table || samples.shape().rank() == 0;
    return flat ? samples.reshape({samples.shape().size()}) : samples;
  }
  if (auto reshaped = fit_shape(samples, *needed)) return *std::move(reshaped);
  const Shape& shape = samples.shape();
  throw Error(
      ErrorCode::shape_mismatch, "data",
      base::quote(name) + " has " + (shape.rank() == 3 ? "images" : "samples") + " of shape " +
          shape.to_string() + "; " + (source.recipe ? "recipe " : "model ") +
          base::quote(source.name) + " needs " + needed->to_string() +
          (needed->rank() == 1 ? ", samples of " + std::to_string(needed->size()) + " numbers"
                               : "") +
          "; choose data of that size" +
          (source.recipe ? ", or describe a network for this with --encoder or --code" : ""));
}

// A recipe is made for images of any size, where its own does not fit.
void fit_recipe(ModelSource& source, const TrainSettings& settings, const Shape& samples) {
  if (!source.recipe || samples.rank() != 3 || fits_shape(samples, source.recipe->input_shape))
    return;
  const bool takes_images = source.recipe->input_shape.rank() == 3;
  source.recipe = find_recipe(source.recipe->name, settings.recipe_settings,
                              takes_images ? samples : Shape{samples.size()});
}

// Samples, and the rows that they were before they became windows.
struct Part {
  LoadedData loaded;
  Dataset rows;
};

Part load_validation(const TrainSettings& settings, const LoadedData& training) {
  DataSettings data = settings.data;
  data.name = *settings.validation_data;
  data.options.schema = training.schema;
  LoadedData loaded = load_given_rows(data);
  make_patches(loaded, data);
  take_part(loaded, data.name, DataPart::test);
  const Dataset rows = loaded.samples;
  make_windows(loaded, data);
  return {std::move(loaded), rows};
}

void check_picture(const TrainSettings& settings, const Shape& shape) {
  if (settings.picture && !image_shape(shape))
    refuse_to_draw("--picture", *settings.picture, shape);
}

void limit(TrainData& data, std::int64_t size) {
  if (data.samples.size() <= size) return;
  data.samples = data.samples.slice(0, size);
  auto& labels = data.shown_labels.indices;
  if (!labels.empty()) labels.resize(static_cast<std::size_t>(size));
}

// What is left of `size` samples to train on, and where those to validate with begin: of windows
// those on either side of that row of the series, and none with rows of both; of patches those of
// whole images.
std::pair<std::int64_t, std::int64_t> parts_of(const TrainData& data, double share) {
  const auto kept_of = [&](std::int64_t size) {
    return static_cast<std::int64_t>(std::floor(static_cast<double>(size) * (1 - share)));
  };
  const std::int64_t size = data.samples.size();
  if (!data.window) {
    const std::int64_t kept = kept_of(size / data.patches_an_image) * data.patches_an_image;
    return {kept, kept};
  }
  const auto [length, stride] = *data.window;
  const std::int64_t row = kept_of((size - 1) * stride + length);
  const std::int64_t kept = row < length ? 0 : (row - length) / stride + 1;
  return {kept, std::min((row + stride - 1) / stride, size)};
}

void split(TrainData& data, double share) {
  const std::int64_t size = data.samples.size();
  const auto [kept, begin] = parts_of(data, share);
  if (kept == 0 || begin == size) {
    throw Error(ErrorCode::invalid_argument, "--validation-split",
                "leaves " + std::to_string(kept) + " of " + std::to_string(size) + " " +
                    (data.window ? "windows" : "samples") + " to train on and " +
                    std::to_string(size - begin) +
                    " to validate with; expected some on both sides; choose another share");
  }
  data.validation = data.samples.slice(begin, size);
  if (data.window) {
    const auto [length, stride] = *data.window;
    data.validation_rows = data.rows->slice(begin * stride, (size - 1) * stride + length);
  }
  data.samples = data.samples.slice(0, kept);
  auto& labels = data.shown_labels.indices;
  if (!labels.empty()) labels.erase(labels.begin(), labels.begin() + begin);
}

}  // namespace

std::string noun(const TrainData& data) {
  if (data.window) return "windows of " + count_text(data.window->length) + " rows";
  if (data.patches_an_image > 1) return "patches";
  return data.has_images ? "images" : "rows";
}

TrainData load_train_data(const TrainSettings& settings, ModelSource& source) {
  TrainSettings given = settings;
  const bool as_bytes = (settings.scale && *settings.scale == Scale(ScaleKind::unit)) ||
                        (source.model && takes_bytes(*source.model));
  given.data.options.scale_bytes = !as_bytes;
  if (source.notes.schema) given.data.options.schema = source.notes.schema;
  if (source.model)
    take_windows(given.data, source.notes, source.model->inputs().front().shape(), source.name);
  LoadedData loaded = load_given_rows(given.data);
  const std::int64_t patches_an_image = make_patches(loaded, given.data);
  const Dataset rows = loaded.samples;
  const std::optional<Dataset> test_rows =
      loaded.test ? std::optional(loaded.test->samples) : std::nullopt;
  // Where these are windows already, rows to validate with may not be.
  DataSettings windows = given.data;
  make_windows(loaded, windows);
  fit_recipe(source, settings, loaded.samples.shape());
  const bool has_images = loaded.samples.shape().rank() == 3 && !source.notes.window;
  TrainData data = {fitted(loaded.samples, source, given.data.name), std::nullopt,
                    loaded.samples.shape(), has_images, loaded.schema};
  data.patches_an_image = patches_an_image;
  if (windows.window) {
    data.window = windows.window_options();
    data.rows = rows;
  }
  data.shown_labels = loaded.labels;
  check_picture(settings, data.shape);
  if (settings.limit) limit(data, *settings.limit);
  if (settings.validation_split) {
    split(data, *settings.validation_split);
  } else if (settings.validation_data) {
    const auto [validation, validation_rows] = load_validation(given, loaded);
    check_picture(settings, validation.samples.shape());
    data.shape = validation.samples.shape();
    data.validation = fitted(validation.samples, source, *settings.validation_data);
    data.shown_labels = validation.labels;
    if (data.window) data.validation_rows = validation_rows;
  } else if (loaded.test) {
    data.shape = loaded.test->samples.shape();
    data.validation = fitted(loaded.test->samples, source, given.data.name);
    data.shown_labels = loaded.test->labels;
    if (data.window) data.validation_rows = test_rows;
  }
  if (data.window) {
    const auto [length, stride] = *data.window;
    data.rows = rows.slice(0, (data.samples.size() - 1) * stride + length);
  }
  return data;
}

}  // namespace hourglass::cli
