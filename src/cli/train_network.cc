// SPDX-License-Identifier: MIT
#include "cli/train_network.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "cli/corruption_for_data.h"
#include "cli/model_argument.h"
#include "cli/tensor_output.h"
#include "hourglass/mirrored.h"
#include "hourglass/sequence_recipe.h"
#include "hourglass/table_recipe.h"
#include "train/model_base.h"

namespace hourglass::cli {
namespace {

constexpr std::int64_t kEpochs = 10;
constexpr std::int64_t kBatchSize = 128;

// A network before it is scaled: where it comes from decides these.
struct Core {
  Autoencoder parts;
  CompileOptions compile;
  std::int64_t epochs = kEpochs, batch_size = kBatchSize;
};

Core make_recipe_core(const TrainSettings& settings, const Recipe& recipe, const TrainData& data) {
  const Shape input = recipe.is_sparse ? Shape({data.samples.shape().size()}) : recipe.input_shape;
  return {build_recipe(recipe.name, settings.seed,
                       {.settings = settings.recipe_settings,
                        .code = settings.code,
                        .input_shape = input,
                        .tied_weights = settings.tied_weights,
                        .sampling = settings.sampling.value_or(SamplingOptions{}),
                        .sparse = settings.sparse.value_or(SparseRecipe{})}),
          recipe.compile, recipe.epochs, recipe.batch_size};
}

Core make_table_core(const TrainSettings& settings, const TrainData& data) {
  TableRecipe recipe = table_recipe(data.samples.size(), data.samples.shape().size());
  if (settings.code) recipe.units = *settings.code;
  recipe.tied_weights = settings.tied_weights;
  return {build_table_autoencoder(recipe, settings.seed), recipe.compile, recipe.epochs,
          recipe.batch_size};
}

Activation output_activation(const TrainSettings& settings, const TrainData& data, Scale scale) {
  const bool from_0_to_1 =
      scale == Scale(ScaleKind::minmax) || (data.has_images && scale != Scale(ScaleKind::standard));
  return settings.output_activation.value_or(from_0_to_1 ? ActivationKind::sigmoid
                                                         : ActivationKind::linear);
}

// Layers of the command line, or the recipe for windows.
Core make_layers_core(const TrainSettings& settings, const ModelSource& source,
                      const TrainData& data, Scale scale) {
  const Activation output = output_activation(settings, data, scale);
  const Shape& shape = data.samples.shape();
  return {source.kind == SourceKind::sequence
              ? build_sequence_autoencoder(shape, {output, settings.seed})
              : build_mirrored(source.name, shape, {output, settings.seed, settings.tied_weights}),
          {.optimizer = Adam(), .loss = "mse"}};
}

template <class Number>
void repeat(std::vector<Number>& numbers, std::int64_t times) {
  const std::vector<Number> once = numbers;
  for (std::int64_t i = 1; i < times; ++i) numbers.insert(numbers.end(), once.begin(), once.end());
}

// Of windows those of their columns, whatever the step: as of the rows.
ColumnStatistics statistics_of(const TrainData& data) {
  if (!data.window) return column_statistics(data.samples);
  ColumnStatistics statistics = column_statistics(*data.rows);
  if (data.samples.shape().rank() > 1) return statistics;
  const std::int64_t length = data.window->length;
  repeat(statistics.mean, length);
  repeat(statistics.variance, length);
  repeat(statistics.minimum, length);
  repeat(statistics.maximum, length);
  return statistics;
}

Scale default_scale(const ModelSource& source, const TrainData& data) {
  if (source.kind == SourceKind::table) return ScaleKind::standard;
  const bool is_sparse = source.recipe && source.recipe->is_sparse;
  const bool rows = (is_sparse || source.kind != SourceKind::recipe) && !data.has_images;
  return rows ? ScaleKind::standard : ScaleKind::none;
}

void override(const TrainSettings& settings, const TrainData& data, TrainNetwork& network) {
  if (settings.loss) network.compile.loss = *settings.loss;
  if (settings.epochs) network.epochs = *settings.epochs;
  if (settings.batch_size) network.batch_size = *settings.batch_size;
  const std::int64_t size = data.samples.size();
  const TrainingPlan plan = {network.epochs, (size + network.batch_size - 1) / network.batch_size,
                             size};
  network.compile.optimizer = changed(network.compile.optimizer, settings.optimizer, plan);
}

TrainNetwork make_new_network(const TrainSettings& settings, const ModelSource& source,
                              const TrainData& data) {
  const Scale scale = settings.scale.value_or(default_scale(source, data));
  const Core core = source.recipe ? make_recipe_core(settings, *source.recipe, data)
                    : source.kind == SourceKind::table
                        ? make_table_core(settings, data)
                        : make_layers_core(settings, source, data, scale);
  TrainNetwork network = {.whole = core.parts.autoencoder,
                          .scaling = std::nullopt,
                          .compile = core.compile,
                          .epochs = core.epochs,
                          .batch_size = core.batch_size,
                          .scale = scale};
  if (scale != Scale(ScaleKind::none)) {
    std::optional<ColumnStatistics> statistics;
    if (scale != Scale(ScaleKind::unit)) statistics = statistics_of(data);
    network.scaling = add_scaling(core.parts, scale, statistics);
    network.whole = network.scaling->whole.autoencoder;
  }
  override(settings, data, network);
  network.compile.metrics = {LossKind::mse};
  network.trained().compile(network.compile);
  return network;
}

// Only a model that splits into encoder and decoder may have scaling layers around it.
std::optional<ScaledAutoencoder> scaling_of(const Model& model) {
  const auto parts = try_to_split(model);
  return parts ? find_scaling(*parts) : std::nullopt;
}

TrainNetwork go_on_with(const TrainSettings& settings, const Model& model, const TrainData& data) {
  TrainNetwork network = {model, scaling_of(model), {}, kEpochs, kBatchSize};
  const train::ModelBase& base = train::base_of(model);
  const bool is_replaced = settings.optimizer.start_afresh() || settings.loss;
  // Its optimizer or loss is none of these here: not to be replaced behind the user's back.
  if (!is_replaced && !base.why_not_compiled().empty()) base.compiled("train");
  network.compile.optimizer = Adam();
  if (base.is_compiled()) network.compile = base.compiled("train").options;
  override(settings, data, network);
  if (network.scaling) network.whole = network.scaling->whole.autoencoder;
  if (base.is_compiled() && !is_replaced) {
    train::base_of(network.trained()).take_compiled(base);
    train::base_of(network.trained()).compiled("train").options = network.compile;
  } else {
    network.compile.metrics = {LossKind::mse};
    network.trained().compile(network.compile);
  }
  return network;
}

std::optional<ScheduledCorruption> choose_corruption(const TrainSettings& settings,
                                                     const ModelSource& source,
                                                     const TrainData& data,
                                                     const TrainNetwork& network) {
  if (settings.uncorrupted) return std::nullopt;
  if (settings.corruption) {
    const Dataset& samples = data.samples;
    return ScheduledCorruption{
        corruption_for_data(settings.corruption->kind, "--corruption",
                            network.scaling ? scaled(samples, *network.scaling) : samples,
                            data.schema ? std::nullopt : image_shape(samples.shape(), data.shape)),
        settings.corruption->schedule};
  }
  if (source.recipe && source.recipe->corruption)
    return ScheduledCorruption{*source.recipe->corruption};
  // The strength has grown already.
  if (source.notes.corruption) return ScheduledCorruption{source.notes.corruption->kind};
  return std::nullopt;
}

}  // namespace

TrainNetwork make_train_network(const TrainSettings& settings, const ModelSource& source,
                                const TrainData& data) {
  TrainNetwork network = source.model ? go_on_with(settings, *source.model, data)
                                      : make_new_network(settings, source, data);
  network.corruption = choose_corruption(settings, source, data, network);
  return network;
}

std::string policy_text(const TrainSettings& settings) {
  if (settings.dtype_policy == DtypePolicy(DtypePolicyKind::float32)) return "";
  return ", " + std::string(settings.dtype_policy.name());
}

std::optional<std::string> policy_warning(const TrainSettings& settings,
                                          const TrainNetwork& network) {
  if (settings.dtype_policy == DtypePolicy(DtypePolicyKind::float32)) return std::nullopt;
  const auto operations =
      train::base_of(network.trained()).lower_all(graph::Purpose::train).operations;
  const bool has_dense =
      std::any_of(operations.begin(), operations.end(), [](const graph::Operation& operation) {
        return std::holds_alternative<graph::DenseOp>(operation.op);
      });
  if (has_dense) return std::nullopt;
  return "[--dtype-policy] " + std::string(settings.dtype_policy.name()) +
         " changes nothing: the network has no dense layers, whose products it rounds; leave it "
         "out";
}

}  // namespace hourglass::cli
