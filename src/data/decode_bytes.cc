// SPDX-License-Identifier: MIT
#include "data/decode_bytes.h"

#include <cstdint>

#include "base/versions.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "data/decode_bytes.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace hourglass::data::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, 16>;

// Multiplying by 1 / 255 alone would be off by one bit for 126 of the 256 values. One correction by
// fused multiply-adds makes it exact; dividing costs four times as much.
HWY_INLINE hn::Vec<D> over_255(hn::Vec<D> x) {
  const auto divisor = hn::Set(D(), 255.0F);
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
  const auto reciprocal = hn::Set(D(), 1.0F / 255.0F);
  const auto quotient = hn::Mul(x, reciprocal);
  return hn::MulAdd(hn::NegMulAdd(quotient, divisor, x), reciprocal, quotient);
#else
  return hn::Div(x, divisor);
#endif
}

void decode_bytes(const std::uint8_t* bytes, std::size_t size, float* out) {
  const hn::Rebind<std::uint8_t, D> narrow;
  const hn::Rebind<std::int32_t, D> wide;
  const std::size_t width = hn::Lanes(D());
  std::size_t i = 0;
  for (; i + width <= size; i += width) {
    const auto numbers = hn::PromoteTo(wide, hn::LoadU(narrow, bytes + i));
    hn::StoreU(over_255(hn::ConvertTo(D(), numbers)), D(), out + i);
  }
  for (; i < size; ++i) out[i] = static_cast<float>(bytes[i]) / 255.0F;
}

}  // namespace
}  // namespace hourglass::data::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::data {

void decode_bytes(std::span<const std::byte> bytes, float* out) {
  static const auto decode = HG_VERSIONS(decode_bytes).best();
  decode(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), out);
}

bool decode_bytes_with(InstructionSetKind instruction_set, std::span<const std::byte> bytes,
                       float* out) {
  const auto decode = HG_VERSIONS(decode_bytes).of(instruction_set);
  if (decode == nullptr || !base::machine_has(instruction_set)) return false;
  decode(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), out);
  return true;
}

}  // namespace hourglass::data
#endif
