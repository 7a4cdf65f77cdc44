// SPDX-License-Identifier: MIT
#include "report/decoder_steps.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "graph/variable.h"
#include "train/model_base.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kMostWeights = 500'000;  // a megabyte of the page

std::vector<float> values_of(const graph::Graph& graph, graph::VariableId variable) {
  if (variable == graph::kNoVariable) return {};
  const auto& values = graph.variables[static_cast<std::size_t>(variable)]->values;
  return {values.begin(), values.end()};
}

const Shape& shape_of(const graph::Graph& graph, graph::ValueId value) {
  return graph.values[static_cast<std::size_t>(value)];
}

// Whether padding "same" gives this window, of an image of `input` cells.
bool is_same(const graph::Window& window, std::int64_t input) {
  const std::int64_t needed = (window.output - 1) * window.stride + window.size - input;
  const std::int64_t padded = needed > 0 ? needed : 0;
  return window.output == (input + window.stride - 1) / window.stride &&
         window.before == padded / 2;
}

bool is_valid(const graph::Window& window, std::int64_t input) {
  return window.before == 0 && window.output == (input - window.size) / window.stride + 1;
}

// Each primitive as a step; nothing for those that the page cannot run.
class Step {
 public:
  Step(const graph::Graph& graph, const graph::Operation& operation)
      : graph_(graph), operation_(operation) {}

  using Result = std::optional<page::DecoderStep>;

  Result operator()(const graph::DenseOp& dense) const {
    std::vector<float> kernel = values_of(graph_, dense.kernel);
    if (dense.transposed) kernel = graph::transposed(kernel, output()[-1], input()[-1]);
    return page::DenseStep{
        .units = output()[-1], .kernel = std::move(kernel), .bias = values_of(graph_, dense.bias)};
  }
  Result operator()(const graph::Conv2DOp& conv) const {
    if (conv.up_rows != 1 || conv.up_columns != 1) return std::nullopt;
    return convolution(conv, input());
  }
  Result operator()(const graph::Conv2DTransposeOp& conv) const {
    return convolution(conv, output());
  }
  Result operator()(const graph::UpSample2DOp& up) const {
    return page::UpSampling2DStep{up.rows, up.columns};
  }
  Result operator()(const graph::Pad2DOp& pad) const {
    const graph::Margins& margins = pad.margins;
    return page::Margins2DStep{margins.top, margins.bottom, margins.left, margins.right};
  }
  Result operator()(const graph::Crop2DOp& crop) const {
    const graph::Margins& margins = crop.margins;
    return page::Margins2DStep{-margins.top, -margins.bottom, -margins.left, -margins.right};
  }
  Result operator()(const graph::ReshapeOp& reshape) const {
    return page::ReshapeStep{reshape.shape.dims()};
  }
  Result operator()(const graph::ActivationOp& activation) const {
    return page::ActivationStep{activation.kind};
  }
  Result operator()(const graph::SoftmaxOp&) const {
    return page::ActivationStep{ActivationKind::softmax};
  }
  Result operator()(const graph::AffineOp& affine) const {
    return page::AffineStep{{affine.scale}, {affine.offset}};
  }
  Result operator()(const graph::NormalizeOp& normalize) const {
    const std::size_t period = normalize.mean.size();
    if (period != 1 && static_cast<std::int64_t>(period) != input()[-1]) return std::nullopt;
    page::AffineStep step{normalize.scale, normalize.mean};
    for (std::size_t i = 0; !normalize.invert && i < period; ++i) {
      step.scale[i] = 1 / normalize.scale[i];
      step.offset[i] = -normalize.mean[i] / normalize.scale[i];
    }
    return step;
  }
  Result operator()(const graph::LeakyReluOp& leaky) const {
    return page::PReLUStep{{leaky.slope}};
  }
  Result operator()(const graph::BatchNormalizeOp& normalize) const {
    page::AffineStep step;
    const std::vector<float> mean = values_of(graph_, normalize.moving_mean);
    const std::vector<float> variance = values_of(graph_, normalize.moving_variance);
    const std::vector<float> gamma = values_of(graph_, normalize.gamma);
    const std::vector<float> beta = values_of(graph_, normalize.beta);
    for (std::size_t i = 0; i < mean.size(); ++i) {
      const float scale =
          (gamma.empty() ? 1 : gamma[i]) / std::sqrt(variance[i] + normalize.epsilon);
      step.scale.push_back(scale);
      step.offset.push_back((beta.empty() ? 0 : beta[i]) - mean[i] * scale);
    }
    return step;
  }
  Result operator()(const graph::StandardizeOp& standardize) const {
    return page::StandardizeStep{standardize.epsilon};
  }
  Result operator()(const graph::ScaleOp& scale) const {
    page::AffineStep step{values_of(graph_, scale.scale), values_of(graph_, scale.offset)};
    step.scale.resize(std::max(step.scale.size(), step.offset.size()), 1.0F);
    step.offset.resize(step.scale.size(), 0.0F);
    if (std::ssize(step.scale) != input()[-1]) return std::nullopt;
    return step;
  }
  Result operator()(const graph::InputOp&) const { return std::nullopt; }
  Result operator()(const graph::Pool2DOp&) const { return std::nullopt; }
  Result operator()(const graph::AddOp&) const { return std::nullopt; }
  Result operator()(const graph::MultiplyOp&) const { return std::nullopt; }
  Result operator()(const graph::ConcatenateOp&) const { return std::nullopt; }
  Result operator()(const graph::NoiseOp&) const { return std::nullopt; }
  Result operator()(const graph::SamplingOp&) const { return std::nullopt; }
  Result operator()(const graph::ContractionOp&) const { return std::nullopt; }
  Result operator()(const graph::TopKOp&) const { return std::nullopt; }
  Result operator()(const graph::ThresholdOp&) const { return std::nullopt; }
  Result operator()(const graph::PenaltyOp&) const { return std::nullopt; }
  Result operator()(const graph::BernoulliPenaltyOp&) const { return std::nullopt; }

 private:
  // `large` is the image that the windows look at.
  template <class ConvolutionOp>
  Result convolution(const ConvolutionOp& conv, const Shape& large) const {
    const bool same = is_same(conv.rows, large[0]) && is_same(conv.columns, large[1]);
    const bool valid = is_valid(conv.rows, large[0]) && is_valid(conv.columns, large[1]);
    if (!same && !valid) return std::nullopt;
    return page::Conv2DStep{.filters = output()[-1],
                            .kernel_height = conv.rows.size,
                            .kernel_width = conv.columns.size,
                            .stride_height = conv.rows.stride,
                            .stride_width = conv.columns.stride,
                            .same_padding = same,
                            .transposed = std::is_same_v<ConvolutionOp, graph::Conv2DTransposeOp>,
                            .kernel = values_of(graph_, conv.kernel),
                            .bias = values_of(graph_, conv.bias)};
  }

  const Shape& input() const { return shape_of(graph_, operation_.inputs.front()); }
  const Shape& output() const { return shape_of(graph_, operation_.output); }

  const graph::Graph& graph_;
  const graph::Operation& operation_;
};

bool is_relu(const graph::Op& op) {
  const auto* activation = std::get_if<graph::ActivationOp>(&op);
  return activation != nullptr && activation->kind == ActivationKind::relu;
}

bool is_negation(const graph::Op& op) {
  const auto* affine = std::get_if<graph::AffineOp>(&op);
  return affine != nullptr && affine->scale == -1 && affine->offset == 0;
}

// PReLU(x) is lowered to relu(x) + alpha * -relu(-x): the one branch that is a step.
constexpr std::size_t kPReLU = 6;

// The alpha of a PReLU that the first of these operations begin, or nothing.
const graph::ScaleOp* alpha_of_prelu(std::span<const graph::Operation> all) {
  if (all.size() < kPReLU) return nullptr;
  const auto follows = [&](std::size_t i) {
    return all[i].inputs == std::vector{all[i - 1].output};
  };
  const bool below = is_negation(all[0].op) && is_relu(all[1].op) && follows(1) &&
                     is_negation(all[2].op) && follows(2) && follows(3);
  const bool above = is_relu(all[4].op) && all[4].inputs == all[0].inputs;
  const bool sum = std::holds_alternative<graph::AddOp>(all[5].op) &&
                   all[5].inputs == std::vector{all[4].output, all[3].output};
  return below && above && sum ? std::get_if<graph::ScaleOp>(&all[3].op) : nullptr;
}

// Every operation takes what the one before it made; nothing where that is not so.
std::optional<std::vector<page::DecoderStep>> steps_of(const graph::Graph& graph) {
  std::vector<page::DecoderStep> steps;
  graph::ValueId value = graph.inputs.front();
  const std::span<const graph::Operation> all = graph.operations;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (std::holds_alternative<graph::InputOp>(all[i].op)) continue;
    if (all[i].inputs.size() != 1 || all[i].inputs.front() != value) return std::nullopt;
    if (const graph::ScaleOp* prelu = alpha_of_prelu(all.subspan(i))) {
      steps.emplace_back(page::PReLUStep{values_of(graph, prelu->scale)});
      i += kPReLU - 1;
    } else {
      auto step = std::visit(Step(graph, all[i]), all[i].op);
      if (!step) return std::nullopt;
      steps.push_back(*std::move(step));
    }
    value = all[i].output;
  }
  if (graph.outputs.size() != 1 || graph.outputs.front() != value) return std::nullopt;
  return steps;
}

}  // namespace

std::optional<page::Decoder> decoder_steps(const Model& decoder, const Shape& image_shape,
                                           double white) {
  if (decoder.parameter_count() > kMostWeights) return std::nullopt;
  const graph::Graph graph = train::base_of(decoder).lower_all(graph::Purpose::predict);
  if (graph.inputs.size() != 1) return std::nullopt;
  auto steps = steps_of(graph);
  if (!steps) return std::nullopt;
  const Shape& code = shape_of(graph, graph.inputs.front());
  if (code.rank() > 1) steps->insert(steps->begin(), page::ReshapeStep{code.dims()});
  return page::Decoder{.steps = *std::move(steps),
                       .height = image_shape[0],
                       .width = image_shape[1],
                       .channels = image_shape[2],
                       .white = static_cast<float>(white)};
}

}  // namespace hourglass::report
