// SPDX-License-Identifier: MIT
// What models become, read back from their bytes. That other programs compute the same numbers from
// them is tests/interop's to show.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error_testing.h"
#include "base/read_file.h"
#include "base/temporary_folder.h"
#include "hourglass/hourglass.h"
#include "onnx/encode.h"
#include "onnx/read_testing.h"

using namespace hourglass;
using hourglass::base::message_of;

namespace {

using onnx::Attribute;
using onnx::Document;
using onnx::Node;
using Numbers = std::vector<std::int64_t>;
using Names = std::vector<std::string>;

Document document_of(const Model& model) { return onnx::read_onnx(to_onnx(model)).document; }

// Of one layer called on one input.
Document document_of(const Layer& layer, const Shape& input) {
  const auto x = Input(input);
  return document_of(Model(x, layer(x)));
}

Names types(const Document& document) {
  Names types;
  for (const Node& node : document.nodes) types.push_back(node.type);
  return types;
}

std::int64_t count(const Document& document, const std::string& type) {
  const Names all = types(document);
  return std::count(all.begin(), all.end(), type);
}

const Node& node_of(const Document& document, const std::string& type) {
  const auto found = std::find_if(document.nodes.begin(), document.nodes.end(),
                                  [&](const Node& node) { return node.type == type; });
  REQUIRE(found != document.nodes.end());
  return *found;
}

template <class T>
T attribute(const Node& node, const std::string& name) {
  for (const Attribute& one : node.attributes) {
    if (one.name == name) return std::get<T>(one.value);
  }
  FAIL(node.type << " has no attribute " << name);
  return {};
}

const onnx::Constant& constant(const Document& document, const std::string& name) {
  const auto found = std::find_if(document.constants.begin(), document.constants.end(),
                                  [&](const onnx::Constant& one) { return one.name == name; });
  REQUIRE_MESSAGE(found != document.constants.end(), name);
  return *found;
}

template <class T>
std::vector<T> values(const Document& document, const std::string& name) {
  return std::get<std::vector<T>>(constant(document, name).values);
}

Names port_names(const std::vector<onnx::Port>& ports) {
  Names names;
  for (const onnx::Port& port : ports) names.push_back(port.name);
  return names;
}

}  // namespace

TEST_CASE("a file says opset 13, IR version 7 and who made it") {
  const onnx::File file = onnx::read_onnx(to_onnx(build_recipe("vanilla").autoencoder));
  CHECK(file.opset == 13);
  CHECK(file.ir_version == 7);
  CHECK(file.producer_name == "hourglass");
  CHECK(std::ranges::count(file.producer_version, '.') == 2);
  CHECK(file.document.name == "autoencoder");
}

TEST_CASE("inputs and outputs carry their layers' names and the shapes they have here") {
  const auto image = Input({4, 6, 2}, "image");
  const auto x = Input({3});
  const auto code = Dense(5, {.name = "code"})(x);
  const Document document = document_of(Model({image, x}, {MaxPooling2D()(image), code}));
  CHECK(port_names(document.inputs) == Names{"image", "input_layer"});
  CHECK(document.inputs[0].shape == Shape{4, 6, 2});
  CHECK(document.inputs[1].shape == Shape{3});
  CHECK(port_names(document.outputs) == Names{"max_pooling2d", "code"});
  CHECK(document.outputs[0].shape == Shape{2, 3, 2});
  CHECK(document.outputs[1].shape == Shape{5});
}

TEST_CASE("a dense layer on vectors is one Gemm with the kernel as Keras keeps it") {
  const auto x = Input({3});
  const Dense dense(2);
  const Model model(x, dense(x));
  const Document document = document_of(model);
  REQUIRE(types(document) == Names{"Gemm"});
  CHECK(document.nodes[0].inputs == Names{"input_layer", "dense/kernel", "dense/bias"});
  CHECK(document.nodes[0].outputs.front() == "dense");
  CHECK(constant(document, "dense/kernel").dims == Numbers{3, 2});
  CHECK(values<float>(document, "dense/kernel") == model.get_weights()[0]);
  CHECK(constant(document, "dense/bias").dims == Numbers{2});
}

TEST_CASE("a dense layer on anything else is MatMul and Add") {
  CHECK(types(document_of(Dense(2), {4, 3})) == Names{"MatMul", "Add"});
  CHECK(types(document_of(Dense(2, {.use_bias = false}), {4, 3})) == Names{"MatMul"});
}

TEST_CASE("\"same\" is written as numbers, the odd row and column at the end") {
  const auto pads = [](const Layer& layer, const std::string& type, const Shape& image) {
    return attribute<Numbers>(node_of(document_of(layer, image), type), "pads");
  };
  // {top, left, bottom, right}
  const MaxPooling2D pool(2, {.padding = "same"});
  CHECK(pads(pool, "MaxPool", {7, 7, 1}) == Numbers{0, 0, 1, 1});
  CHECK(pads(pool, "MaxPool", {8, 7, 1}) == Numbers{0, 0, 0, 1});
  CHECK(pads(MaxPooling2D(2), "MaxPool", {7, 7, 1}) == Numbers{0, 0, 0, 0});
  CHECK(pads(Conv2D(1, 3, {.padding = "same"}), "Conv", {9, 9, 1}) == Numbers{1, 1, 1, 1});
  CHECK(pads(Conv2D(1, {4, 5}, {.padding = "same"}), "Conv", {9, 9, 1}) == Numbers{1, 2, 2, 2});
  // The last window ends before the image does.
  CHECK(pads(Conv2D(1, 1, {.strides = 3, .padding = "same"}), "Conv", {9, 9, 1}) ==
        Numbers{0, 0, 0, 0});
}

TEST_CASE("a convolution names its window and stride, rows first") {
  const Document document = document_of(Conv2D(1, {3, 2}, {.strides = {2, 1}}), {8, 9, 1});
  const Node& conv = node_of(document, "Conv");
  CHECK(attribute<Numbers>(conv, "kernel_shape") == Numbers{3, 2});
  CHECK(attribute<Numbers>(conv, "strides") == Numbers{2, 1});
}

TEST_CASE("a convolution's kernel has its filters first and its channels second") {
  const auto x = Input({1, 2, 2});
  Conv2D conv(3, {1, 2});
  const Model model(x, conv(x));
  // Column, channel and filter as the digits.
  conv.set_weights({{0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112}, {0, 0, 0}});
  const Document document = document_of(model);
  CHECK(constant(document, "conv2d/kernel").dims == Numbers{3, 2, 1, 2});
  CHECK(values<float>(document, "conv2d/kernel") ==
        std::vector<float>{0, 100, 10, 110, 1, 101, 11, 111, 2, 102, 12, 112});
}

TEST_CASE("padded cells do not count in an average") {
  const Document document = document_of(AveragePooling2D(2, {.padding = "same"}), {3, 3, 1});
  CHECK(attribute<std::int64_t>(node_of(document, "AveragePool"), "count_include_pad") == 0);
}

TEST_CASE("upsampling repeats cells, whatever a runtime's defaults") {
  const Document document = document_of(UpSampling2D({2, 3}), {4, 4, 5});
  const Node& resize = node_of(document, "Resize");
  CHECK(attribute<std::string>(resize, "mode") == "nearest");
  CHECK(attribute<std::string>(resize, "coordinate_transformation_mode") == "asymmetric");
  CHECK(attribute<std::string>(resize, "nearest_mode") == "floor");
  CHECK(values<float>(document, resize.inputs[2]) == std::vector<float>{1, 1, 2, 3});
}

TEST_CASE("images are transposed once on the way in and once on the way out") {
  const Autoencoder network = build_recipe("convolutional");
  const Document document = document_of(network.autoencoder);
  CHECK(count(document, "Transpose") == 2);
  CHECK(document.nodes.front().type == "Transpose");
  CHECK(attribute<Numbers>(document.nodes.front(), "perm") == Numbers{0, 3, 1, 2});
  CHECK(document.nodes.back().type == "Transpose");
  CHECK(attribute<Numbers>(document.nodes.back(), "perm") == Numbers{0, 2, 3, 1});
}

TEST_CASE("a skip connection uses what has been transposed already") {
  const auto x = Input({6, 6, 2});
  const auto h = Conv2D(2, 3, {.padding = "same", .activation = "relu"})(x);
  const auto sum = Add()({x, h, Conv2D(2, 3, {.padding = "same"})(h)});
  CHECK(count(document_of(Model(x, sum)), "Transpose") == 2);
}

TEST_CASE("what no convolution asks for is not transposed") {
  const auto x = Input({6, 6, 2});
  const auto h = ZeroPadding2D()(Cropping2D(1)(ActivationLayer("softmax")(Rescaling(2)(x))));
  CHECK(count(document_of(Model(x, Concatenate()({h, x}))), "Transpose") == 0);
}

TEST_CASE("axes, margins and pads follow the layout") {
  const auto x = Input({6, 6, 2});
  const Conv2D conv(2, 1);
  const auto check = [&](const SymbolicTensor& image, std::int64_t channels, const Numbers& axes,
                         const Numbers& pads) {
    const auto softmax = ActivationLayer("softmax")(image);
    const auto joined = Concatenate()({softmax, softmax});
    const Document document =
        document_of(Model(x, ZeroPadding2D({1, 2, 3, 4})(Cropping2D({1, 0, 0, 2})(joined))));
    CHECK(attribute<std::int64_t>(node_of(document, "Softmax"), "axis") == channels);
    CHECK(attribute<std::int64_t>(node_of(document, "Concat"), "axis") == channels);
    const Node& slice = node_of(document, "Slice");
    CHECK(values<std::int64_t>(document, slice.inputs[1]) == Numbers{1, 0});
    CHECK(values<std::int64_t>(document, slice.inputs[2]) == Numbers{6, 4});
    CHECK(values<std::int64_t>(document, slice.inputs[3]) == axes);
    CHECK(values<std::int64_t>(document, node_of(document, "Pad").inputs[1]) == pads);
  };
  check(x, 3, {1, 2}, {0, 1, 3, 0, 0, 2, 4, 0});
  check(conv(x), 1, {2, 3}, {0, 0, 1, 3, 0, 0, 2, 4});
}

TEST_CASE("numbers are flattened in Keras's order, for any batch") {
  const auto x = Input({6, 6, 2});
  const Document document = document_of(Model(x, Flatten()(MaxPooling2D()(x))));
  CHECK(types(document) == Names{"Transpose", "MaxPool", "Transpose", "Reshape"});
  CHECK(values<std::int64_t>(document, document.nodes[3].inputs[1]) == Numbers{-1, 18});
}

TEST_CASE("activations have Keras's constants") {
  const auto activated = [](Activation activation) {
    return document_of(ActivationLayer(activation), {4});
  };
  CHECK(attribute<float>(node_of(activated("leaky_relu"), "LeakyRelu"), "alpha") == 0.2F);
  const Document selu = activated("selu");
  CHECK(attribute<float>(node_of(selu, "Selu"), "alpha") == 1.6732632423543772F);
  CHECK(attribute<float>(node_of(selu, "Selu"), "gamma") == 1.0507009873554805F);
  CHECK(types(activated("gelu")) == Names{"Div", "Erf", "Add", "Mul", "Mul"});
}

TEST_CASE("a layer called twice writes its weights once") {
  const auto x = Input({4, 4, 2});
  const Conv2D conv(2, 1);
  const Dense dense(2);
  const Document document = document_of(Model(x, dense(conv(dense(conv(x))))));
  CHECK(count(document, "Conv") == 2);
  CHECK(count(document, "MatMul") == 2);
  CHECK(document.constants.size() == 4);
}

TEST_CASE("what is within nested models is named by its path") {
  const auto x = Input({6});
  const Model encoder(x, Dense(4, {.activation = "relu"})(x), {.name = "encoder"});
  const auto h = Input({4});
  const Model decoder(h, Dense(6)(h), {.name = "decoder"});
  const Document document = document_of(Model(x, decoder(encoder(x))));
  REQUIRE(types(document) == Names{"Gemm", "Relu", "Gemm"});
  CHECK(document.nodes[1].name == "encoder/dense/Relu");
  CHECK(document.nodes[2].inputs ==
        Names{"encoder/dense/Relu", "decoder/dense/kernel", "decoder/dense/bias"});
  CHECK(port_names(document.outputs) == Names{"decoder"});
}

TEST_CASE("a decoder cut out of an autoencoder starts at the layer that makes the code") {
  const auto x = Input({6});
  const auto code = Dense(4, {.name = "code"})(x);
  const auto r = Dense(6)(code);
  const Model autoencoder(x, r);
  const Document document = document_of(Model(code, r));
  CHECK(port_names(document.inputs) == Names{"code"});
  CHECK(types(document) == Names{"Gemm"});
  CHECK(document.constants.size() == 2);
}

TEST_CASE("layers that act in training alone leave nothing behind") {
  const auto x = Input({4});
  const auto noisy = GaussianNoise(0.5F)(Dropout(0.5F)(x));
  const auto h = Dense(3, {.activity_regularizer = L1(0.1F)})(noisy);
  const Document document = document_of(Model(x, ActivityRegularization(L2(0.1F))(h)));
  CHECK(types(document) == Names{"Gemm"});
  CHECK(port_names(document.outputs) == Names{"activity_regularization"});
}

TEST_CASE("an output that is an input, or another output, has a name of its own") {
  const auto x = Input({4, 4, 1}, "x");
  const auto h = MaxPooling2D(2, {.name = "h"})(x);
  const Document document = document_of(Model({x}, {x, h, ActivationLayer("linear")(h), h}));
  CHECK(port_names(document.inputs) == Names{"x"});
  CHECK(port_names(document.outputs) == Names{"x_1", "h", "activation", "h_1"});
  CHECK(types(document) ==
        Names{"Transpose", "MaxPool", "Identity", "Transpose", "Identity", "Identity"});
}

TEST_CASE("equal models have equal bytes") {
  CHECK(to_onnx(build_recipe("denoising", 3).autoencoder) ==
        to_onnx(build_recipe("denoising", 3).autoencoder));
  CHECK(to_onnx(build_recipe("denoising", 3).autoencoder) !=
        to_onnx(build_recipe("denoising", 4).autoencoder));
}

TEST_CASE("a file holds what to_onnx gives") {
  const base::TemporaryFolder folder;
  const Model model = build_recipe("sparse").encoder;
  export_onnx(model, folder.path() / "encoder.onnx");
  const auto bytes = to_onnx(model);
  const auto written = base::read_file(folder.path() / "encoder.onnx", bytes.size());
  CHECK(std::ranges::equal(written.bytes(), bytes));
}

TEST_CASE("a file that cannot be written is an error that names it") {
  const base::TemporaryFolder folder;
  const auto file = folder.path() / "missing" / "model.onnx";
  const std::string message =
      message_of([&] { export_onnx(build_recipe("vanilla").encoder, file); }, ErrorCode::io);
  CHECK(message.find("missing/model.onnx") != std::string::npos);
}

TEST_CASE("a model of 2^31 bytes is refused, for no ONNX file holds it") {
  onnx::check_file_size(2147483647);
  CHECK(message_of([] { onnx::check_file_size(2147483648); }, ErrorCode::unsupported) ==
        "[ONNX] the model takes 2147483648 bytes; an ONNX file holds 2147483647 at most; export "
        "parts of it, such as the encoder, as models of their own");
}
