// SPDX-License-Identifier: MIT
#include "base/check.h"
#include "base/overloaded.h"
#include "graph/graph.h"

namespace hourglass::graph {
namespace {

Shape image(std::int64_t height, std::int64_t width, std::int64_t channels) {
  return Shape({height, width, channels});
}

Shape with_last(const Shape& shape, std::int64_t last) {
  std::vector<std::int64_t> dims = shape.dims();
  dims.back() = last;
  return Shape(std::move(dims));
}

Shape concatenated(std::int64_t axis, const std::vector<Shape>& inputs) {
  std::vector<std::int64_t> dims = inputs.front().dims();
  auto& joined = dims[static_cast<std::size_t>(axis)];
  joined = 0;
  for (const Shape& input : inputs) joined += input[axis];
  return Shape(std::move(dims));
}

}  // namespace

Shape output_shape(const Op& op, const std::vector<Shape>& inputs,
                   const std::vector<VariablePointer>& variables) {
  const auto first = [&]() -> const Shape& {
    HG_CHECK(!inputs.empty());
    return inputs.front();
  };
  const auto variable_shape = [&](VariableId id) {
    return variables[static_cast<std::size_t>(id)]->shape;
  };
  return std::visit(
      base::Overloaded{
          [&](const InputOp&) { return first(); },
          [&](const DenseOp& dense) {
            const Shape kernel = variable_shape(dense.kernel);
            const auto [inputs, units] = dense.transposed ? std::pair(kernel[1], kernel[0])
                                                          : std::pair(kernel[0], kernel[1]);
            HG_CHECK(first()[-1] == inputs);
            return with_last(first(), units);
          },
          [&](const Conv2DOp& conv) {
            const Shape kernel = variable_shape(conv.kernel);
            HG_CHECK(first().rank() == 3 && first()[2] == kernel[-2]);
            return image(conv.rows.output, conv.columns.output, kernel[-1]);
          },
          [&](const Conv2DTransposeOp& conv) {
            const Shape kernel = variable_shape(conv.kernel);
            HG_CHECK(first().rank() == 3 && first()[2] == kernel[3]);
            HG_CHECK(conv.rows.output == first()[0] && conv.columns.output == first()[1]);
            return image(conv.height, conv.width, kernel[2]);
          },
          [&](const Pool2DOp& pool) {
            HG_CHECK(first().rank() == 3);
            return image(pool.rows.output, pool.columns.output, first()[2]);
          },
          [&](const UpSample2DOp& up) {
            return image(first()[0] * up.rows, first()[1] * up.columns, first()[2]);
          },
          [&](const Pad2DOp& pad) {
            return image(first()[0] + pad.margins.top + pad.margins.bottom,
                         first()[1] + pad.margins.left + pad.margins.right, first()[2]);
          },
          [&](const Crop2DOp& crop) {
            return image(first()[0] - crop.margins.top - crop.margins.bottom,
                         first()[1] - crop.margins.left - crop.margins.right, first()[2]);
          },
          [&](const ReshapeOp& reshape) {
            HG_CHECK(reshape.shape.size() == first().size());
            return reshape.shape;
          },
          [&](const ActivationOp&) { return first(); },
          [&](const LeakyReluOp&) { return first(); },
          [&](const SoftmaxOp&) { return first(); },
          [&](const AffineOp&) { return first(); },
          [&](const NormalizeOp& normalize) {
            HG_CHECK(normalize.mean.size() == normalize.scale.size());
            HG_CHECK(first().size() % static_cast<std::int64_t>(normalize.mean.size()) == 0);
            return first();
          },
          [&](const ScaleOp& scale) {
            for (const VariableId id : {scale.scale, scale.offset})
              HG_CHECK(id == kNoVariable || first().size() % variable_shape(id).size() == 0);
            return first();
          },
          [&](const StandardizeOp&) { return first(); },
          [&](const BatchNormalizeOp& normalize) {
            HG_CHECK(variable_shape(normalize.moving_mean).size() == first()[-1]);
            return first();
          },
          [&](const AddOp&) { return first(); },
          [&](const MultiplyOp&) { return first(); },
          [&](const ConcatenateOp& join) { return concatenated(join.axis, inputs); },
          [&](const NoiseOp&) { return first(); },
          [&](const SamplingOp&) { return first(); },
          [&](const ContractionOp&) { return first(); },
          [&](const TopKOp& top) {
            HG_CHECK(first().rank() == 1 && top.k >= 1 && top.k <= first()[0]);
            return first();
          },
          [&](const ThresholdOp&) { return first(); },
          [&](const PenaltyOp&) { return first(); },
          [&](const BernoulliPenaltyOp&) { return first(); },
      },
      op);
}

std::string_view op_name(const Op& op) {
  return std::visit(base::Overloaded{
                        [](const InputOp&) { return "input"; },
                        [](const DenseOp&) { return "dense"; },
                        [](const Conv2DOp&) { return "conv2d"; },
                        [](const Conv2DTransposeOp&) { return "conv2d_transpose"; },
                        [](const Pool2DOp&) { return "pool2d"; },
                        [](const UpSample2DOp&) { return "up_sample2d"; },
                        [](const Pad2DOp&) { return "pad2d"; },
                        [](const Crop2DOp&) { return "crop2d"; },
                        [](const ReshapeOp&) { return "reshape"; },
                        [](const ActivationOp&) { return "activation"; },
                        [](const LeakyReluOp&) { return "leaky_relu"; },
                        [](const SoftmaxOp&) { return "softmax"; },
                        [](const AffineOp&) { return "affine"; },
                        [](const NormalizeOp&) { return "normalize"; },
                        [](const ScaleOp&) { return "scale"; },
                        [](const StandardizeOp&) { return "standardize"; },
                        [](const BatchNormalizeOp&) { return "batch_normalize"; },
                        [](const AddOp&) { return "add"; },
                        [](const MultiplyOp&) { return "multiply"; },
                        [](const ConcatenateOp&) { return "concatenate"; },
                        [](const NoiseOp&) { return "noise"; },
                        [](const SamplingOp&) { return "sampling"; },
                        [](const ContractionOp&) { return "contraction"; },
                        [](const TopKOp&) { return "top_k"; },
                        [](const ThresholdOp&) { return "threshold"; },
                        [](const PenaltyOp&) { return "penalty"; },
                        [](const BernoulliPenaltyOp&) { return "bernoulli_penalty"; },
                    },
                    op);
}

}  // namespace hourglass::graph
