// SPDX-License-Identifier: MIT
#include "onnx/translate.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "onnx/activations.h"
#include "onnx/document_builder.h"

namespace hourglass::onnx {
namespace {

using graph::Operation;
using graph::ValueId;
using graph::Window;

using Numbers = std::vector<std::int64_t>;

// The padded cells behind an image of `input` cells.
std::int64_t cells_after(const Window& window, std::int64_t input) {
  const std::int64_t end = (window.output - 1) * window.stride + window.size - window.before;
  return std::max<std::int64_t>(0, end - input);
}

// What each primitive becomes. Images go through the operators that know only one layout with their
// channels first, and through all others as they come.
class Translation {
 public:
  Translation(DocumentBuilder& builder, const Operation& operation) : b_(builder), o_(operation) {}

  void operator()(const graph::InputOp& input) {
    finish(Layout::channels_last, b_.input_name(input.index));
  }

  void operator()(const graph::DenseOp& dense) {
    // Gemm can turn the kernel round itself, MatMul cannot.
    const bool is_row = shape().rank() == 1;
    std::vector<std::string> operands = {
        in(Layout::channels_last), dense.transposed && !is_row ? b_.transposed_kernel(dense.kernel)
                                                               : b_.variable(dense.kernel)};
    if (is_row) {
      if (dense.bias != graph::kNoVariable) operands.push_back(b_.variable(dense.bias));
      std::vector<Attribute> attributes;
      if (dense.transposed) attributes.push_back({"transB", std::int64_t{1}});
      return finish(Layout::channels_last, b_.add_node("Gemm", operands, attributes));
    }
    std::string result = b_.add_node("MatMul", operands);
    if (dense.bias != graph::kNoVariable)
      result = b_.add_node("Add", {result, b_.variable(dense.bias)});
    finish(Layout::channels_last, result);
  }

  void operator()(const graph::Conv2DOp& conv) {
    HG_CHECK(conv.up_rows == 1 && conv.up_columns == 1);
    std::vector<std::string> operands = {in(Layout::channels_first),
                                         b_.convolution_kernel(conv.kernel)};
    if (conv.bias != graph::kNoVariable) operands.push_back(b_.variable(conv.bias));
    finish(Layout::channels_first, b_.add_node("Conv", operands, windows(conv.rows, conv.columns)));
  }

  void operator()(const graph::Conv2DTransposeOp& conv) {
    std::vector<std::string> operands = {in(Layout::channels_first),
                                         b_.convolution_kernel(conv.kernel)};
    if (conv.bias != graph::kNoVariable) operands.push_back(b_.variable(conv.bias));
    const std::int64_t below = beyond(conv.rows, conv.height);
    const std::int64_t right = beyond(conv.columns, conv.width);
    // What the windows do not reach is padding of the output, what they reach beyond it is cut off.
    finish(
        Layout::channels_first,
        b_.add_node(
            "ConvTranspose", operands,
            {{"kernel_shape", Numbers{conv.rows.size, conv.columns.size}},
             {"strides", Numbers{conv.rows.stride, conv.columns.stride}},
             {"pads", Numbers{conv.rows.before, conv.columns.before,
                              std::max<std::int64_t>(0, below), std::max<std::int64_t>(0, right)}},
             {"output_padding",
              Numbers{std::max<std::int64_t>(0, -below), std::max<std::int64_t>(0, -right)}}}));
  }

  void operator()(const graph::Pool2DOp& pool) {
    std::vector<Attribute> attributes = windows(pool.rows, pool.columns);
    const bool is_max = pool.kind == graph::PoolKind::max;
    if (!is_max) attributes.push_back({"count_include_pad", std::int64_t{0}});
    finish(Layout::channels_first, b_.add_node(is_max ? "MaxPool" : "AveragePool",
                                               {in(Layout::channels_first)}, attributes));
  }

  void operator()(const graph::UpSample2DOp& up) {
    const std::string scales = b_.add_constant(
        "scales",
        std::vector<float>{1, 1, static_cast<float>(up.rows), static_cast<float>(up.columns)});
    // The second operand is a region of interest that this mode has no use for.
    finish(Layout::channels_first, b_.add_node("Resize", {in(Layout::channels_first), "", scales},
                                               {{"mode", "nearest"},
                                                {"coordinate_transformation_mode", "asymmetric"},
                                                {"nearest_mode", "floor"}}));
  }

  void operator()(const graph::Pad2DOp& pad) {
    const Layout layout = common_layout();
    const graph::Margins& margins = pad.margins;
    Numbers pads(8, 0);  // what comes before each axis, then what comes after
    pads[position(0, layout)] = margins.top;
    pads[position(1, layout)] = margins.left;
    pads[4 + position(0, layout)] = margins.bottom;
    pads[4 + position(1, layout)] = margins.right;
    finish(layout, b_.add_node("Pad", {in(layout), b_.add_constant("pads", pads)}));
  }

  void operator()(const graph::Crop2DOp& crop) {
    const Layout layout = common_layout();
    const Numbers starts = {crop.margins.top, crop.margins.left};
    const Numbers ends = {starts[0] + shape()[0], starts[1] + shape()[1]};
    const Numbers axes = {position_of_axis(0, layout), position_of_axis(1, layout)};
    finish(layout,
           b_.add_node("Slice", {in(layout), b_.add_constant("starts", starts),
                                 b_.add_constant("ends", ends), b_.add_constant("axes", axes)}));
  }

  void operator()(const graph::ReshapeOp& reshape) {
    Numbers dims = {-1};
    dims.insert(dims.end(), reshape.shape.dims().begin(), reshape.shape.dims().end());
    finish(Layout::channels_last,
           b_.add_node("Reshape", {in(Layout::channels_last), b_.add_constant("shape", dims)}));
  }

  void operator()(const graph::ActivationOp& activation) {
    const Layout layout = common_layout();
    finish(layout, add_activation(b_, activation.kind, in(layout)));
  }

  void operator()(const graph::LeakyReluOp& leaky) {
    const Layout layout = common_layout();
    finish(layout, b_.add_node("LeakyRelu", {in(layout)}, {{"alpha", leaky.slope}}));
  }

  void operator()(const graph::SoftmaxOp&) {
    const Layout layout = common_layout();
    const std::int64_t axis = position_of_axis(shape().rank() - 1, layout);
    finish(layout, b_.add_node("Softmax", {in(layout)}, {{"axis", axis}}));
  }

  void operator()(const graph::AffineOp& affine) {
    const Layout layout = common_layout();
    const std::string scaled =
        b_.add_node("Mul", {in(layout), b_.add_constant("scale", affine.scale)});
    finish(layout, b_.add_node("Add", {scaled, b_.add_constant("offset", affine.offset)}));
  }

  void operator()(const graph::NormalizeOp& normalize) {
    // The constants follow Keras's order of a sample's numbers.
    constexpr Layout kLayout = Layout::channels_last;
    const Numbers dims = last_axes(static_cast<std::int64_t>(normalize.mean.size()));
    const std::string mean = b_.add_constant("mean", dims, normalize.mean);
    const std::string scale = b_.add_constant("scale", dims, normalize.scale);
    if (normalize.invert)
      return finish(kLayout, b_.add_node("Add", {mean, b_.add_node("Mul", {in(kLayout), scale})}));
    finish(kLayout, b_.add_node("Div", {b_.add_node("Sub", {in(kLayout), mean}), scale}));
  }

  void operator()(const graph::ScaleOp& scale) {
    // The variables follow Keras's order of a sample's numbers.
    std::string result = in(Layout::channels_last);
    if (scale.scale != graph::kNoVariable)
      result = b_.add_node("Mul", {result, b_.variable(scale.scale)});
    if (scale.offset != graph::kNoVariable)
      result = b_.add_node("Add", {result, b_.variable(scale.offset)});
    finish(Layout::channels_last, result);
  }

  // ONNX has LayerNormalization from opset 17 on.
  void operator()(const graph::StandardizeOp& standardize) {
    const std::vector<Attribute> last = {{"axes", Numbers{-1}}};
    const std::string x = in(Layout::channels_last);
    const std::string centered = b_.add_node("Sub", {x, b_.add_node("ReduceMean", {x}, last)});
    const std::string variance =
        b_.add_node("ReduceMean", {b_.add_node("Mul", {centered, centered})}, last);
    const std::string epsilon = b_.add_constant("epsilon", standardize.epsilon);
    const std::string deviation = b_.add_node("Sqrt", {b_.add_node("Add", {variance, epsilon})});
    finish(Layout::channels_last, b_.add_node("Div", {centered, deviation}));
  }

  void operator()(const graph::BatchNormalizeOp& normalize) {
    if (shape().rank() != 1 && shape().rank() != 3) return normalize_last_axis(normalize);
    const Layout layout = shape().rank() == 3 ? Layout::channels_first : Layout::channels_last;
    const auto given = [&](graph::VariableId id, std::string_view name, float otherwise) {
      if (id != graph::kNoVariable) return b_.variable(id);
      return b_.add_constant(name,
                             std::vector<float>(static_cast<std::size_t>(shape()[-1]), otherwise));
    };
    const std::string gamma = given(normalize.gamma, "gamma", 1);
    const std::string beta = given(normalize.beta, "beta", 0);
    finish(layout, b_.add_node("BatchNormalization",
                               {in(layout), gamma, beta, b_.variable(normalize.moving_mean),
                                b_.variable(normalize.moving_variance)},
                               {{"epsilon", normalize.epsilon}}));
  }

  void operator()(const graph::AddOp&) { merge("Add"); }

  void operator()(const graph::MultiplyOp&) { merge("Mul"); }

  void operator()(const graph::ConcatenateOp& join) {
    const Layout layout = common_layout();
    std::vector<std::string> operands;
    for (const ValueId input : o_.inputs) operands.push_back(b_.value_in(input, layout));
    finish(layout,
           b_.add_node("Concat", operands, {{"axis", position_of_axis(join.axis, layout)}}));
  }

  // Outside training, these do nothing.
  void operator()(const graph::NoiseOp&) { b_.set_same(o_.output, o_.inputs[0]); }
  void operator()(const graph::SamplingOp&) { b_.set_same(o_.output, o_.inputs[0]); }
  void operator()(const graph::ContractionOp&) { b_.set_same(o_.output, o_.inputs[0]); }
  // What is smaller than the smallest of the k largest becomes 0.
  void operator()(const graph::TopKOp& top) {
    const std::string code = in(Layout::channels_last);
    const std::string least =
        b_.add_node("ReduceMin", {b_.add_top_k(code, top.k)}, {{"axes", Numbers{-1}}});
    const std::string smaller = b_.add_node("Less", {code, least});
    finish(Layout::channels_last,
           b_.add_node("Where", {smaller, b_.add_constant("zero", 0.0F), code}));
  }
  void operator()(const graph::ThresholdOp& threshold) {
    const std::string code = in(Layout::channels_last);
    const std::string larger = b_.add_node("Greater", {code, b_.variable(threshold.threshold)});
    finish(Layout::channels_last,
           b_.add_node("Where", {larger, code, b_.add_constant("zero", 0.0F)}));
  }
  void operator()(const graph::PenaltyOp&) { b_.set_same(o_.output, o_.inputs[0]); }
  void operator()(const graph::BernoulliPenaltyOp&) { b_.set_same(o_.output, o_.inputs[0]); }

 private:
  // BatchNormalization takes the first axis for that of the channels.
  void normalize_last_axis(const graph::BatchNormalizeOp& normalize) {
    const auto number = [&](graph::VariableId id, std::size_t place, float otherwise) {
      return id == graph::kNoVariable ? otherwise : b_.values(id)[place];
    };
    std::vector<float> scale, offset;
    for (std::size_t i = 0; i < b_.values(normalize.moving_mean).size(); ++i) {
      const float variance = number(normalize.moving_variance, i, 1);
      scale.push_back(number(normalize.gamma, i, 1) / std::sqrt(variance + normalize.epsilon));
      offset.push_back(number(normalize.beta, i, 0) -
                       number(normalize.moving_mean, i, 0) * scale.back());
    }
    const std::string scaled =
        b_.add_node("Mul", {in(Layout::channels_last), b_.add_constant("scale", scale)});
    finish(Layout::channels_last, b_.add_node("Add", {scaled, b_.add_constant("offset", offset)}));
  }

  // How far the last window reaches beyond an output of that size.
  static std::int64_t beyond(const Window& window, std::int64_t size) {
    return (window.output - 1) * window.stride - window.before + window.size - size;
  }

  const Shape& shape() const { return b_.shape(o_.output); }
  std::string in(Layout layout) { return b_.value_in(o_.inputs[0], layout); }
  void finish(Layout layout, std::string name) { b_.set_value(o_.output, layout, std::move(name)); }

  static std::size_t position(std::int64_t axis, Layout layout) {
    return static_cast<std::size_t>(position_of_axis(axis, layout));
  }

  std::vector<Attribute> windows(const Window& rows, const Window& columns) const {
    const Shape& image = b_.shape(o_.inputs[0]);
    return {{"kernel_shape", Numbers{rows.size, columns.size}},
            {"strides", Numbers{rows.stride, columns.stride}},
            {"pads", Numbers{rows.before, columns.before, cells_after(rows, image[0]),
                             cells_after(columns, image[1])}}};
  }

  // The layout that leaves fewest inputs to be converted.
  Layout common_layout() const {
    const auto count = [&](Layout layout) {
      return std::count_if(o_.inputs.begin(), o_.inputs.end(),
                           [&](ValueId input) { return b_.is_in(input, layout); });
    };
    const bool first = count(Layout::channels_first) >= count(Layout::channels_last);
    return first ? Layout::channels_first : Layout::channels_last;
  }

  // The sample's last dimensions with that many numbers: their constants repeat along the others.
  Numbers last_axes(std::int64_t count) const {
    Numbers dims;
    for (std::int64_t axis = shape().rank() - 1; axis >= 0 && count > 1; --axis) {
      dims.insert(dims.begin(), shape()[axis]);
      count /= shape()[axis];
    }
    return dims;
  }

  // Two by two and from the left, as they are computed here.
  void merge(std::string_view type) {
    const Layout layout = common_layout();
    std::string merged = in(layout);
    for (std::size_t i = 1; i < o_.inputs.size(); ++i)
      merged = b_.add_node(type, {merged, b_.value_in(o_.inputs[i], layout)});
    finish(layout, merged);
  }

  DocumentBuilder& b_;
  const Operation& o_;
};

std::vector<std::string> layer_names(const std::vector<SymbolicTensor>& tensors) {
  std::vector<std::string> names;
  for (const SymbolicTensor& tensor : tensors) names.push_back(tensor.node()->layer->name());
  return names;
}

}  // namespace

Document translate(const graph::Functional& model) {
  const graph::Graph graph = model.lower_all(graph::Purpose::predict);
  DocumentBuilder builder(graph, layer_names(model.inputs()), layer_names(model.outputs()));
  for (const Operation& operation : graph.operations) {
    builder.set_path(operation.path);
    std::visit(Translation(builder, operation), operation.op);
  }
  return builder.finish(model.name());
}

}  // namespace hourglass::onnx
