// SPDX-License-Identifier: MIT
// The fused multiply-add peak of this machine, by instruction set: what a share of peak is a share
// of.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "base/versions.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/peak.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace hourglass::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::ScalableTag<float>;
// Enough chains to cover the latency of one; no more than there are registers.
constexpr int kChains = HWY_TARGET == HWY_AVX3 ? 24 : 12;

// Operations done by `rounds` rounds.
double multiply_add(std::int64_t rounds) {
  const D d;
  hn::Vec<D> sums[kChains];
  for (auto& sum : sums) sum = hn::Zero(d);
  const auto a = hn::Set(d, 1.0001F);
  const auto b = hn::Set(d, 0.5F);
  for (std::int64_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 24
    for (int chain = 0; chain < kChains; ++chain) sums[chain] = hn::MulAdd(a, sums[chain], b);
  }
  auto total = sums[0];
  for (int chain = 1; chain < kChains; ++chain) total = hn::Add(total, sums[chain]);
  // The result has to be wanted, or the loop may go.
  volatile float wanted = hn::GetLane(total);
  static_cast<void>(wanted);
  return 2.0 * static_cast<double>(rounds) * kChains * static_cast<double>(hn::Lanes(d));
}

}  // namespace
}  // namespace hourglass::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass {
namespace {

using MultiplyAdd = double(std::int64_t);

double gflops(MultiplyAdd* multiply_add, int threads) {
  constexpr std::int64_t kRounds = 4'000'000;
  std::vector<double> rates(static_cast<std::size_t>(threads));
  std::vector<std::thread> workers;
  for (double& rate : rates) {
    workers.emplace_back([&rate, multiply_add] {
      for (int repeat = 0; repeat < 3; ++repeat) {
        const auto start = std::chrono::steady_clock::now();
        const double operations = multiply_add(kRounds);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        rate = std::max(rate, operations / seconds.count() / 1e9);
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  double sum = 0;
  for (const double rate : rates) sum += rate;
  return sum;
}

int run(int threads) {
  nlohmann::ordered_json json;
  json["threads"] = threads;
  const auto versions = HG_VERSIONS(multiply_add);
  for (const InstructionSet set : {InstructionSetKind::avx512, InstructionSetKind::avx2}) {
    if (!base::machine_has(set.kind())) continue;
    json["gflops"][set.name()] = gflops(versions.of(set.kind()), threads);
  }
  std::printf("%s\n", json.dump().c_str());
  return 0;
}

}  // namespace
}  // namespace hourglass

int main(int argc, char** argv) {
  int threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  if (argc == 3 && std::string(argv[1]) == "--threads") threads = std::atoi(argv[2]);
  if ((argc != 1 && argc != 3) || threads < 1) {
    std::fprintf(stderr, "usage: hourglass_peak [--threads N]\n");
    return 2;
  }
  return hourglass::run(threads);
}
#endif
