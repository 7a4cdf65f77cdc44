// SPDX-License-Identifier: MIT
#include "hourglass/scaling.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "graph/config_visitor.h"
#include "graph/cut.h"
#include "hourglass/layers/preprocessing.h"
#include "train/model_base.h"

namespace hourglass {
namespace {

using graph::LayerBase;
using train::base_of;
using train::ModelBase;

constexpr float kByte = 255;

// x -> (x - shift) / divisor, one number for all numbers of a sample or one each; or the way back.
struct AffineNumbers {
  std::vector<float> shift, divisor;
  bool inverts = false;
};

// What a scaling layer's options say.
class NumbersOf final : public graph::ConfigObserver {
 public:
  explicit NumbersOf(const LayerBase& layer) { layer.visit_config(*this); }

  float scale = 1, offset = 0;
  std::vector<float> mean, variance;
  bool invert = false;

  void visit(std::string_view key, bool& value) override {
    if (key == "invert") invert = value;
  }
  void visit(std::string_view key, float& value) override {
    if (key == "scale") scale = value;
    if (key == "offset") offset = value;
  }
  void visit(std::string_view key, std::vector<float>& value,
             const std::vector<std::int64_t>&) override {
    if (key == "mean") mean = value;
    if (key == "variance") variance = value;
  }
};

// Nothing for a layer that is no scaling, or one whose numbers repeat along the sample in another
// way than for the whole of it or along its last axes.
std::optional<AffineNumbers> numbers_of(const LayerBase& layer) {
  const NumbersOf numbers(layer);
  if (layer.class_name() == "Rescaling" && numbers.scale != 0)
    return AffineNumbers{{-numbers.offset / numbers.scale}, {1 / numbers.scale}, false};
  if (layer.class_name() != "Normalization") return std::nullopt;
  AffineNumbers affine{numbers.mean, numbers.variance, numbers.invert};
  // As the layer does: Keras's epsilon.
  for (float& number : affine.divisor) number = std::max(std::sqrt(number), 1e-7F);
  return affine;
}

bool nearly_equal(float a, float b) {
  return std::abs(a - b) <= 1e-5F * std::max({std::abs(a), std::abs(b), 1e-30F});
}

// Whether what `last` does undoes what `first` does.
bool undoes(const LayerBase& first, const LayerBase& last) {
  const auto forward = numbers_of(first);
  auto back = numbers_of(last);
  if (!forward || !back || forward->inverts || first.class_name() != last.class_name())
    return false;
  if (!back->inverts) {  // a Rescaling: x -> x * scale + offset
    back->shift = {-back->shift.front() / back->divisor.front()};
    back->divisor = {1 / back->divisor.front()};
  }
  return std::equal(forward->shift.begin(), forward->shift.end(), back->shift.begin(),
                    back->shift.end(), nearly_equal) &&
         std::equal(forward->divisor.begin(), forward->divisor.end(), back->divisor.begin(),
                    back->divisor.end(), nearly_equal);
}

class ScaledSource final : public SampleSource {
 public:
  ScaledSource(Dataset samples, AffineNumbers numbers)
      : samples_(std::move(samples)), numbers_(std::move(numbers)) {}

  std::int64_t size() const override { return samples_.size(); }
  const Shape& shape() const override { return samples_.shape(); }
  Streaming streaming() const override { return samples_.streaming(); }
  void prefetch(std::span<const SampleRange> blocks) const override { samples_.prefetch(blocks); }

  void gather(std::span<const std::int64_t> indices, float* out) const override {
    samples_.gather(indices, out);
    const std::size_t period = numbers_.shift.size();
    float* const end = out + static_cast<std::ptrdiff_t>(indices.size()) * shape().size();
    while (out != end) {
      for (std::size_t i = 0; i < period; ++i, ++out)
        *out = (*out - numbers_.shift[i]) / numbers_.divisor[i];
    }
  }

 private:
  Dataset samples_;
  AffineNumbers numbers_;
};

// Of a row's columns, or of an image's channels over all of its places: Keras's axis -1.
ColumnStatistics along_last_axis(const ColumnStatistics& all, std::int64_t size) {
  ColumnStatistics last;
  last.samples = all.samples;
  const auto channels = static_cast<std::size_t>(size);
  const double places = static_cast<double>(all.mean.size()) / static_cast<double>(channels);
  last.mean.assign(channels, 0);
  last.variance.assign(channels, 0);
  last.minimum.assign(all.minimum.begin(), all.minimum.begin() + size);
  last.maximum.assign(all.maximum.begin(), all.maximum.begin() + size);
  for (std::size_t i = 0; i < all.mean.size(); ++i) {
    const std::size_t channel = i % channels;
    last.mean[channel] += all.mean[i] / places;
    last.minimum[channel] = std::min(last.minimum[channel], all.minimum[i]);
    last.maximum[channel] = std::max(last.maximum[channel], all.maximum[i]);
  }
  for (std::size_t i = 0; i < all.mean.size(); ++i) {
    const double distance = all.mean[i] - last.mean[i % channels];
    last.variance[i % channels] += (all.variance[i] + distance * distance) / places;
  }
  return last;
}

struct ScalingLayers {
  Layer scale, unscale;
};

ScalingLayers make_layers(Scale scale, const Shape& shape,
                          const std::optional<ColumnStatistics>& statistics) {
  if (scale == Scale(ScaleKind::unit))
    return {Rescaling(1 / kByte, {.name = "scale"}), Rescaling(kByte, {.name = "unscale"})};
  if (!statistics || scale == Scale(ScaleKind::none)) {
    throw Error(ErrorCode::invalid_argument, "add_scaling",
                "scale " + std::string(scale.name()) +
                    " was given without statistics; expected those of the training data; compute "
                    "them with column_statistics");
  }
  const bool standard = scale == Scale(ScaleKind::standard);
  const ColumnStatistics columns = along_last_axis(*statistics, shape[-1]);
  std::vector<float> mean, variance;
  for (std::size_t i = 0; i < columns.mean.size(); ++i) {
    const double range =
        static_cast<double>(columns.maximum[i]) - static_cast<double>(columns.minimum[i]);
    mean.push_back(standard ? static_cast<float>(columns.mean[i]) : columns.minimum[i]);
    const double spread = standard ? columns.variance[i] : range * range;
    // A constant feature is moved to 0 and not stretched.
    variance.push_back(range > 0 && spread > 0 ? static_cast<float>(spread) : 1);
  }
  const auto layer = [&](bool invert, const char* name) {
    return Normalization({.mean = mean, .variance = variance, .invert = invert, .name = name});
  };
  return {layer(false, "scale"), layer(true, "unscale")};
}

SymbolicTensor call(const Model& model, const SymbolicTensor& input) {
  return model.base()->call(model.base(), {input}).front();
}

// The model's layers once more, on another input.
SymbolicTensor replay(const Model& model, const SymbolicTensor& input) {
  return graph::replay_after(base_of(model), 0, input).front();
}

const LayerBase& first_layer(const Model& model) { return *base_of(model).nodes()[1]->layer; }
const graph::Node& last_node(const Model& model) { return *base_of(model).nodes().back(); }

bool is_plain(const Model& model) {
  return model.inputs().size() == 1 && model.outputs().size() == 1 &&
         base_of(model).nodes().size() > 2;
}

}  // namespace

ScaledAutoencoder add_scaling(const Autoencoder& core, Scale scale,
                              const std::optional<ColumnStatistics>& statistics) {
  const Shape& shape = core.encoder.inputs().front().shape();
  const ScalingLayers layers = make_layers(scale, shape, statistics);
  const SymbolicTensor x = Input(shape);
  const Model encoder(x, replay(core.encoder, layers.scale(x)), {.name = "encoder"});
  const SymbolicTensor code = Input(encoder.outputs().front().shape());
  const Model decoder(code, layers.unscale(replay(core.decoder, code)), {.name = "decoder"});
  const SymbolicTensor input = Input(shape);
  const Model whole(input, call(decoder, call(encoder, input)), {.name = core.autoencoder.name()});
  return {{whole, encoder, decoder}, core.autoencoder, layers.scale, layers.unscale};
}

std::optional<ScaledAutoencoder> find_scaling(const Autoencoder& autoencoder) {
  const auto& [whole, encoder, decoder] = autoencoder;
  if (!is_plain(encoder) || !is_plain(decoder)) return std::nullopt;
  const graph::Node& last = last_node(decoder);
  if (!undoes(first_layer(encoder), *last.layer)) return std::nullopt;
  const SymbolicTensor x = Input(encoder.inputs().front().shape());
  const Model core_encoder(x, graph::replay_after(base_of(encoder), 1, x).front(),
                           {.name = "encoder"});
  const Model core_decoder(decoder.inputs().front(), last.inputs.front(), {.name = "decoder"});
  const SymbolicTensor input = Input(x.shape());
  const Model core(input, call(core_decoder, call(core_encoder, input)), {.name = whole.name()});
  return ScaledAutoencoder{autoencoder, core, Layer(base_of(encoder).nodes()[1]->layer),
                           Layer(last.layer)};
}

void copy_compiled(const Model& from, const Model& to) {
  if (base_of(from).variables() != base_of(to).variables()) {
    throw Error(ErrorCode::invalid_argument, "copy_compiled",
                "models with other weights were given; expected models that share all of theirs");
  }
  base_of(to).take_compiled(base_of(from));
}

Dataset scaled(const Dataset& samples, const ScaledAutoencoder& autoencoder) {
  const auto numbers = numbers_of(*autoencoder.scale.base());
  const auto& shape = autoencoder.whole.encoder.inputs().front().shape();
  if (samples.shape() != shape) {
    throw Error(ErrorCode::shape_mismatch, "scaled",
                "samples of shape " + samples.shape().to_string_with_batch() +
                    " were given; expected " + shape.to_string_with_batch() +
                    "; use Dataset::reshape if the numbers are the same");
  }
  return Dataset(std::make_shared<ScaledSource>(samples, *numbers));
}

Tensor corrupt(const Tensor& samples, const Corruption& corruption, std::uint64_t seed,
               const ScaledAutoencoder& autoencoder) {
  if (!corruption) return samples;
  const Dataset inside = scaled(samples, autoencoder);
  const Tensor corrupted = corrupt(inside.read(0, inside.size()), corruption, seed);
  const SymbolicTensor x = Input(samples.shape());
  return Model(x, autoencoder.unscale(x)).predict(corrupted);
}

std::vector<double> error_scale(const Autoencoder& autoencoder) {
  const auto found = find_scaling(autoencoder);
  if (!found) return {};
  const auto numbers = numbers_of(*found->scale.base());
  const auto size = static_cast<std::size_t>(autoencoder.encoder.inputs().front().shape().size());
  std::vector<double> scale(size);
  for (std::size_t i = 0; i < size; ++i)
    scale[i] = static_cast<double>(numbers->divisor[i % numbers->divisor.size()]);
  return scale;
}

bool takes_bytes(const Model& model) {
  const ModelBase& base = base_of(model);
  if (base.nodes().size() < 2) return false;
  const LayerBase& first = *base.nodes()[1]->layer;
  if (dynamic_cast<const graph::Functional*>(&first) != nullptr)
    return takes_bytes(Model(std::dynamic_pointer_cast<ModelBase>(base.nodes()[1]->layer)));
  if (first.class_name() != "Rescaling") return false;
  const NumbersOf numbers(first);
  // 1 / 127.5 with an offset of -1 is the other usual way to scale bytes.
  return nearly_equal(numbers.scale, 1 / kByte) || nearly_equal(numbers.scale, 2 / kByte);
}

}  // namespace hourglass
