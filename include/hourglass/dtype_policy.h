// SPDX-License-Identifier: MIT
// In which arithmetic a training computes, by the names of Keras's policies. Weights are float32
// throughout, and so is whatever is saved, predicted or evaluated.
#pragma once

#include "hourglass/names.h"

namespace hourglass {

// mixed_bfloat16: in each step of fit, what a Dense layer multiplies is rounded to bfloat16 first,
// to the nearest, ties to even, denormals to 0: its input with its kernel, the gradient of its
// output with its kernel, and its input with the gradient of its output. Products are summed in
// float32, in their order, where sums that are denormal become 0. All else is float32: biases and
// their gradients, activations, losses, the optimizer, convolutions, and products with a code of
// which a list is kept (TopK, BatchTopK). Keras's policy of that name rounds what every layer puts
// out to bfloat16 as well, and computes convolutions and activations in it.
//
// The same bits on every machine whose instruction set has fused multiply-add. Where the processor
// has AVX512_BF16, its instruction for such sums is used; elsewhere they take longer than float32
// does.
enum class DtypePolicyKind { float32, mixed_bfloat16 };
using DtypePolicy = Named<DtypePolicyKind>;

template <>
struct NameTable<DtypePolicyKind> {
  static constexpr std::string_view kWhat = "dtype policy";
  static constexpr NamedValue<DtypePolicyKind> kNames[] = {
      {"float32", DtypePolicyKind::float32},
      {"mixed_bfloat16", DtypePolicyKind::mixed_bfloat16},
  };
};

}  // namespace hourglass
