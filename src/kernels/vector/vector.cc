// SPDX-License-Identifier: MIT
// The tables of vectorised kernels, one an instruction set, made when first asked for.
#include "kernels/vector/vector.h"

#include <hwy/targets.h>

#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <string>

#include "base/versions.h"
#include "hourglass/error.h"

namespace hourglass::kernels {
namespace {

std::int64_t target_of(Isa isa) {
  switch (isa) {
    case Isa::best:
      return 0;
    case Isa::scalar:
      return HWY_SCALAR;
    case Isa::sse4:
      return HWY_SSE4;
    case Isa::avx2:
      return HWY_AVX2;
    case Isa::avx512:
      return HWY_AVX3;
  }
  return 0;
}

Kernels<float> make_table(Isa isa) {
  // Whatever has no vectorised version stays a plain loop.
  Kernels<float> kernels = reference_kernels<float>();
  fill_vector_dense(kernels, isa);
  fill_vector_dense_transposed(kernels, isa);
  fill_vector_dense_bfloat16(kernels, isa);
  fill_vector_convolution(kernels, isa);
  fill_vector_convolution_channels(kernels, isa);
  fill_vector_convolution_gradient(kernels, isa);
  fill_vector_convolution_gradient_wide(kernels, isa);
  fill_vector_image(kernels, isa);
  fill_vector_winograd(kernels, isa);
  fill_vector_layout(kernels, isa);
  fill_vector_elementwise(kernels, isa);
  fill_vector_normalization(kernels, isa);
  fill_vector_loss(kernels, isa);
  fill_vector_update(kernels, isa);
  fill_vector_random(kernels, isa);
  return kernels;
}

// What Isa::best stands for, unless use_instruction_set says otherwise.
Isa best_isa() {
  static const Isa best = [] {
    for (const Isa isa : {Isa::avx512, Isa::avx2, Isa::sse4}) {
      if (has_isa(isa)) return isa;
    }
    return Isa::scalar;
  }();
  return best;
}

std::atomic<Isa> chosen = Isa::best;

}  // namespace

bool has_isa(Isa isa) {
  return isa == Isa::best || ((HWY_TARGETS & target_of(isa)) != 0 && base::machine_has(isa));
}

const Kernels<float>& vector_kernels(Isa isa) {
  static std::mutex mutex;
  static std::array<std::optional<Kernels<float>>, 5> tables;
  if (isa == Isa::best) isa = instruction_set().kind();
  if (isa != best_isa() && !has_isa(isa)) {
    throw Error(ErrorCode::unsupported, "instruction set",
                "this machine does not have " + std::string(InstructionSet(isa).name()) +
                    "; expected one it has, such as " +
                    std::string(InstructionSet(best_isa()).name()) + "; choose another");
  }
  const std::lock_guard lock(mutex);
  auto& table = tables[static_cast<std::size_t>(isa)];
  if (!table) table = make_table(isa);
  return *table;
}

}  // namespace hourglass::kernels

namespace hourglass {

void use_instruction_set(InstructionSet instruction_set) {
  kernels::vector_kernels(instruction_set.kind());  // throws if there is none
  kernels::chosen = instruction_set.kind();
}

InstructionSet instruction_set() {
  const kernels::Isa isa = kernels::chosen;
  return isa == kernels::Isa::best ? kernels::best_isa() : isa;
}

}  // namespace hourglass
