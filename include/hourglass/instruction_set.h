// SPDX-License-Identifier: MIT
// Which vector instructions the kernels use. The best the machine has, unless told otherwise; one
// with fused multiply-add (avx2, avx512) gives the same bits as another.
#pragma once

#include "hourglass/names.h"

namespace hourglass {

// scalar: plain C++, for machines older than SSE4.1.
enum class InstructionSetKind { best, scalar, sse4, avx2, avx512 };
using InstructionSet = Named<InstructionSetKind>;

template <>
struct NameTable<InstructionSetKind> {
  static constexpr std::string_view kWhat = "instruction set";
  static constexpr NamedValue<InstructionSetKind> kNames[] = {
      {"best", InstructionSetKind::best},     {"avx512", InstructionSetKind::avx512},
      {"avx2", InstructionSetKind::avx2},     {"sse4", InstructionSetKind::sse4},
      {"scalar", InstructionSetKind::scalar},
  };
};

// For every fit, evaluate and predict of the process that begins after this. Throws unsupported if
// this machine or this build does not have it. From any thread.
void use_instruction_set(InstructionSet instruction_set);

// The one in use; never best.
InstructionSet instruction_set();

}  // namespace hourglass
