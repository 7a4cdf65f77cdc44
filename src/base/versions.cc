// SPDX-License-Identifier: MIT
#include "base/versions.h"

namespace hourglass::base {

// The extensions Highway lets the compiler use in each version: HWY_TARGET_STR in its
// hwy/ops/set_macros-inl.h, without those that CMakeLists.txt disables.
bool machine_has(InstructionSetKind instruction_set) {
  using enum InstructionSetKind;
  if (instruction_set == best || instruction_set == scalar) return true;
#if defined(__x86_64__) || defined(__i386__)
  switch (instruction_set) {
    case avx512:
      return machine_has(avx2) && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
             __builtin_cpu_supports("avx512bw");
    case avx2:
      return machine_has(sse4) && __builtin_cpu_supports("avx") && __builtin_cpu_supports("avx2") &&
             __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
             __builtin_cpu_supports("fma");
    case sse4:
      return __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse4.1") &&
             __builtin_cpu_supports("sse4.2");
    case best:
    case scalar:
      break;
  }
#endif
  return false;
}

}  // namespace hourglass::base
