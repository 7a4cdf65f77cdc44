// SPDX-License-Identifier: MIT
// The gradient rule of each primitive: given the gradient of its output, steps that make those of
// its inputs and name the sources of its weights' gradients.
#include <algorithm>

#include "base/check.h"
#include "plan/convolution_steps.h"
#include "plan/normalize_step.h"
#include "plan/passes.h"

namespace hourglass::plan {
namespace {

using graph::Operation;
using graph::ValueId;

class Backward {
 public:
  Backward(Builder& builder, const Operation& operation) : b_(builder), o_(operation) {}

  void operator()(const graph::InputOp&) {}

  void operator()(const graph::DenseOp& dense) {
    if (!b_.needs_gradient(o_.inputs[0]) && reads_lists(dense) && takes_lists(dense)) return;
    const BufferId gradient = b_.take_gradient_in(o_.output, Layout::rows);
    if (gradient == kNoBuffer) return;
    if (const auto code = b_.lists.find(o_.inputs[0]); reads_lists(dense) && code != b_.lists.end())
      return sparse_dense(dense, code->second, gradient);
    const BufferId in = b_.value_in(o_.inputs[0], Layout::rows);
    const bool transposed = dense.transposed;
    b_.add_gradient_source(dense.kernel, {transposed ? gradient : in, transposed ? in : gradient});
    if (dense.bias != graph::kNoVariable) b_.add_gradient_source(dense.bias, {kNoBuffer, gradient});
    if (!b_.needs_gradient(o_.inputs[0])) return;
    const BufferId in_gradient = new_gradient(Layout::rows, input_shape());
    const std::int64_t inputs = input_shape()[-1];
    const std::int64_t units = output_shape()[-1];
    if (transposed || b_.options().bfloat16) {
      b_.emit_product(
          {gradient, in_gradient, dense.kernel, graph::kNoVariable, false, units, inputs},
          !transposed);
    } else {
      b_.emit(DenseGradientStep{gradient, in_gradient, dense.kernel, inputs, units});
    }
    b_.add_gradient(o_.inputs[0], in_gradient);
  }

  void operator()(const graph::Conv2DOp& conv) {
    const BufferId gradient = b_.take_gradient_in(o_.output, Layout::lanes);
    if (gradient == kNoBuffer) return;
    const BufferId in = b_.value_in(o_.inputs[0], Layout::lanes);
    const Convolution convolution = convolution_of(conv, input_shape(), output_shape());
    convolve_kernel_gradient(b_, convolution, in, gradient, conv.bias);
    if (!b_.needs_gradient(o_.inputs[0])) return;
    const BufferId in_gradient = new_gradient(Layout::lanes, input_shape());
    convolve_to_large(b_, convolution, gradient, in_gradient, {graph::kNoVariable, relu_mask()});
    b_.add_gradient(o_.inputs[0], in_gradient);
  }

  void operator()(const graph::Conv2DTransposeOp& conv) {
    const BufferId gradient = b_.take_gradient_in(o_.output, Layout::lanes);
    if (gradient == kNoBuffer) return;
    const BufferId in = b_.value_in(o_.inputs[0], Layout::lanes);
    const Convolution convolution = convolution_of(conv, input_shape(), output_shape());
    convolve_kernel_gradient(b_, convolution, gradient, in, graph::kNoVariable);
    column_sums(kNoBuffer, gradient, -1, {output_shape()[2], graph::kNoVariable, conv.bias});
    if (!b_.needs_gradient(o_.inputs[0])) return;
    const BufferId in_gradient = new_gradient(Layout::lanes, input_shape());
    convolve_to_small(b_, convolution, gradient, in_gradient, {graph::kNoVariable, relu_mask()});
    b_.add_gradient(o_.inputs[0], in_gradient);
  }

  void operator()(const graph::Pool2DOp& pool) {
    const BufferId gradient = b_.take_gradient_in(o_.output, Layout::lanes);
    if (gradient == kNoBuffer || !b_.needs_gradient(o_.inputs[0])) return;
    const BufferId in = b_.value_in(o_.inputs[0], Layout::lanes);
    const bool relu = pool.kind == graph::PoolKind::max && take_relu_slope(o_.inputs[0]);
    // What a ReLU made is not looked at again once its slope has been taken.
    const bool apart =
        pool.rows.stride == pool.rows.size && pool.columns.stride == pool.columns.size;
    const BufferId in_gradient = relu && apart ? in : new_gradient(Layout::lanes, input_shape());
    b_.emit(PoolGradientStep{pool.kind, in, b_.value(o_.output), gradient, in_gradient, relu,
                             pool.rows, pool.columns});
    b_.add_gradient(o_.inputs[0], in_gradient);
  }

  void operator()(const graph::UpSample2DOp& up) {
    const BufferId gradient = b_.take_gradient_in(o_.output, Layout::lanes);
    if (gradient == kNoBuffer || !b_.needs_gradient(o_.inputs[0])) return;
    const BufferId in_gradient = new_gradient(Layout::lanes, input_shape());
    b_.emit(UpSampleGradientStep{gradient, in_gradient, up.rows, up.columns});
    b_.add_gradient(o_.inputs[0], in_gradient);
  }

  void operator()(const graph::Pad2DOp& pad) {
    const Shape& in = input_shape();
    copy_image_gradient({kNoBuffer, kNoBuffer, pad.margins.top, pad.margins.left, 0, 0, 0, 0, in[0],
                         in[1], in[2], false});
  }

  void operator()(const graph::Crop2DOp& crop) {
    const Shape& out = output_shape();
    copy_image_gradient({kNoBuffer, kNoBuffer, 0, 0, 0, crop.margins.top, crop.margins.left, 0,
                         out[0], out[1], out[2], true});
  }

  void operator()(const graph::ReshapeOp&) {
    // Rows of either shape are the same numbers.
    const BufferId gradient = b_.take_gradient_in(o_.output, Layout::rows);
    if (gradient != kNoBuffer) b_.add_gradient(o_.inputs[0], gradient);
  }

  void operator()(const graph::ActivationOp& activation) {
    // What is kept is not 0, so that the slope of a ReLU there is 1.
    if (activation.kind == ActivationKind::relu) {
      const std::vector<ListId> lists = b_.take_gradient_lists(o_.output);
      for (const ListId list : lists) b_.add_gradient_list(o_.inputs[0], list);
      if (!lists.empty()) return;
    }
    const BufferId out = b_.value(o_.output);
    const BufferId gradient = b_.take_gradient(o_.output);
    if (gradient == kNoBuffer) return;
    if (b_.slope_applied.contains(o_.output)) return b_.add_gradient(o_.inputs[0], gradient);
    const auto kept = b_.kept_inputs.find(o_.output);
    const BufferId in = kept == b_.kept_inputs.end() ? kNoBuffer : kept->second;
    b_.emit(ActivationGradientStep{activation.kind, in, out, gradient});
    b_.add_gradient(o_.inputs[0], gradient);
  }

  void operator()(const graph::LeakyReluOp& leaky) {
    const BufferId gradient = b_.take_gradient(o_.output);
    if (gradient == kNoBuffer) return;
    b_.emit(LeakyReluGradientStep{leaky.slope, b_.value(o_.output), gradient});
    b_.add_gradient(o_.inputs[0], gradient);
  }

  void operator()(const graph::SoftmaxOp&) {
    const BufferId gradient = b_.take_gradient_in(o_.output, Layout::rows);
    if (gradient == kNoBuffer) return;
    const BufferId in_gradient = new_gradient(Layout::rows, input_shape());
    b_.emit(SoftmaxGradientStep{b_.value(o_.output), gradient, in_gradient});
    b_.add_gradient(o_.inputs[0], in_gradient);
  }

  void operator()(const graph::AffineOp& affine) {
    const BufferId gradient = b_.take_gradient(o_.output);
    if (gradient == kNoBuffer) return;
    b_.emit(AffineStep{gradient, gradient, affine.scale, 0});
    b_.add_gradient(o_.inputs[0], gradient);
  }

  // As forward, but around 0.
  void operator()(graph::NormalizeOp normalize) {
    const BufferId gradient = b_.take_gradient(o_.output);
    if (gradient == kNoBuffer) return;
    normalize.mean.assign(normalize.mean.size(), 0);
    b_.emit(normalize_step(normalize, b_.buffer(gradient), gradient, gradient));
    b_.add_gradient(o_.inputs[0], gradient);
  }

  void operator()(const graph::ScaleOp& scale) {
    const BufferId gradient = b_.take_gradient(o_.output);
    if (gradient == kNoBuffer) return;
    const Layout layout = b_.buffer(gradient).layout;
    const std::int64_t count = b_.count_columns(scale);
    column_sums(b_.value_in(o_.inputs[0], layout), gradient, -1,
                {count, scale.scale, scale.offset});
    if (!b_.needs_gradient(o_.inputs[0])) return;
    const BufferId in_gradient = new_gradient(layout, input_shape());
    b_.emit(ScaleColumnsStep{gradient, in_gradient,
                             b_.new_columns({count, scale.scale, graph::kNoVariable}), false});
    b_.add_gradient(o_.inputs[0], in_gradient);
  }

  void operator()(const graph::StandardizeOp&) {
    const BufferId gradient = b_.take_gradient_in(o_.output, Layout::rows);
    if (gradient == kNoBuffer || !b_.needs_gradient(o_.inputs[0])) return;
    b_.emit(
        StandardizeGradientStep{b_.value(o_.output), b_.inverse.at(o_.output), gradient, gradient});
    b_.add_gradient(o_.inputs[0], gradient);
  }

  void operator()(const graph::BatchNormalizeOp& normalize) {
    const BufferId gradient = b_.take_gradient(o_.output);
    if (gradient == kNoBuffer) return;
    const BufferId in = b_.value(o_.inputs[0]);
    const std::int32_t id = b_.statistics.at(o_.output);
    const ColumnSumsStep sums =
        column_sums(in, gradient, id, {output_shape()[-1], normalize.gamma, normalize.beta});
    if (!b_.needs_gradient(o_.inputs[0])) return;
    BatchStatistics& statistics = b_.plan().statistics[static_cast<std::size_t>(id)];
    statistics.scale_sums = sums.scale_partial;
    statistics.offset_sums = sums.offset_partial;
    b_.add_barrier(Barrier::Kind::gradients, id);
    b_.emit(BatchGradientStep{in, gradient, gradient, id});
    b_.add_gradient(o_.inputs[0], gradient);
  }

  void operator()(const graph::AddOp&) {
    const BufferId gradient = b_.take_gradient(o_.output);
    if (gradient == kNoBuffer) return;
    // Every input owns its gradient, so all but the last get a copy.
    for (std::size_t i = 0; i + 1 < o_.inputs.size(); ++i) {
      if (b_.needs_gradient(o_.inputs[i])) b_.add_gradient(o_.inputs[i], b_.copied(gradient));
    }
    b_.add_gradient(o_.inputs.back(), gradient);
  }

  void operator()(const graph::MultiplyOp&) {
    const BufferId gradient = b_.take_gradient(o_.output);
    if (gradient == kNoBuffer) return;
    const Layout layout = b_.buffer(gradient).layout;
    for (std::size_t i = 0; i < o_.inputs.size(); ++i) {
      if (!b_.needs_gradient(o_.inputs[i])) continue;
      const BufferId in_gradient = new_gradient(layout, input_shape());
      BufferId product = gradient;
      for (std::size_t j = 0; j < o_.inputs.size(); ++j) {
        if (j == i) continue;
        b_.emit(MultiplyStep{product, b_.value_in(o_.inputs[j], layout), in_gradient});
        product = in_gradient;
      }
      b_.add_gradient(o_.inputs[i], in_gradient);
    }
  }

  void operator()(const graph::ConcatenateOp& join) {
    const BufferId gradient = b_.take_gradient_in(o_.output, Layout::rows);
    if (gradient == kNoBuffer) return;
    std::int64_t count = 1;
    for (std::int64_t axis = 0; axis < join.axis; ++axis) count *= output_shape()[axis];
    const std::int64_t stride = output_shape().size() / count;
    std::int64_t first = 0;
    for (const ValueId input : o_.inputs) {
      const std::int64_t width = b_.shape(input).size() / count;
      if (b_.needs_gradient(input)) {
        const BufferId in_gradient = new_gradient(Layout::rows, b_.shape(input));
        b_.emit(CopyRowsStep{gradient, in_gradient, count, width, first, stride, 0, width});
        b_.add_gradient(input, in_gradient);
      }
      first += width;
    }
  }

  void operator()(const graph::NoiseOp& noise) {
    const BufferId gradient = b_.take_gradient(o_.output);
    if (gradient == kNoBuffer) return;
    if (noise.kind == graph::NoiseKind::dropout) {
      b_.emit(MultiplyStep{gradient, b_.noise.at(o_.output), gradient});
    }
    b_.add_gradient(o_.inputs[0], gradient);
  }

  void operator()(const graph::SamplingOp& sampling) {
    const BufferId gradient = b_.take_gradient_in(o_.output, Layout::rows);
    if (gradient == kNoBuffer) return;
    const BufferId mean = b_.value_in(o_.inputs[0], Layout::rows);
    const BufferId log_variance = b_.value_in(o_.inputs[1], Layout::rows);
    const BufferId mean_gradient = new_gradient(Layout::rows, output_shape());
    const BufferId log_variance_gradient = new_gradient(Layout::rows, output_shape());
    b_.emit(SamplingGradientStep{sampling, mean, log_variance, b_.noise.at(o_.output),
                                 b_.stddev.at(o_.output), gradient, mean_gradient,
                                 log_variance_gradient});
    b_.add_gradient(o_.inputs[0], mean_gradient);
    b_.add_gradient(o_.inputs[1], log_variance_gradient);
  }

  void operator()(const graph::ContractionOp& contraction) {
    const BufferId gradient = b_.take_gradient_in(o_.output, Layout::rows);
    if (gradient == kNoBuffer) return;
    const std::int32_t partial = b_.new_partial(b_.variable_shape(contraction.kernel)[-1]);
    b_.emit(ContractionGradientStep{b_.value(o_.output), gradient, contraction.activation,
                                    contraction.strength, b_.squares.at(o_.output), partial});
    b_.add_gradient_source(contraction.kernel, {kNoBuffer, kNoBuffer, partial, {}, true});
    b_.add_gradient(o_.inputs[0], gradient);
  }

  void operator()(const graph::TopKOp&) {
    const ListId list = b_.lists.at(o_.output);
    if (b_.value(o_.output) != kNoBuffer) {
      const BufferId gradient = b_.take_gradient_in(o_.output, Layout::rows);
      if (gradient != kNoBuffer) b_.emit(TakeKeptStep{gradient, list, b_.goes_on_with(list)});
    }
    b_.add_gradient_list(o_.inputs[0], list);
    const auto auxiliary = b_.auxiliaries.find(o_.output);
    if (auxiliary != b_.auxiliaries.end())
      b_.add_gradient_list(o_.inputs[0], auxiliary->second.list);
  }

  // A code that is trained has a TopKOp in its place.
  void operator()(const graph::ThresholdOp&) { HG_CHECK(false); }

  void operator()(const graph::BernoulliPenaltyOp&) {
    const BufferId gradient = b_.take_gradient_in(o_.output, Layout::rows);
    if (gradient == kNoBuffer) return;
    b_.emit(BernoulliPenaltyGradientStep{gradient, b_.sparsities.at(o_.output)});
    b_.add_gradient(o_.inputs[0], gradient);
  }

  void operator()(const graph::PenaltyOp& penalty) {
    const BufferId gradient = b_.take_gradient(o_.output);
    if (gradient == kNoBuffer) return;
    b_.emit(PenaltyGradientStep{b_.value(o_.output), gradient, penalty.regularizer});
    b_.add_gradient(o_.inputs[0], gradient);
  }

 private:
  const Shape& output_shape() const { return b_.shape(o_.output); }
  const Shape& input_shape() const { return b_.shape(o_.inputs[0]); }
  BufferId new_gradient(Layout layout, const Shape& shape) {
    return b_.new_buffer(o_.layer + " gradient", layout, shape);
  }
  // Of a layer whose input needs no gradient: its weights' gradients, from what was kept of its
  // output alone. False if that is not all there is.
  bool takes_lists(const graph::DenseOp& dense) {
    const std::vector<ListId> lists = b_.take_gradient_lists(o_.output);
    for (const ListId list : lists) {
      const BufferId in = b_.value_in(o_.inputs[0], Layout::rows);
      b_.add_gradient_source(dense.kernel, {.in = in, .list = list});
      if (dense.bias != graph::kNoVariable) b_.add_gradient_source(dense.bias, {.list = list});
    }
    return !lists.empty();
  }

  // Of a layer that reads what was kept.
  void sparse_dense(const graph::DenseOp& dense, ListId code, BufferId gradient) {
    b_.add_gradient_source(dense.kernel, {.out_gradient = gradient, .list = code});
    const auto auxiliary = b_.auxiliaries.find(o_.inputs[0]);
    if (auxiliary != b_.auxiliaries.end()) {
      const auto& [list, of_approximation] = auxiliary->second;
      b_.add_gradient_source(dense.kernel, {.out_gradient = of_approximation, .list = list});
    }
    if (dense.bias != graph::kNoVariable) b_.add_gradient_source(dense.bias, {kNoBuffer, gradient});
    if (!b_.needs_gradient(o_.inputs[0])) return;
    b_.emit(SparseDenseGradientStep{gradient, code, dense.kernel, output_shape()[-1],
                                    b_.goes_on_with(code)});
  }

  // `step` says what of the output's gradient goes where in the input's.
  void copy_image_gradient(CopyImageStep step) {
    step.in = b_.take_gradient_in(o_.output, Layout::lanes);
    if (step.in == kNoBuffer || !b_.needs_gradient(o_.inputs[0])) return;
    step.out = new_gradient(Layout::lanes, input_shape());
    b_.emit(step);
    b_.add_gradient(o_.inputs[0], step.out);
  }

  // Whether `value` is made by a ReLU and read here alone, so that the step that makes its gradient
  // may as well apply the slope. To be asked only by a step that then does.
  bool take_relu_slope(ValueId value) {
    if (b_.uses(value) != 1) return false;
    for (const Operation& producer : b_.graph().operations) {
      if (producer.output != value) continue;
      const auto* activation = std::get_if<graph::ActivationOp>(&producer.op);
      if (activation == nullptr || activation->kind != ActivationKind::relu) return false;
      b_.slope_applied.insert(value);
      return true;
    }
    return false;
  }

  BufferId relu_mask() {
    return take_relu_slope(o_.inputs[0]) ? b_.value_in(o_.inputs[0], Layout::lanes) : kNoBuffer;
  }

  // The gradients of a scale and an offset by columns; both sums where the statistics of a batch
  // need them.
  ColumnSumsStep column_sums(BufferId in, BufferId gradient, std::int32_t statistics,
                             const ColumnConstants& columns) {
    ColumnSumsStep sums{in, gradient, statistics, -1, -1};
    const auto partial = [&](graph::VariableId variable) {
      if (variable == graph::kNoVariable && statistics < 0) return -1;
      const std::int32_t id = b_.new_partial(columns.count);
      if (variable != graph::kNoVariable)
        b_.add_gradient_source(variable, {kNoBuffer, kNoBuffer, id, {{0}}});
      return id;
    };
    sums.scale_partial = partial(columns.gamma);
    sums.offset_partial = partial(columns.beta);
    if (sums.scale_partial >= 0 || sums.offset_partial >= 0) b_.emit(sums);
    return sums;
  }

  Builder& b_;
  const Operation& o_;
};

}  // namespace

void emit_backward(Builder& builder) {
  const auto& operations = builder.graph().operations;
  for (auto operation = operations.rbegin(); operation != operations.rend(); ++operation) {
    builder.set_layer(operation->layer);
    std::visit(Backward(builder, *operation), operation->op);
  }
}

}  // namespace hourglass::plan
