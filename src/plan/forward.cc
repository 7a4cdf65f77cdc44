// SPDX-License-Identifier: MIT
// What each primitive does, as steps.
#include <algorithm>

#include "base/check.h"
#include "base/overloaded.h"
#include "plan/convolution_steps.h"
#include "plan/normalize_step.h"
#include "plan/passes.h"

namespace hourglass::plan {
namespace {

using graph::Operation;
using graph::ValueId;

class Forward {
 public:
  Forward(Builder& builder, const Operation& operation) : b_(builder), o_(operation) {}

  void operator()(const graph::InputOp& input) {
    const BufferId clean = new_output(Layout::rows);
    b_.emit(GatherStep{clean, false, input.index});
    BufferId entering = clean;
    if (b_.options().corrupt && input.index == 0) {
      entering = b_.new_buffer("corrupted input", Layout::rows, shape());
      b_.emit(CorruptStep{clean, entering});
    }
    finish(entering);
  }

  void operator()(const graph::DenseOp& dense) {
    const BufferId out = new_output(Layout::rows);
    if (const auto code = b_.lists.find(o_.inputs[0]);
        reads_lists(dense) && code != b_.lists.end()) {
      b_.emit(SparseDenseStep{code->second, out, dense.kernel, dense.bias, shape()[-1]});
      return finish(out);
    }
    const BufferId in = b_.value_in(o_.inputs[0], Layout::rows);
    const std::int64_t inputs = b_.shape(o_.inputs[0])[-1];
    b_.emit_product({in, out, dense.kernel, dense.bias, false, inputs, shape()[-1]},
                    dense.transposed);
    finish(out);
  }

  void operator()(const graph::Conv2DOp& conv) {
    const BufferId in = b_.value_in(o_.inputs[0], Layout::lanes);
    const BufferId out = new_output(Layout::lanes);
    const Convolution convolution = convolution_of(conv, b_.shape(o_.inputs[0]), shape());
    convolve_to_small(b_, convolution, in, out, {conv.bias});
    finish(out);
  }

  void operator()(const graph::Conv2DTransposeOp& conv) {
    const BufferId in = b_.value_in(o_.inputs[0], Layout::lanes);
    const BufferId out = new_output(Layout::lanes);
    const Convolution convolution = convolution_of(conv, b_.shape(o_.inputs[0]), shape());
    convolve_to_large(b_, convolution, in, out, {conv.bias});
    finish(out);
  }

  void operator()(const graph::Pool2DOp& pool) {
    const BufferId in = b_.value_in(o_.inputs[0], Layout::lanes);
    const BufferId out = new_output(Layout::lanes);
    b_.emit(PoolStep{pool.kind, in, out, pool.rows, pool.columns});
    finish(out);
  }

  void operator()(const graph::UpSample2DOp& up) {
    const BufferId in = b_.value_in(o_.inputs[0], Layout::lanes);
    const BufferId out = new_output(Layout::lanes);
    b_.emit(UpSampleStep{in, out, up.rows, up.columns});
    finish(out);
  }

  void operator()(const graph::Pad2DOp& pad) {
    const BufferId in = b_.value_in(o_.inputs[0], Layout::lanes);
    const BufferId out = new_output(Layout::lanes);
    const Shape& image = b_.shape(o_.inputs[0]);
    b_.emit(CopyImageStep{in, out, 0, 0, 0, pad.margins.top, pad.margins.left, 0, image[0],
                          image[1], image[2], true});
    finish(out);
  }

  void operator()(const graph::Crop2DOp& crop) {
    const BufferId in = b_.value_in(o_.inputs[0], Layout::lanes);
    const BufferId out = new_output(Layout::lanes);
    b_.emit(CopyImageStep{in, out, crop.margins.top, crop.margins.left, 0, 0, 0, 0, shape()[0],
                          shape()[1], shape()[2], false});
    finish(out);
  }

  // The same numbers: rows need no copy, only the new shape.
  void operator()(const graph::ReshapeOp&) { finish(b_.value_in(o_.inputs[0], Layout::rows)); }

  void operator()(const graph::ActivationOp& activation) {
    const ValueId input = o_.inputs[0];
    const BufferId in = b_.value(input);
    if (activation.kind == ActivationKind::relu && fuse_relu(input)) return finish(in);
    const bool from_input = activation.kind == ActivationKind::gelu;
    const bool in_place = !from_input && is_fresh(input);
    const BufferId out = in_place ? in : new_output(b_.buffer(in).layout);
    b_.emit(ActivationStep{activation.kind, in, out});
    if (from_input) b_.kept_inputs[o_.output] = in;
    finish(out);
  }

  void operator()(const graph::LeakyReluOp& leaky) {
    const BufferId in = b_.value(o_.inputs[0]);
    const BufferId out = is_fresh(o_.inputs[0]) ? in : new_output(b_.buffer(in).layout);
    b_.emit(LeakyReluStep{leaky.slope, in, out});
    finish(out);
  }

  void operator()(const graph::SoftmaxOp&) {
    const BufferId in = b_.value_in(o_.inputs[0], Layout::rows);
    const BufferId out = new_output(Layout::rows);
    b_.emit(SoftmaxStep{in, out});
    finish(out);
  }

  void operator()(const graph::AffineOp& affine) {
    const BufferId in = b_.value(o_.inputs[0]);
    const BufferId out = new_output(b_.buffer(in).layout);
    b_.emit(AffineStep{in, out, affine.scale, affine.offset});
    finish(out);
  }

  void operator()(const graph::NormalizeOp& normalize) {
    BufferId in = b_.value(o_.inputs[0]);
    if (!is_by_channel(normalize, shape())) in = b_.value_in(o_.inputs[0], Layout::rows);
    const BufferId out = new_output(b_.buffer(in).layout);
    b_.emit(normalize_step(normalize, b_.buffer(out), in, out));
    finish(out);
  }

  void operator()(const graph::ScaleOp& scale) {
    const std::int64_t count = b_.count_columns(scale);
    const BufferId in = b_.value_in(o_.inputs[0], layout_by_columns(count));
    scale_columns(in, b_.new_columns({count, scale.scale, scale.offset}));
  }

  void operator()(const graph::StandardizeOp& standardize) {
    const BufferId in = b_.value_in(o_.inputs[0], Layout::rows);
    const BufferId out = new_output(Layout::rows);
    const BufferId inverse =
        b_.new_buffer(o_.layer + " inverse", Layout::rows, Shape({shape().size() / shape()[-1]}));
    b_.emit(StandardizeStep{standardize.epsilon, in, out, inverse});
    b_.inverse[o_.output] = inverse;
    finish(out);
  }

  void operator()(const graph::BatchNormalizeOp& normalize) {
    const BufferId in = b_.value(o_.inputs[0]);
    const std::int64_t count = shape()[-1];
    const std::int32_t columns =
        b_.new_columns({count, normalize.gamma, normalize.beta, normalize.moving_mean,
                        normalize.moving_variance, normalize.epsilon, normalize.of_batch});
    if (normalize.of_batch) {
      const std::int32_t statistics = b_.new_statistics(
          {normalize, shape().size() / count, columns, b_.new_partial(1 + 2 * count)});
      b_.emit(MomentsStep{in, statistics});
      b_.add_barrier(Barrier::Kind::moments, statistics);
      b_.statistics[o_.output] = statistics;
    }
    scale_columns(in, columns);
  }

  void operator()(const graph::AddOp&) { merge<AddStep>(); }

  void operator()(const graph::MultiplyOp&) { merge<MultiplyStep>(); }

  void operator()(const graph::ConcatenateOp& join) {
    const BufferId out = new_output(Layout::rows);
    std::int64_t count = 1;
    for (std::int64_t axis = 0; axis < join.axis; ++axis) count *= shape()[axis];
    const std::int64_t out_stride = shape().size() / count;
    std::int64_t first = 0;
    for (const ValueId input : o_.inputs) {
      const std::int64_t width = b_.shape(input).size() / count;
      b_.emit(CopyRowsStep{b_.value_in(input, Layout::rows), out, count, width, 0, width, first,
                           out_stride});
      first += width;
    }
    finish(out);
  }

  void operator()(const graph::NoiseOp& noise) {
    const BufferId in = b_.value(o_.inputs[0]);
    const Layout layout = b_.buffer(in).layout;
    const BufferId drawn = b_.new_buffer(o_.layer + " noise", Layout::rows, shape());
    b_.emit(NoiseStep{noise.kind, noise.amount, static_cast<std::uint32_t>(o_.output), drawn});
    const BufferId shaped = b_.converted(drawn, layout, shape());
    b_.noise[o_.output] = shaped;
    const BufferId out = new_output(layout);
    if (noise.kind == graph::NoiseKind::dropout) {
      b_.emit(MultiplyStep{in, shaped, out});
    } else {
      b_.emit(AddStep{in, shaped, out});
    }
    finish(out);
  }

  void operator()(const graph::SamplingOp& sampling) {
    const BufferId mean = b_.value_in(o_.inputs[0], Layout::rows);
    const BufferId log_variance = b_.value_in(o_.inputs[1], Layout::rows);
    const BufferId drawn = b_.new_buffer(o_.layer + " noise", Layout::rows, shape());
    const BufferId stddev = b_.new_buffer(o_.layer + " stddev", Layout::rows, shape());
    const BufferId out = new_output(Layout::rows);
    b_.emit(NoiseStep{graph::NoiseKind::gaussian, 1, static_cast<std::uint32_t>(o_.output), drawn});
    std::int32_t divergence = -1;
    std::int32_t loss = -1;
    if (!b_.options().losses.empty()) {
      divergence = b_.new_slot({ValueSlot::Kind::divergence, 0, 0});
      loss = b_.new_slot({ValueSlot::Kind::penalty, 0, 1});
    }
    b_.emit(SamplingStep{sampling, mean, log_variance, drawn, stddev, out, divergence, loss});
    b_.noise[o_.output] = drawn;
    b_.stddev[o_.output] = stddev;
    finish(out);
  }

  void operator()(const graph::ContractionOp& contraction) {
    const BufferId in = b_.value_in(o_.inputs[0], Layout::rows);
    if (!b_.options().losses.empty()) {
      const std::int32_t slot = b_.new_slot({ValueSlot::Kind::penalty, 0, 1});
      const std::int32_t squares = b_.squares_of(contraction.kernel);
      b_.squares[o_.output] = squares;
      b_.emit(ContractionStep{in, contraction.activation, contraction.strength, squares, slot});
    }
    finish(in);
  }

  void operator()(const graph::TopKOp& top) {
    const BufferId in = b_.value_in(o_.inputs[0], Layout::rows);
    std::int32_t slot = -1;
    if (!b_.options().losses.empty()) slot = b_.new_slot({ValueSlot::Kind::active, 0, 0});
    const bool of_batch = top.threshold != graph::kNoVariable;
    const ListId list =
        b_.new_list({shape()[0], top.k, top.idle, top.dead_after, false, top.threshold,
                     of_batch ? in : kNoBuffer, of_batch ? slot : -1});
    if (of_batch) {
      b_.add_barrier(Barrier::Kind::largest, list);
    } else {
      b_.emit(KeepLargestStep{in, list, top.k, slot});
    }
    b_.lists[o_.output] = list;
    if (is_read_by_dense_layers_alone()) return finish(kNoBuffer);
    const BufferId out = new_output(Layout::rows);
    b_.emit(SpreadStep{list, out, false});
    finish(out);
  }

  void operator()(const graph::ThresholdOp& threshold) {
    const BufferId in = b_.value_in(o_.inputs[0], Layout::rows);
    const BufferId out = new_output(Layout::rows);
    std::int32_t slot = -1;
    if (!b_.options().losses.empty()) slot = b_.new_slot({ValueSlot::Kind::active, 0, 0});
    b_.emit(ThresholdStep{in, out, threshold.threshold, slot});
    finish(out);
  }

  void operator()(const graph::BernoulliPenaltyOp& penalty) {
    const BufferId in = b_.value_in(o_.inputs[0], Layout::rows);
    if (!b_.options().losses.empty()) {
      auto& sparsities = b_.plan().sparsities;
      const auto id = static_cast<std::int32_t>(sparsities.size());
      sparsities.push_back({penalty, in, b_.new_slot({ValueSlot::Kind::penalty, 0, 1})});
      b_.add_barrier(Barrier::Kind::sparsity, id);
      b_.sparsities[o_.output] = id;
    }
    finish(in);
  }

  void operator()(const graph::PenaltyOp& penalty) {
    const BufferId in = b_.value(o_.inputs[0]);
    if (!b_.options().losses.empty()) {
      const std::int32_t slot = b_.new_slot({ValueSlot::Kind::penalty, 0, 1});
      b_.emit(PenaltyStep{in, penalty.regularizer, slot});
    }
    finish(in);
  }

 private:
  const Shape& shape() const { return b_.shape(o_.output); }
  BufferId new_output(Layout layout) { return b_.new_buffer(o_.layer, layout, shape()); }
  void finish(BufferId buffer) { b_.set_value(o_.output, buffer); }

  void scale_columns(BufferId in, std::int32_t columns) {
    const BufferId out = new_output(b_.buffer(in).layout);
    b_.emit(ScaleColumnsStep{in, out, columns, false});
    finish(out);
  }

  // Lanes have one constant a channel.
  Layout layout_by_columns(std::int64_t count) const {
    const bool by_channel = shape().rank() == 3 && shape()[2] == count;
    return by_channel ? b_.buffer(b_.value(o_.inputs[0])).layout : Layout::rows;
  }

  bool is_read_by_dense_layers_alone() const {
    int dense = 0;
    for (const Operation& reader : b_.graph().operations) {
      const bool reads =
          std::find(reader.inputs.begin(), reader.inputs.end(), o_.output) != reader.inputs.end();
      const auto* layer = std::get_if<graph::DenseOp>(&reader.op);
      if (reads && layer != nullptr && reads_lists(*layer)) ++dense;
    }
    return dense == b_.uses(o_.output);
  }

  template <class PairStep>
  void merge() {
    const Layout layout = common_layout();
    const BufferId out = new_output(layout);
    BufferId merged = b_.value_in(o_.inputs[0], layout);
    for (std::size_t i = 1; i < o_.inputs.size(); ++i) {
      b_.emit(PairStep{merged, b_.value_in(o_.inputs[i], layout), out});
      merged = out;
    }
    finish(out);
  }

  Layout common_layout() {
    for (const ValueId input : o_.inputs) {
      if (b_.buffer(b_.value(input)).layout == Layout::lanes) return Layout::lanes;
    }
    return Layout::rows;
  }

  // Written by a step that does not look at it again on the way back, and read by nobody else.
  bool is_fresh(ValueId input) const {
    if (b_.uses(input) != 1) return false;
    for (const Operation& producer : b_.graph().operations) {
      if (producer.output != input) continue;
      return std::holds_alternative<graph::DenseOp>(producer.op) ||
             std::holds_alternative<graph::Conv2DOp>(producer.op) ||
             std::holds_alternative<graph::Conv2DTransposeOp>(producer.op) ||
             std::holds_alternative<graph::ScaleOp>(producer.op) ||
             std::holds_alternative<graph::BatchNormalizeOp>(producer.op);
    }
    return false;
  }

  // ReLU costs nothing where results are stored.
  bool fuse_relu(ValueId input) {
    if (!is_fresh(input)) return false;
    bool fused = false;
    auto& steps = b_.plan().steps;
    for (auto step = steps.rbegin(); step != steps.rend() && fuse_relu(step->kind, input); ++step)
      fused = true;
    return fused;
  }
  // False unless `step` is one of those that write `input`.
  bool fuse_relu(StepKind& step, ValueId input) const {
    const auto fuse = [&](auto* writes) {
      return writes != nullptr && writes->out == b_.value(input) && (writes->relu = true);
    };
    return fuse(std::get_if<DenseStep>(&step)) || fuse(std::get_if<ConvolveStep>(&step)) ||
           fuse(std::get_if<WinogradStep>(&step)) || fuse(std::get_if<ScaleColumnsStep>(&step));
  }

  Builder& b_;
  const Operation& o_;
};

}  // namespace

void emit_forward(Builder& builder) {
  for (const Operation& operation : builder.graph().operations) {
    builder.set_layer(operation.layer);
    std::visit(Forward(builder, operation), operation.op);
  }
}

}  // namespace hourglass::plan
