// SPDX-License-Identifier: MIT
// The tables of vectorised kernels, one an instruction set, made when first asked for.
#include "kernels/vector/vector.h"

#include <hwy/targets.h>

#include <array>
#include <mutex>
#include <optional>
#include <string>

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
  const std::int64_t supported = hwy::SupportedTargets();
  hwy::GetChosenTarget().Update(isa == Isa::best ? supported : target_of(isa));
  // Whatever has no vectorised version stays a plain loop.
  Kernels<float> kernels = reference_kernels<float>();
  fill_vector_dense(kernels);
  fill_vector_convolution(kernels);
  fill_vector_convolution_gradient(kernels);
  fill_vector_image(kernels);
  fill_vector_layout(kernels);
  fill_vector_elementwise(kernels);
  fill_vector_loss(kernels);
  fill_vector_update(kernels);
  fill_vector_random(kernels);
  hwy::GetChosenTarget().Update(supported);
  return kernels;
}

}  // namespace

bool has_isa(Isa isa) {
  return isa == Isa::best || (hwy::SupportedTargets() & HWY_TARGETS & target_of(isa)) != 0;
}

std::string isa_name(Isa isa) {
  switch (isa) {
    case Isa::best:
      return "best";
    case Isa::scalar:
      return "scalar";
    case Isa::sse4:
      return "sse4";
    case Isa::avx2:
      return "avx2";
    case Isa::avx512:
      return "avx512";
  }
  return "";
}

const Kernels<float>& vector_kernels(Isa isa) {
  static std::mutex mutex;
  static std::array<std::optional<Kernels<float>>, 5> tables;
  if (!has_isa(isa)) {
    throw Error(ErrorCode::unsupported, "kernels",
                std::string("this machine does not have ") + isa_name(isa) +
                    "; choose another instruction set");
  }
  const std::lock_guard lock(mutex);
  auto& table = tables[static_cast<std::size_t>(isa)];
  if (!table) table = make_table(isa);
  return *table;
}

}  // namespace hourglass::kernels
