// SPDX-License-Identifier: MIT
#include "report/decoder_steps.h"

#include <cmath>
#include <utility>

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
    const bool same = is_same(conv.rows, input()[0]) && is_same(conv.columns, input()[1]);
    const bool valid = is_valid(conv.rows, input()[0]) && is_valid(conv.columns, input()[1]);
    if ((!same && !valid) || conv.up_rows != 1 || conv.up_columns != 1) return std::nullopt;
    return page::Conv2DStep{.filters = output()[-1],
                            .kernel_height = conv.rows.size,
                            .kernel_width = conv.columns.size,
                            .stride_height = conv.rows.stride,
                            .stride_width = conv.columns.stride,
                            .same_padding = same,
                            .kernel = values_of(graph_, conv.kernel),
                            .bias = values_of(graph_, conv.bias)};
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
    if (leaky.slope != 0.2F) return std::nullopt;  // the page knows Keras's activation alone
    return page::ActivationStep{ActivationKind::leaky_relu};
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
  Result operator()(const graph::Conv2DTransposeOp&) const { return std::nullopt; }
  Result operator()(const graph::ScaleOp&) const { return std::nullopt; }
  Result operator()(const graph::StandardizeOp&) const { return std::nullopt; }
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
  const Shape& input() const { return shape_of(graph_, operation_.inputs.front()); }
  const Shape& output() const { return shape_of(graph_, operation_.output); }

  const graph::Graph& graph_;
  const graph::Operation& operation_;
};

// Every operation takes what the one before it made.
bool is_chain(const graph::Graph& graph) {
  graph::ValueId value = graph.inputs.front();
  for (const graph::Operation& operation : graph.operations) {
    if (std::holds_alternative<graph::InputOp>(operation.op)) continue;
    if (operation.inputs.size() != 1 || operation.inputs.front() != value) return false;
    value = operation.output;
  }
  return graph.outputs.size() == 1 && graph.outputs.front() == value;
}

}  // namespace

std::optional<page::Decoder> decoder_steps(const Model& decoder, const Shape& image_shape,
                                           double white) {
  if (decoder.parameter_count() > kMostWeights) return std::nullopt;
  const graph::Graph graph = train::base_of(decoder).lower_all(graph::Purpose::predict);
  if (graph.inputs.size() != 1 || !is_chain(graph)) return std::nullopt;
  page::Decoder steps = {.height = image_shape[0],
                         .width = image_shape[1],
                         .channels = image_shape[2],
                         .white = static_cast<float>(white)};
  const Shape& code = shape_of(graph, graph.inputs.front());
  if (code.rank() > 1) steps.steps.push_back(page::ReshapeStep{code.dims()});
  for (const graph::Operation& operation : graph.operations) {
    if (std::holds_alternative<graph::InputOp>(operation.op)) continue;
    auto step = std::visit(Step(graph, operation), operation.op);
    if (!step) return std::nullopt;
    steps.steps.push_back(*std::move(step));
  }
  return steps;
}

}  // namespace hourglass::report
