// SPDX-License-Identifier: MIT
#include "cli/train_settings.h"

#include <filesystem>
#include <utility>
#include <vector>

#include "base/atomic_file.h"
#include "base/folders.h"
#include "base/quote.h"
#include "cli/model_source.h"
#include "cli/recipe_arguments.h"
#include "cli/tensor_output.h"
#include "hourglass/error.h"
#include "tensorboard/event_log.h"

namespace hourglass::cli {
namespace {

constexpr std::string_view kCorruption = "--corruption";
constexpr std::int64_t kMostEpochs = 1'000'000'000;
constexpr std::int64_t kLargestBatch = 1'000'000;

[[noreturn]] void refuse(std::string_view name, const std::string& message) {
  throw Error(ErrorCode::invalid_argument, name, message);
}

template <class Enum>
std::optional<Named<Enum>> named(std::string_view option, const Given& given) {
  const auto name = single(option, given);
  if (!name) return std::nullopt;
  return Named<Enum>::from_name(*name);
}

void read_network(const TrainArguments& arguments, TrainSettings& settings) {
  settings.model = single("model", arguments.model);
  settings.encoder = single("--encoder", arguments.encoder);
  settings.code = integer("--code", arguments.code, 1, kLargestCode);
  settings.tied_weights = arguments.tie_weights;
  settings.output_activation =
      named<ActivationKind>("--output-activation", arguments.output_activation);
  settings.scale = named<ScaleKind>("--scale", arguments.scale);
  settings.recipe_settings = parse_recipe_settings(arguments.recipe_settings);
  if (!settings.model && !settings.encoder && !settings.code) parse_recipe_name(arguments.model);
  if (settings.model && settings.encoder) {
    refuse("--encoder", "is given beside the model '" + *settings.model +
                            "'; expected one of them; leave the other out");
  }
  if (settings.encoder && settings.code) {
    refuse("--code",
           "is given beside --encoder; expected one of them; the last layer of --encoder "
           "makes the code");
  }
  if (settings.output_activation && settings.model) {
    refuse("--output-activation",
           "is given beside a model, which has its own; expected --encoder or "
           "--code; leave it out");
  }
}

void check_together(const TrainSettings& settings) {
  const CallbackSettings& callbacks = settings.callbacks;
  const OptimizerSettings& optimizer = settings.optimizer;
  if (callbacks.reduce_on_plateau && optimizer.schedule) {
    refuse("--reduce-on-plateau",
           "is given beside --learning-rate-schedule; expected one of them; leave the other out");
  }
  const bool keeps_best = callbacks.patience || callbacks.save_best;
  if (keeps_best && optimizer.ema_momentum && !optimizer.ema_overwrite_frequency) {
    refuse("--ema-momentum", std::string("is given beside ") +
                                 (callbacks.patience ? "--patience" : "--save-best") +
                                 ", which keeps weights that are no average yet; expected one of "
                                 "them; add --ema-overwrite-frequency N, or leave one out");
  }
}

void read_compile_settings(const TrainArguments& arguments, TrainSettings& settings) {
  settings.optimizer = parse_optimizer_arguments(arguments.optimizer);
  settings.loss = named<LossKind>("--loss", arguments.loss);
  settings.epochs = integer("--epochs", arguments.epochs, 1, kMostEpochs);
  settings.callbacks = parse_callback_arguments(arguments.callbacks);
  check_together(settings);
  settings.pretrain = integer("--pretrain", arguments.pretrain, 1, kMostEpochs);
  settings.batch_size = integer("--batch-size", arguments.batch_size, 1, kLargestBatch);
}

void read_corruption(const TrainArguments& arguments, TrainSettings& settings) {
  const auto text = single(kCorruption, arguments.corruption);
  if (!text) return;
  settings.uncorrupted = *text == "none";
  if (!settings.uncorrupted) settings.corruption = parse_corruption(kCorruption, *text);
}

void read_data_settings(const TrainArguments& arguments, TrainSettings& settings) {
  settings.data = parse_data_arguments(arguments.data);
  settings.validation_data = single("--validation-data", arguments.validation_data);
  // As a float, 0.1 of 1,000 samples would be 101 of them.
  settings.validation_split = number("--validation-split", arguments.validation_split, 0, 1);
  if (settings.validation_split == 0.0 || settings.validation_split == 1.0) {
    refuse("--validation-split",
           base::quote(arguments.validation_split.front()) +
               " is given; expected a share of the samples, above 0 and below 1, such as 0.1");
  }
  if (settings.validation_data && settings.validation_split)
    refuse("--validation-split",
           "is given beside --validation-data; expected one of them; leave the other out");
  settings.limit = integer("--limit", arguments.limit, 1, std::int64_t{1} << 40);
}

// So that nobody trains for an hour and has it thrown away.
void check_outputs(const TrainSettings& settings) {
  std::vector<std::pair<std::string_view, std::filesystem::path>> outputs;
  const auto claim = [&](std::string_view option, const std::filesystem::path& path) {
    auto whole = std::filesystem::weakly_canonical(std::filesystem::absolute(path));
    if (!whole.has_filename()) whole = whole.parent_path();  // "logs/" is "logs"
    for (const auto& [other, other_path] : outputs) {
      if (other_path != whole) continue;
      refuse(option, "is the file of " + std::string(other) +
                         "; expected two files; choose another path for one of them");
    }
    outputs.emplace_back(option, whole);
  };
  const auto add = [&](std::string_view option, const std::optional<std::string>& path) {
    if (!path) return;
    base::check_writable(*path);
    claim(option, *path);
  };
  const auto add_model = [&](std::string_view option, const std::optional<std::string>& path) {
    if (path && !path->ends_with(".keras")) {
      refuse(option, "is '" + *path +
                         "'; expected a name that ends with .keras, which Keras opens by; "
                         "rename it");
    }
    add(option, path);
  };
  add_model("--out", settings.out);
  add_model("--save-best", settings.callbacks.save_best);
  if (settings.callbacks.save_best && settings.model) {
    // Resumed, it could not be told from another model.
    const std::string inputs[] = {*settings.model};
    check_is_no_input("--save-best", *settings.callbacks.save_best, inputs);
  }
  add("--history", settings.history);
  add("--picture", settings.picture);
  if (settings.checkpoint) {
    base::check_folders(settings.checkpoint->folder);
    claim("--checkpoint", settings.checkpoint->folder);
  }
  if (!settings.tensorboard) return;
  for (const auto& folder : {std::filesystem::path(*settings.tensorboard),
                             tensorboard::train_folder(*settings.tensorboard),
                             tensorboard::validation_folder(*settings.tensorboard)}) {
    tensorboard::check_event_folder(folder);
    claim("--tensorboard", folder);
  }
}

}  // namespace

void declare_training_arguments(CLI::App& command, TrainArguments& arguments) {
  add_value(command, "--output-activation", arguments.output_activation, "NAME",
            "Of the decoder's last layer, with --encoder or --code; sigmoid for images and scale "
            "minmax, else linear",
            names_of<ActivationKind>());
  add_value(command, "--scale", arguments.scale, "HOW",
            "{} (unit: bytes to [0, 1]), as layers of the model; standard for tables and none for "
            "images unless given",
            names_of<ScaleKind>());
  add_value(command, "--validation-data", arguments.validation_data, "NAME|PATH",
            "Data to validate with; the test set beside the data, if any, unless given",
            data_set_names());
  add_value(command, "--validation-split", arguments.validation_split, "SHARE",
            "Validate with the last share of the samples, such as 0.1");
  add_value(command, "--limit", arguments.limit, "N", "Train with the first N samples alone");
  add_value(command, "--epochs", arguments.epochs, "N",
            "The recipe's unless given; 10 without one");
  add_value(command, "--batch-size", arguments.batch_size, "N",
            "1 to 1000000; the recipe's unless given; 128 without one");
  add_value(command, "--pretrain", arguments.pretrain, "EPOCHS",
            "Of networks of stacked dense layers: first train each layer of the encoder with the "
            "decoder's that undoes it, from the outside in, for so many epochs");
  add_flag(command, "--tie-weights", arguments.tie_weights,
           "Of dense layers: the decoder's weights are the encoder's, transposed");
  declare_callback_arguments(command, arguments.callbacks);
  declare_optimizer_arguments(command, arguments.optimizer);
  add_value(command, "--loss", arguments.loss, "NAME",
            "{}; the recipe's or the file's unless given", names_of<LossKind>());
  declare_variational_arguments(command, arguments.variational);
  declare_sparse_arguments(command, arguments.sparse);
  add_value(
      command, "--corruption", arguments.corruption, "HOW",
      "What the inputs suffer, not the targets: {} and a strength, such as \"masking 0.3\", or "
      "\"gaussian 0 to 0.5 over 10\" epochs; or none; the recipe's or the file's unless given",
      corruption_names());
  add_recipe_settings(command, arguments.recipe_settings);
  add_value(command, "--seed", arguments.seed, "N",
            "Of weights, shuffling and noise; 0 unless given. One seed gives one result, whatever "
            "the threads");
  add_value(command, "--dtype-policy", arguments.dtype_policy, "NAME",
            "Arithmetic of the training's steps: {}; float32 unless given. mixed_bfloat16 rounds "
            "what dense layers multiply, and is for processors with AVX512_BF16",
            names_of<DtypePolicyKind>());
  declare_compute_arguments(command, arguments.compute);
}

void declare_train_arguments(CLI::App& command, TrainArguments& arguments) {
  add_value(command, "MODEL", arguments.model, " ",
            "A recipe ({}; table is for tables, conv1d for windows of series), or a file to go on "
            "from: .keras, .h5, or .json for a description alone",
            trainable_names());
  declare_data_arguments(command, arguments.data);
  add_value(
      command, "--encoder", arguments.encoder, "LAYERS",
      "Instead of MODEL: the encoder's layers, as in \"dense 128 relu, dense 32\" or \"conv 16 "
      "relu, pool, dense 32\"; the decoder mirrors them");
  add_value(
      command, "--code", arguments.code, "UNITS",
      "The code's size: of a recipe, or of one dense layer with relu where there is no MODEL");
  declare_training_arguments(command, arguments);
  add_value(command, "--out", arguments.out, "FILE",
            "Write the trained model, with its optimizer's state, as Keras's .keras");
  declare_save_best(command, arguments.callbacks);
  add_value(command, "--history", arguments.history, "FILE",
            "Write losses, times and settings as JSON");
  add_value(command, "--picture", arguments.picture, "FILE",
            "Write a PNG of 10 images above their reconstructions");
  add_value(command, "--tensorboard", arguments.tensorboard, "DIR",
            "Write losses after each epoch, reconstructions and codes, for TensorBoard");
  declare_checkpoint_arguments(command, arguments.checkpoint);
  add_flag(command, "--json", arguments.json, "Print the history as JSON, and nothing else");
  add_flag(command, "--quiet", arguments.quiet, "Print nothing but errors");
}

TrainSettings check_train_arguments(const TrainArguments& arguments) {
  TrainSettings settings;
  read_network(arguments, settings);
  settings.sampling = parse_variational_arguments(arguments.variational);
  settings.sparse = parse_sparse_arguments(arguments.sparse);
  read_compile_settings(arguments, settings);
  read_corruption(arguments, settings);
  read_data_settings(arguments, settings);
  settings.seed = unsigned_integer("--seed", arguments.seed).value_or(0);
  settings.dtype_policy = named<DtypePolicyKind>("--dtype-policy", arguments.dtype_policy)
                              .value_or(DtypePolicyKind::float32);
  settings.compute = parse_compute_arguments(arguments.compute);
  settings.out = single("--out", arguments.out);
  settings.history = single("--history", arguments.history);
  settings.picture = single("--picture", arguments.picture);
  settings.tensorboard = single("--tensorboard", arguments.tensorboard);
  settings.checkpoint = parse_checkpoint_arguments(arguments.checkpoint);
  settings.json = arguments.json;
  settings.quiet = arguments.quiet || arguments.json;
  check_outputs(settings);
  return settings;
}

}  // namespace hourglass::cli
