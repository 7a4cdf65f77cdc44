// SPDX-License-Identifier: MIT
// Matrix products of float32.
#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/dense.cc"
#include <hwy/foreach_target.h>

#include "kernels/vector/gemm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

// One row of a of one number.
void add_scaled_row(const GemmArguments<float>& g) {
  const V factor = hn::Set(D(), *g.a);
  std::int64_t n = 0;
  for (; n + kWidth <= g.n; n += kWidth)
    hn::StoreU(hn::MulAdd(factor, hn::LoadU(D(), g.b + n), hn::LoadU(D(), g.out + n)), D(),
               g.out + n);
  if (n == g.n) return;
  const V sum = hn::MulAdd(factor, load_first(g.b + n, g.n - n), load_first(g.out + n, g.n - n));
  store_first(sum, g.out + n, g.n - n);
}

void gemm(const GemmArguments<float>& g) {
  if (g.m == 1 && g.k == 1 && g.accumulate && !g.relu) return add_scaled_row(g);
  product(g);
}

}  // namespace

void fill_dense(Kernels<float>& kernels) { kernels.gemm = gemm; }

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
void fill_vector_dense(Kernels<float>& kernels, Isa isa) {
  HG_VERSIONS(fill_dense).of(isa)(kernels);
}
}  // namespace hourglass::kernels
#endif
