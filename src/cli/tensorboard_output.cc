// SPDX-License-Identifier: MIT
#include "cli/tensorboard_output.h"

#include <algorithm>
#include <utility>

#include "cli/label_names.h"
#include "cli/model_argument.h"
#include "cli/result_picture.h"
#include "cli/tensor_output.h"
#include "hourglass/scaling.h"
#include "tensorboard/projector.h"

namespace hourglass::cli {
namespace {

// A table's row is no image, as many columns as it may have.
std::optional<Shape> shape_of_images(const TrainData& data) {
  return data.schema ? std::nullopt : image_shape(data.shape);
}

std::vector<std::string> labels_of_first(std::int64_t count, const Training& training) {
  const TrainSettings& settings = training.settings;
  const Labels& labels = training.data.shown_labels;
  const std::vector<std::string> names =
      label_names(settings.validation_data.value_or(settings.data.name), labels.names);
  std::vector<std::string> first;
  if (labels.indices.empty()) return first;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int32_t index = labels.indices[static_cast<std::size_t>(i)];
    first.push_back(names[static_cast<std::size_t>(index)]);
  }
  return first;
}

tensorboard::EventLogOptions log_options(const std::filesystem::path& folder,
                                         const Training& training) {
  tensorboard::EventLogOptions options = {.folder = folder,
                                          .validates = training.data.validation.has_value()};
  if (shape_of_images(training.data)) {
    check_result_picture(training);
    options.draw = [&training] { return draw_result_picture(training); };
  }
  return options;
}

}  // namespace

TensorboardOutput::TensorboardOutput(std::filesystem::path folder, const Training& training)
    : folder_("--tensorboard", std::move(folder)),
      training_(training),
      events_(log_options(folder_.path(), training)) {}

void TensorboardOutput::finish() const {
  events_.check();
  const auto& [settings, source, data, network] = training_;
  const auto parts = try_to_split(network.whole);
  if (!parts) return;
  const Dataset& shown = data.shown();
  const std::int64_t most =
      tensorboard::most_points(parts->encoder.outputs().front().shape().size());
  const Dataset samples = shown.slice(0, std::min(shown.size(), most));
  tensorboard::Points points = {
      .codes = parts->encoder.predict(samples, {.threads = settings.compute.threads}),
      .labels = labels_of_first(samples.size(), training_),
      .white = takes_bytes(network.whole) ? 255.0 : 1.0};
  if (const auto shape = shape_of_images(data)) points.images = samples.reshape(*shape);
  tensorboard::write_projector(data.validation ? tensorboard::validation_folder(folder_.path())
                                               : tensorboard::train_folder(folder_.path()),
                               points);
}

}  // namespace hourglass::cli
