// SPDX-License-Identifier: MIT
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "hourglass/pretraining.h"
#include "train/model_base.h"

namespace hourglass {
namespace {

constexpr std::string_view kWhere = "pretrain";

[[noreturn]] void refuse(const std::string& given) {
  throw Error(ErrorCode::invalid_argument, kWhere,
              given +
                  "; expected a chain of two or more dense layers to the code and as many back, "
                  "such as multilayer or --encoder \"dense 64 relu, dense 16 relu\"; train it "
                  "without");
}

// Layers that end with a dense one, and the shapes before and after them.
struct Group {
  std::vector<Layer> layers;
  Shape before, after;

  SymbolicTensor operator()(SymbolicTensor x) const {
    for (const Layer& layer : layers) x = layer(x);
    return x;
  }
};

std::vector<Group> groups_of(const Model& part, const std::string& name) {
  std::vector<Group> groups;
  Group group = {.layers = {}, .before = part.inputs().front().shape(), .after = {}};
  const auto& nodes = train::base_of(part).nodes();
  for (const auto& node : nodes) {
    if (node->inputs.empty()) continue;  // the input
    const graph::LayerBase& layer = *node->layer;
    const bool is_dense = layer.class_name() == "Dense";
    if (node->inputs.size() != 1 || (!is_dense && !layer.variables().empty()) ||
        dynamic_cast<const graph::Functional*>(&layer) != nullptr) {
      refuse("the " + name + " has " + layer.where());
    }
    group.layers.emplace_back(node->layer);
    group.after = node->output_shapes.front();
    if (!is_dense) continue;
    groups.push_back(std::exchange(group, Group{.layers = {}, .before = group.after, .after = {}}));
  }
  if (groups.empty()) refuse("the " + name + " has no dense layer");
  // What follows the last dense layer.
  groups.back().layers.insert(groups.back().layers.end(), group.layers.begin(), group.layers.end());
  if (!group.layers.empty()) groups.back().after = group.after;
  return groups;
}

void check_mirrored(const std::vector<Group>& encoder, const std::vector<Group>& decoder) {
  if (encoder.size() < 2)
    refuse("the encoder has one dense layer, whose pre-training is all of the training");
  if (encoder.size() != decoder.size()) {
    refuse("the encoder has " + std::to_string(encoder.size()) + " dense layers and the decoder " +
           std::to_string(decoder.size()));
  }
  for (std::size_t i = 0; i < encoder.size(); ++i) {
    const Group& back = decoder[decoder.size() - 1 - i];
    if (encoder[i].before == back.after && encoder[i].after == back.before) continue;
    refuse("the encoder goes from " + encoder[i].before.to_string() + " to " +
           encoder[i].after.to_string() + " where the decoder goes from " +
           back.before.to_string() + " to " + back.after.to_string());
  }
}

bool is_stopped(const PretrainOptions& options) {
  return std::any_of(options.callbacks.begin(), options.callbacks.end(),
                     [](const Callback* callback) { return callback->stop_training(); });
}

}  // namespace

void check_pretraining(const Autoencoder& autoencoder) {
  const std::vector<Group> encoder = groups_of(autoencoder.encoder, "encoder");
  check_mirrored(encoder, groups_of(autoencoder.decoder, "decoder"));
}

std::vector<History> pretrain(const Autoencoder& autoencoder, const Dataset& samples,
                              const CompileOptions& compile, const PretrainOptions& options) {
  const std::vector<Group> encoder = groups_of(autoencoder.encoder, "encoder");
  const std::vector<Group> decoder = groups_of(autoencoder.decoder, "decoder");
  check_mirrored(encoder, decoder);
  // A schedule counts the steps of the whole: a pair would begin with what it has at step 0, which
  // is nothing in a warm-up, and end with nothing where it decays within fewer steps than a pair
  // has.
  Optimizer optimizer = compile.optimizer;
  set_learning_rate(optimizer, get_learning_rate(optimizer).start());
  std::vector<History> histories;
  Dataset inputs = samples;
  for (std::size_t i = 0; i < encoder.size(); ++i) {
    const SymbolicTensor x = Input(encoder[i].before);
    const SymbolicTensor code = encoder[i](x);
    Model pair(x, decoder[decoder.size() - 1 - i](code), {.name = "pair"});
    CompileOptions shallow = {.optimizer = optimizer, .metrics = {LossKind::mse}};
    if (i == 0) {
      shallow.loss = compile.loss;
      shallow.loss_weights = compile.loss_weights;
    }
    pair.compile(shallow);
    histories.push_back(pair.fit(inputs, {.epochs = options.epochs,
                                          .batch_size = options.batch_size,
                                          .seed = options.seed + i,
                                          .threads = options.threads,
                                          .dtype_policy = options.dtype_policy,
                                          .callbacks = options.callbacks}));
    if (is_stopped(options)) break;
    if (i + 1 < encoder.size())
      inputs =
          Model(x, code, {.name = "pair_encoder"}).predict(inputs, {.threads = options.threads});
  }
  return histories;
}

}  // namespace hourglass
