// SPDX-License-Identifier: MIT
// The kernels alone, on one thread, in GFLOP/s: shapes of the article's networks.
#include "kernels/kernels.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/aligned.h"
#include "bench/random_numbers.h"

namespace hourglass {
namespace {

using kernels::kLanes;

base::AlignedVector<float> numbers(std::int64_t count) {
  base::AlignedVector<float> values(static_cast<std::size_t>(count));
  fill_with_random_numbers(values);
  return values;
}

void count(benchmark::State& state, double operations) {
  state.counters["GFLOP/s"] =
      benchmark::Counter(operations / 1e9, benchmark::Counter::kIsIterationInvariantRate);
}

void gemm(benchmark::State& state, std::int64_t m, std::int64_t n, std::int64_t k,
          bool transposed) {
  const auto a = numbers(m * k);
  const auto b = numbers(k * n);
  auto out = numbers(m * n);
  const kernels::GemmArguments<float> arguments{
      m, n,       k,     a.data(), transposed ? 1 : k, transposed ? m : 1, b.data(), n, out.data(),
      n, nullptr, false, false};
  const auto run = kernels::vector_kernels().gemm;
  for (auto _ : state) run(arguments);
  count(state, 2.0 * static_cast<double>(m * n * k));
}

void gemm_transposed(benchmark::State& state, std::int64_t m, std::int64_t n, std::int64_t k) {
  const auto a = numbers(m * k);
  const auto b = numbers(k * n);
  auto out = numbers(m * n);
  const kernels::GemmTransposedArguments<float> arguments{m,        n, k,          a.data(), k,
                                                          b.data(), k, out.data(), n};
  const auto run = kernels::vector_kernels().gemm_transposed;
  for (auto _ : state) run(arguments);
  count(state, 2.0 * static_cast<double>(m * n * k));
}

// The same product of bfloat16, rounding its factors first or not.
void gemm_bfloat16(benchmark::State& state, std::int64_t m, std::int64_t n, std::int64_t k,
                   bool with_rounding) {
  const auto a = numbers(m * k);
  const auto b = numbers(k * n);
  const std::int64_t pairs = kernels::count_pairs(k);
  base::AlignedVector<kernels::Bfloat16Pair> left(static_cast<std::size_t>(m * pairs));
  base::AlignedVector<kernels::Bfloat16Pair> right(static_cast<std::size_t>(pairs * n));
  auto out = numbers(m * n);
  const kernels::Kernels<float>& table = kernels::vector_kernels();
  const auto round = [&] {
    table.pack_along_rows({m, k, a.data(), k, left.data(), pairs});
    table.pack_across_rows({k, n, b.data(), n, right.data(), n});
  };
  const kernels::GemmArguments<float, kernels::Bfloat16Pair> arguments{
      m, n, pairs, left.data(), pairs, 1, right.data(), n, out.data(), n, nullptr, false, false};
  round();
  for (auto _ : state) {
    if (with_rounding) round();
    table.gemm_bfloat16(arguments);
  }
  count(state, 2.0 * static_cast<double>(m * n * k));
}

struct Convolution {
  std::int64_t inputs, outputs, size, taps, in_step, out_step;
};

std::string name(const Convolution& c) {
  std::string text = std::to_string(c.inputs) + "->" + std::to_string(c.outputs) + ", " +
                     std::to_string(c.taps) + "x" + std::to_string(c.taps) + ", " +
                     std::to_string(c.size) + "x" + std::to_string(c.size);
  if (c.in_step > 1) text += ", every " + std::to_string(c.in_step) + ". cell";
  if (c.out_step > 1) text += ", to every " + std::to_string(c.out_step) + ". cell";
  return text;
}

// `cells` x `cells` outputs or inputs, on channels an odd number of cells apart as in a plan.
template <class Element>
kernels::Image<Element> image(Element* data, std::int64_t channels, std::int64_t cells,
                              std::int64_t step, std::int64_t width) {
  return {
      data,         channels, cells, cells, ((width * width) | 1) * kLanes, width * step * kLanes,
      step * kLanes};
}

std::int64_t room(std::int64_t channels, std::int64_t width) {
  return channels * ((width * width) | 1) * kLanes;
}

double operations(const Convolution& c) {
  return 2.0 *
         static_cast<double>(c.inputs * c.outputs * c.taps * c.taps * c.size * c.size * kLanes);
}

void convolve(benchmark::State& state, const Convolution& c) {
  const std::int64_t in_width = (c.size - 1) * c.in_step + c.taps;
  const std::int64_t out_width = c.size * c.out_step;
  const auto in = numbers(room(c.inputs, in_width));
  auto out = numbers(room(c.outputs, out_width));
  const auto weights = numbers((c.outputs + 3) / 4 * 4 * c.inputs * c.taps * c.taps);
  const kernels::ConvolveArguments<float> arguments{
      image(in.data(), c.inputs, in_width, 1, in_width),
      c.in_step,
      c.in_step,
      c.taps,
      c.taps,
      weights.data(),
      nullptr,
      true,
      image(out.data(), c.outputs, c.size, c.out_step, out_width),
      {}};
  const auto run = kernels::vector_kernels().convolve;
  for (auto _ : state) run(arguments);
  count(state, operations(c));
}

void convolve_gradient(benchmark::State& state, const Convolution& c, bool wide) {
  const std::int64_t in_width = (c.size - 1) * c.in_step + c.taps;
  const std::int64_t out_width = c.size * c.out_step;
  const auto in = numbers(room(c.inputs, in_width));
  const auto out = numbers(room(c.outputs, out_width));
  auto gradient = numbers(c.taps * c.taps * c.inputs * c.outputs);
  auto bias = numbers(c.outputs);
  const kernels::ConvolveGradientArguments<float> arguments{
      image(in.data(), c.inputs, in_width, 1, in_width),
      c.in_step,
      c.in_step,
      c.taps,
      c.taps,
      image(out.data(), c.outputs, c.size, c.out_step, out_width),
      gradient.data(),
      bias.data(),
      true,
      true};
  const auto& table = kernels::vector_kernels();
  const auto run = wide ? table.convolve_gradient_wide : table.convolve_gradient;
  for (auto _ : state) run(arguments);
  count(state, operations(c));
}

void register_all() {
  const struct {
    std::int64_t m, n, k;
    bool transposed;
  } products[] = {{64, 64, 784, false}, {64, 784, 64, false},  {198, 64, 128, true},
                  {64, 208, 128, true}, {64, 128, 784, false}, {64, 12288, 768, false}};
  for (const auto& p : products) {
    const std::string text = "gemm " + std::to_string(p.m) + " x " + std::to_string(p.n) + " x " +
                             std::to_string(p.k) + (p.transposed ? ", transposed" : "");
    benchmark::RegisterBenchmark(text.c_str(), gemm, p.m, p.n, p.k, p.transposed);
    if (p.transposed) continue;
    const std::string rounded = text + ", bfloat16";
    benchmark::RegisterBenchmark(rounded.c_str(), gemm_bfloat16, p.m, p.n, p.k, false);
    benchmark::RegisterBenchmark((rounded + " and rounding").c_str(), gemm_bfloat16, p.m, p.n, p.k,
                                 true);
  }
  const struct {
    std::int64_t m, n, k;
  } transposed_products[] = {{32, 64, 784}, {64, 64, 784},    {64, 128, 784},
                             {64, 784, 64}, {32, 12288, 768}, {32, 100, 12288}};
  for (const auto& p : transposed_products) {
    const std::string text = "gemm_transposed " + std::to_string(p.m) + " x " +
                             std::to_string(p.n) + " x " + std::to_string(p.k);
    benchmark::RegisterBenchmark(text.c_str(), gemm_transposed, p.m, p.n, p.k);
  }
  const Convolution forward[] = {{1, 16, 28, 3, 1, 1},  {1, 32, 28, 3, 1, 1}, {16, 8, 14, 3, 1, 1},
                                 {32, 32, 14, 3, 1, 1}, {32, 32, 7, 3, 1, 1}, {32, 32, 7, 2, 1, 2},
                                 {8, 16, 7, 2, 1, 2},   {16, 1, 14, 2, 1, 2}, {32, 1, 14, 2, 1, 2},
                                 {16, 1, 28, 3, 1, 1},  {1, 16, 14, 4, 2, 1}, {16, 8, 8, 4, 2, 1},
                                 {3, 64, 64, 3, 1, 1},  {64, 64, 32, 3, 1, 1}};
  for (const Convolution& c : forward) {
    benchmark::RegisterBenchmark(("convolve " + name(c)).c_str(), convolve, c);
  }
  const Convolution backward[] = {
      {1, 16, 28, 3, 1, 1}, {1, 32, 28, 3, 1, 1}, {16, 8, 14, 3, 1, 1}, {32, 32, 14, 3, 1, 1},
      {32, 32, 7, 3, 1, 1}, {32, 32, 7, 2, 1, 2}, {8, 16, 7, 2, 1, 2},  {16, 1, 14, 2, 1, 2},
      {8, 8, 4, 2, 1, 2},   {16, 1, 28, 3, 1, 1}, {8, 8, 7, 3, 1, 1},   {64, 64, 32, 3, 1, 1},
      {8, 16, 14, 3, 1, 1}, {32, 64, 7, 5, 2, 1}};
  for (const Convolution& c : backward) {
    benchmark::RegisterBenchmark(("convolve_gradient " + name(c)).c_str(), convolve_gradient, c,
                                 false);
    if (c.outputs < kLanes) continue;
    benchmark::RegisterBenchmark(("convolve_gradient_wide " + name(c)).c_str(), convolve_gradient,
                                 c, true);
  }
}

}  // namespace
}  // namespace hourglass

// Takes Google Benchmark's options, and --isa=avx2 and the like before them.
int main(int argc, char** argv) {
  if (argc > 1 && std::string(argv[1]).rfind("--isa=", 0) == 0) {
    hourglass::use_instruction_set(
        hourglass::InstructionSet::from_name(std::string_view(argv[1]).substr(6)));
    argv[1] = argv[0];
    ++argv;
    --argc;
  }
  hourglass::register_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
