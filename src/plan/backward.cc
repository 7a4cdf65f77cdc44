// SPDX-License-Identifier: MIT
// The gradient rule of each primitive: given the gradient of its output, steps that make those of
// its inputs and name the sources of its weights' gradients.
#include <algorithm>

#include "base/check.h"
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
    const BufferId gradient = b_.take_gradient_in(o_.output, Layout::rows);
    if (gradient == kNoBuffer) return;
    const BufferId in = b_.value_in(o_.inputs[0], Layout::rows);
    b_.add_gradient_source(dense.kernel, {in, gradient, -1});
    if (dense.bias != graph::kNoVariable)
      b_.add_gradient_source(dense.bias, {kNoBuffer, gradient, -1});
    if (!b_.needs_gradient(o_.inputs[0])) return;
    const BufferId in_gradient = new_gradient(Layout::rows, input_shape());
    b_.emit(DenseStep{gradient,
                      in_gradient,
                      {true, b_.derive_transposed(dense.kernel)},
                      graph::kNoVariable,
                      false,
                      output_shape()[-1],
                      input_shape()[-1]});
    b_.add_gradient(o_.inputs[0], in_gradient);
  }

  void operator()(const graph::Conv2DOp& conv) {
    const BufferId gradient = b_.take_gradient_in(o_.output, Layout::lanes);
    if (gradient == kNoBuffer) return;
    const std::int32_t kernel_partial = b_.new_partial(kernel_size(conv));
    b_.add_gradient_source(conv.kernel, {kNoBuffer, kNoBuffer, kernel_partial});
    std::int32_t bias_partial = -1;
    if (conv.bias != graph::kNoVariable) {
      bias_partial = b_.new_partial(output_shape()[2]);
      b_.add_gradient_source(conv.bias, {kNoBuffer, kNoBuffer, bias_partial});
    }
    const BufferId in = b_.value_in(o_.inputs[0], Layout::lanes);
    b_.emit(
        ConvolveGradientStep{in, gradient, kernel_partial, bias_partial, conv.rows, conv.columns});
    if (b_.needs_gradient(o_.inputs[0])) convolution_input_gradient(conv, gradient);
  }

  void operator()(const graph::Pool2DOp& pool) {
    const BufferId gradient = b_.take_gradient_in(o_.output, Layout::lanes);
    if (gradient == kNoBuffer || !b_.needs_gradient(o_.inputs[0])) return;
    const BufferId in_gradient = new_gradient(Layout::lanes, input_shape());
    b_.emit(PoolGradientStep{pool.kind, b_.value_in(o_.inputs[0], Layout::lanes),
                             b_.value(o_.output), gradient, in_gradient, pool.rows, pool.columns});
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
    const BufferId out = b_.value(o_.output);
    const BufferId gradient = b_.take_gradient(o_.output);
    if (gradient == kNoBuffer) return;
    const auto kept = b_.kept_inputs.find(o_.output);
    const BufferId in = kept == b_.kept_inputs.end() ? kNoBuffer : kept->second;
    b_.emit(ActivationGradientStep{activation.kind, in, out, gradient});
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
  std::int64_t kernel_size(const graph::Conv2DOp& conv) const {
    return b_.graph().variables[static_cast<std::size_t>(conv.kernel)]->shape.size();
  }

  // `step` says what of the output's gradient goes where in the input's.
  void copy_image_gradient(CopyImageStep step) {
    step.in = b_.take_gradient_in(o_.output, Layout::lanes);
    if (step.in == kNoBuffer || !b_.needs_gradient(o_.inputs[0])) return;
    step.out = new_gradient(Layout::lanes, input_shape());
    b_.emit(step);
    b_.add_gradient(o_.inputs[0], step.out);
  }

  // The taps that reach the input cells of one phase, phase + j * stride, and where in the gradient
  // they start.
  struct Phase {
    std::int64_t first_tap, taps, in_start, count;
  };
  static Phase phase_of(const graph::Window& w, std::int64_t phase, std::int64_t size) {
    const std::int64_t shifted = phase + w.before;
    const std::int64_t first_tap = shifted % w.stride;
    const std::int64_t taps = first_tap < w.size ? (w.size - first_tap - 1) / w.stride + 1 : 0;
    return {first_tap, taps, shifted / w.stride - (taps - 1), (size - phase - 1) / w.stride + 1};
  }

  // Input cell q takes out_gradient(o) * tap wherever o * stride - before + tap = q: for each phase
  // of q a convolution of the gradient with every stride-th tap, turned round.
  void convolution_input_gradient(const graph::Conv2DOp& conv, BufferId gradient) {
    const Shape& image = input_shape();
    const BufferId in_gradient = new_gradient(Layout::lanes, image);
    for (std::int64_t r = 0; r < std::min(conv.rows.stride, image[0]); ++r) {
      for (std::int64_t c = 0; c < std::min(conv.columns.stride, image[1]); ++c) {
        const Phase rows = phase_of(conv.rows, r, image[0]);
        const Phase columns = phase_of(conv.columns, c, image[1]);
        kernels::ConvolutionPacking packing{conv.rows.size, conv.columns.size, image[2],
                                            output_shape()[2], true};
        packing.first_row = rows.first_tap;
        packing.row_step = conv.rows.stride;
        packing.taps_high = rows.taps;
        packing.first_column = columns.first_tap;
        packing.column_step = conv.columns.stride;
        packing.taps_wide = columns.taps;
        need_gradient_border(gradient, rows, columns);
        b_.emit(ConvolveStep{gradient, in_gradient, b_.derive_packed(conv.kernel, packing),
                             graph::kNoVariable, false, rows.taps, columns.taps, rows.in_start, 1,
                             columns.in_start, 1, r, conv.rows.stride, rows.count, c,
                             conv.columns.stride, columns.count});
      }
    }
    b_.add_gradient(o_.inputs[0], in_gradient);
  }

  void need_gradient_border(BufferId gradient, const Phase& rows, const Phase& columns) {
    const auto before = [](const Phase& p) { return std::max<std::int64_t>(0, -p.in_start); };
    const auto after = [](const Phase& p, std::int64_t size) {
      return std::max<std::int64_t>(0, p.in_start + p.count - 1 + p.taps - size);
    };
    b_.need_border(gradient, {before(rows), after(rows, output_shape()[0]), before(columns),
                              after(columns, output_shape()[1])});
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
