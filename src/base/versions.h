// SPDX-License-Identifier: MIT
// Functions that Highway's foreach_target.h has compiled once for each instruction set, and the
// choice among these versions. Highway chooses with its HWY_EXPORT, too, but for that alone one has
// to link to its library, of which Debian has no static version.
#pragma once

#include "hourglass/instruction_set.h"

namespace hourglass::base {

// Whether the processor has the instructions and the system saves their registers. `best` and
// `scalar` everywhere.
bool machine_has(InstructionSetKind instruction_set);

// A version is nullptr if the compiler was told to leave that instruction set out.
template <class Function>
struct Versions {
  Function* avx512;
  Function* avx2;
  Function* sse4;
  Function* plain;

  constexpr Function* of(InstructionSetKind instruction_set) const {
    switch (instruction_set) {
      case InstructionSetKind::avx512:
        return avx512;
      case InstructionSetKind::avx2:
        return avx2;
      case InstructionSetKind::sse4:
        return sse4;
      case InstructionSetKind::best:
      case InstructionSetKind::scalar:
        break;
    }
    return plain;
  }

  // The fastest that this machine can run.
  Function* best() const {
    using enum InstructionSetKind;
    for (const InstructionSetKind kind : {avx512, avx2, sse4}) {
      if (of(kind) != nullptr && machine_has(kind)) return of(kind);
    }
    return plain;
  }
};

}  // namespace hourglass::base

// The versions of a function, after <hwy/highway.h> and in the namespace around HWY_NAMESPACE.
#define HG_VERSIONS(function)                                                        \
  ::hourglass::base::Versions<decltype(HWY_STATIC_DISPATCH(function))> {             \
    HWY_CHOOSE_AVX3(function), HWY_CHOOSE_AVX2(function), HWY_CHOOSE_SSE4(function), \
        HWY_CHOOSE_FALLBACK(function)                                                \
  }
