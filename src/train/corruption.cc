// SPDX-License-Identifier: MIT
#include "hourglass/corruption.h"

#include <array>
#include <utility>

#include "base/random.h"
#include "hourglass/names.h"
#include "kernels/kernels.h"
#include "plan/corrupt_sample.h"
#include "train/check_corruption.h"

namespace hourglass {
namespace {

// In the order of CorruptionKind.
constexpr std::array<std::string_view, 5> kNames = {"gaussian", "masking", "salt-and-pepper",
                                                    "blur", "swap"};
static_assert(kNames.size() == std::variant_size_v<CorruptionKind>);

template <std::size_t... kIndices>
CorruptionKind kind_of(std::size_t index, std::index_sequence<kIndices...>) {
  const CorruptionKind kinds[] = {CorruptionKind(std::in_place_index<kIndices>)...};
  return kinds[index];
}

template <class Kind>
auto& strength_of(Kind& kind) {
  if constexpr (requires { kind.stddev; }) {
    return kind.stddev;
  } else if constexpr (requires { kind.sigma; }) {
    return kind.sigma;
  } else {
    return kind.probability;
  }
}

}  // namespace

std::vector<std::string_view> corruption_names() { return {kNames.begin(), kNames.end()}; }

CorruptionKind corruption_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return kind_of(i, std::make_index_sequence<kNames.size()>());
  }
  throw_unknown_name("corruption", name, kNames);
}

std::string_view corruption_name(const CorruptionKind& corruption) {
  return kNames[corruption.index()];
}

void set_strength(CorruptionKind& corruption, float strength) {
  std::visit([&](auto& kind) { strength_of(kind) = strength; }, corruption);
}

float get_strength(const CorruptionKind& corruption) {
  return std::visit([](const auto& kind) { return strength_of(kind); }, corruption);
}

Corruption corruption_in_epoch(const Corruption& corruption, const CorruptionSchedule& schedule,
                               std::int64_t epoch) {
  if (!corruption || epoch + 1 >= schedule.epochs) return corruption;
  CorruptionKind kind = *corruption;
  const double end = get_strength(kind);
  const double start = schedule.start;
  const double share = static_cast<double>(epoch) / static_cast<double>(schedule.epochs - 1);
  set_strength(kind, static_cast<float>(start + (end - start) * share));
  return kind;
}

Tensor corrupt(const Tensor& samples, const Corruption& corruption, std::uint64_t seed) {
  train::check_corruption("corrupt", corruption, samples.shape());
  if (!corruption || samples.batch() == 0) return samples;
  const Dataset data(samples);
  const auto key = base::derive_key(seed, base::RandomStream::validation_corruption);
  std::vector<float> scratch(static_cast<std::size_t>(samples.shape().size()));
  Tensor corrupted = samples;
  for (std::int64_t i = 0; i < samples.batch(); ++i) {
    plan::corrupt_sample<float>(kernels::vector_kernels(), *corruption,
                                {data, i, samples.shape(), key, scratch.data()},
                                samples.sample(i).data(), corrupted.sample(i).data());
  }
  return corrupted;
}

}  // namespace hourglass
