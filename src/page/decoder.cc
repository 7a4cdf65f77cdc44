// SPDX-License-Identifier: MIT
#include "page/decoder.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <string>
#include <variant>

#include "base/check.h"
#include "base/overloaded.h"
#include "page/base64.h"
#include "page/blocks.h"

namespace hourglass::page {
namespace {

using Dims = std::vector<std::int64_t>;

std::int64_t product(const Dims& dims) {
  return std::accumulate(dims.begin(), dims.end(), std::int64_t{1}, std::multiplies<>());
}

void check_weights(const std::vector<float>& kernel, const std::vector<float>& bias,
                   std::int64_t weights, std::int64_t units) {
  HG_CHECK(std::ssize(kernel) == weights);
  HG_CHECK(bias.empty() || std::ssize(bias) == units);
}

std::int64_t convolved(const Conv2DStep& conv, std::int64_t size, std::int64_t kernel,
                       std::int64_t stride) {
  HG_CHECK(kernel > 0 && stride > 0);
  const bool same = conv.same_padding;
  if (conv.transposed)
    return size * stride + (same ? 0 : std::max<std::int64_t>(0, kernel - stride));
  HG_CHECK(same || size >= kernel);
  return same ? (size + stride - 1) / stride : (size - kernel) / stride + 1;
}

// The shape after a step, which must be able to take the shape before it.
Dims shape_after(const DecoderStep& step, const Dims& dims) {
  const auto require_image = [&] { HG_CHECK(dims.size() == 3); };
  return std::visit(
      base::Overloaded{
          [&](const DenseStep& dense) {
            check_weights(dense.kernel, dense.bias, dims.back() * dense.units, dense.units);
            Dims after = dims;
            after.back() = dense.units;
            return after;
          },
          [&](const Conv2DStep& conv) {
            require_image();
            check_weights(conv.kernel, conv.bias,
                          conv.kernel_height * conv.kernel_width * dims[2] * conv.filters,
                          conv.filters);
            return Dims{convolved(conv, dims[0], conv.kernel_height, conv.stride_height),
                        convolved(conv, dims[1], conv.kernel_width, conv.stride_width),
                        conv.filters};
          },
          [&](const UpSampling2DStep& up) {
            require_image();
            HG_CHECK(up.height > 0 && up.width > 0);
            return Dims{dims[0] * up.height, dims[1] * up.width, dims[2]};
          },
          [&](const Margins2DStep& margins) {
            require_image();
            Dims after{dims[0] + margins.top + margins.bottom,
                       dims[1] + margins.left + margins.right, dims[2]};
            HG_CHECK(after[0] > 0 && after[1] > 0);
            return after;
          },
          [&](const ReshapeStep& reshape) {
            HG_CHECK(!reshape.shape.empty() && product(reshape.shape) == product(dims));
            return reshape.shape;
          },
          [&](const ActivationStep&) { return dims; },
          [&](const AffineStep& affine) {
            HG_CHECK(affine.scale.size() == affine.offset.size());
            HG_CHECK(affine.scale.size() == 1 || std::ssize(affine.scale) == dims.back());
            return dims;
          },
          [&](const StandardizeStep&) { return dims; },
          [&](const PReLUStep& prelu) {
            HG_CHECK(!prelu.alpha.empty() && product(dims) % std::ssize(prelu.alpha) == 0);
            return dims;
          },
      },
      step);
}

Json step_json(const DecoderStep& step) {
  return std::visit(
      base::Overloaded{
          [](const DenseStep& dense) {
            return Json{{"step", "dense"},
                        {"activation", dense.activation.name()},
                        {"kernel", base64(dense.kernel)},
                        {"bias", base64(dense.bias)}};
          },
          [](const Conv2DStep& conv) {
            return Json{{"step", "conv"},
                        {"activation", conv.activation.name()},
                        {"kernel_size", {conv.kernel_height, conv.kernel_width}},
                        {"strides", {conv.stride_height, conv.stride_width}},
                        {"same", conv.same_padding},
                        {"transposed", conv.transposed},
                        {"kernel", base64(conv.kernel)},
                        {"bias", base64(conv.bias)}};
          },
          [](const UpSampling2DStep& up) {
            return Json{{"step", "up"}, {"size", {up.height, up.width}}};
          },
          [](const Margins2DStep& margins) {
            return Json{{"step", "margins"}, {"top", margins.top}, {"left", margins.left}};
          },
          [](const ReshapeStep&) {
            return Json{{"step", "reshape"}};
          },
          [](const ActivationStep& layer) {
            return Json{{"step", "activation"}, {"activation", layer.activation.name()}};
          },
          [](const AffineStep& affine) {
            return Json{{"step", "affine"},
                        {"scale", base64(affine.scale)},
                        {"offset", base64(affine.offset)}};
          },
          [](const StandardizeStep& standardize) {
            return Json{{"step", "standardize"}, {"epsilon", standardize.epsilon}};
          },
          [](const PReLUStep& prelu) {
            return Json{{"step", "prelu"}, {"alpha", base64(prelu.alpha)}};
          },
      },
      step);
}

}  // namespace

Json decoder_json(const Decoder& decoder, std::size_t code_size) {
  Json steps = Json::array();
  Dims dims{static_cast<std::int64_t>(code_size)};
  for (const DecoderStep& step : decoder.steps) {
    dims = shape_after(step, dims);
    Json json = step_json(step);
    json["shape"] = dims;  // of what comes out
    steps.push_back(std::move(json));
  }
  HG_CHECK(decoder.channels == 1 || decoder.channels == 3);
  HG_CHECK(product(dims) == decoder.height * decoder.width * decoder.channels);
  HG_CHECK(decoder.white != decoder.black);
  return {{"steps", std::move(steps)},    {"height", decoder.height}, {"width", decoder.width},
          {"channels", decoder.channels}, {"black", decoder.black},   {"white", decoder.white}};
}

}  // namespace hourglass::page
