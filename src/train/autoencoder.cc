// SPDX-License-Identifier: MIT
#include "hourglass/autoencoder.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/quote.h"
#include "graph/cut.h"
#include "train/model_base.h"

namespace hourglass {
namespace {

using graph::Functional;
using graph::LayerBase;

const LayerBase& layer_at(const Functional& model, std::size_t position) {
  return *model.nodes()[position]->layer;
}

const Shape& shape_at(const Functional& model, std::size_t position) {
  return model.nodes()[position]->output_shapes.front();
}

[[noreturn]] void fail_to_cut(const Functional& model, const std::string& given,
                              const std::vector<std::size_t>& cuts) {
  if (cuts.empty()) {
    model.fail(given +
               "; expected a layer between inputs and outputs that every path from the ones to the "
               "others goes through, but there is none; take paths around the code out");
  }
  constexpr std::size_t kMost = 20;
  std::vector<std::string> names;
  names.reserve(cuts.size());
  for (const std::size_t cut : cuts) names.push_back(layer_at(model, cut).name());
  model.fail(given + "; expected a layer that every path from inputs to outputs goes through: " +
             base::quote_list(names, kMost));
}

// Convolutions, dense layers and models that hold some: what encodes and decodes.
bool has_kernel(const LayerBase& layer) {
  const auto variables = layer.variables();
  return std::any_of(variables.begin(), variables.end(),
                     [](const auto& variable) { return variable->name == "kernel"; });
}

// The cuts with a kernel before them, the layer itself included, and after them.
std::vector<std::size_t> cuts_between_kernels(const Functional& model,
                                              const std::vector<std::size_t>& cuts) {
  const auto& nodes = model.nodes();
  const auto trained = [](const auto& node) { return has_kernel(*node->layer); };
  const auto first = std::find_if(nodes.begin(), nodes.end(), trained) - nodes.begin();
  const auto after_last = nodes.rend() - std::find_if(nodes.rbegin(), nodes.rend(), trained);
  std::vector<std::size_t> between;
  for (const std::size_t cut : cuts) {
    const auto position = static_cast<std::ptrdiff_t>(cut);
    if (first <= position && position + 1 < after_last) between.push_back(cut);
  }
  return between;
}

std::size_t narrowest(const Functional& model, const std::vector<std::size_t>& cuts) {
  const std::vector<std::size_t> between = cuts_between_kernels(model, cuts);
  if (between.empty()) {
    fail_to_cut(model, "has no layer between two with kernels, to be taken for the code", cuts);
  }
  auto code = std::min_element(between.begin(), between.end(), [&](std::size_t a, std::size_t b) {
    return shape_at(model, a).size() < shape_at(model, b).size();
  });
  // Activation, dropout and the like belong to the layer before them.
  for (auto next = code + 1; next != between.end() && *next == *code + 1; code = next++) {
    if (has_kernel(layer_at(model, *next))) break;
    if (shape_at(model, *next) != shape_at(model, *code)) break;
  }
  return *code;
}

std::size_t named_cut(const Functional& model, const std::vector<std::size_t>& cuts,
                      std::string_view layer) {
  for (const std::size_t cut : cuts) {
    if (layer_at(model, cut).name() == layer) return cut;
  }
  const auto& layers = model.layers();
  const bool known = std::any_of(layers.begin(), layers.end(),
                                 [&](const auto& one) { return one->name() == layer; });
  fail_to_cut(model,
              "cannot be split at " + base::quote(layer) +
                  (known ? ", which is an end or lies beside another path" : ", which it has not"),
              cuts);
}

// A name that no layer of the model has.
std::string unused_name(const Functional& model, const std::string& stem) {
  const auto& layers = model.layers();
  for (int count = 0;; ++count) {
    std::string name = count == 0 ? stem : stem + "_" + std::to_string(count);
    if (std::none_of(layers.begin(), layers.end(),
                     [&](const auto& layer) { return layer->name() == name; }))
      return name;
  }
}

Autoencoder split_at(const Functional& model, std::size_t cut) {
  const Model encoder(model.inputs(), {SymbolicTensor(model.nodes()[cut], 0)}, {.name = "encoder"});
  const SymbolicTensor code = Input(shape_at(model, cut), unused_name(model, "input_layer"));
  const Model decoder({code}, replay_after(model, cut, code), {.name = "decoder"});
  const auto encoded = encoder.base()->call(encoder.base(), model.inputs());
  const auto decoded = decoder.base()->call(decoder.base(), encoded);
  return {Model(model.inputs(), decoded, {.name = model.name()}), encoder, decoder};
}

// The parts of decoder(encoder(x)), if the model is that and is cut there.
std::optional<Autoencoder> ready_parts(const Model& model, std::size_t cut) {
  const Functional& base = train::base_of(model);
  const auto& nodes = base.nodes();
  if (cut + 2 != nodes.size() || nodes[cut]->inputs != base.inputs()) return std::nullopt;
  auto encoder = std::dynamic_pointer_cast<train::ModelBase>(nodes[cut]->layer);
  auto decoder = std::dynamic_pointer_cast<train::ModelBase>(nodes[cut + 1]->layer);
  if (!encoder || !decoder) return std::nullopt;
  std::vector<SymbolicTensor> decoded;
  for (std::size_t i = 0; i < decoder->outputs().size(); ++i) decoded.emplace_back(nodes.back(), i);
  if (decoded != base.outputs()) return std::nullopt;
  return Autoencoder{model, Model(encoder), Model(decoder)};
}

}  // namespace

Autoencoder make_autoencoder(const SymbolicTensor& input, const SymbolicTensor& code,
                             const SymbolicTensor& output, const ModelOptions& options) {
  ModelOptions named = options;
  if (named.name.empty()) named.name = "autoencoder";
  const Model flat(input, output, named);
  const Functional& model = train::base_of(flat);
  const std::vector<std::size_t> cuts = find_cuts(model);
  for (const std::size_t cut : cuts) {
    if (model.nodes()[cut] == code.node()) return split_at(model, cut);
  }
  fail_to_cut(model, "the code is the output of " + code.node()->layer->where(), cuts);
}

Autoencoder split(const Model& autoencoder, std::string_view layer) {
  const Functional& model = train::base_of(autoencoder);
  const std::vector<std::size_t> cuts = find_cuts(model);
  const std::size_t cut = layer.empty() ? narrowest(model, cuts) : named_cut(model, cuts, layer);
  if (auto parts = ready_parts(autoencoder, cut)) return *parts;
  return split_at(model, cut);
}

}  // namespace hourglass
