// SPDX-License-Identifier: MIT
// Every vectorised kernel against its plain loop, for every instruction set of this machine.
#include "kernels/kernels.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace hourglass;
using namespace hourglass::kernels;

namespace {

constexpr Isa kAll[] = {Isa::scalar, Isa::sse4, Isa::avx2, Isa::avx512};

float number(std::uint32_t stream, std::int64_t index, double scale = 1) {
  const auto bits = base::threefry({stream, 11}, {static_cast<std::uint32_t>(index), 0});
  return static_cast<float>(scale * (2 * base::uniform(bits[0]) - 1));
}

std::vector<float> numbers(std::uint32_t stream, std::int64_t count, double scale = 1) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) values.push_back(number(stream, i, scale));
  return values;
}

bool same(float a, float b, double tolerance) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return std::abs(static_cast<double>(a) - b) <=
         tolerance * std::max(1.0, std::abs(static_cast<double>(b)));
}

void check_same(const std::vector<float>& got, const std::vector<float>& expected,
                double tolerance = 2e-6) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i);
    CAPTURE(got[i]);
    CAPTURE(expected[i]);
    REQUIRE(same(got[i], expected[i], tolerance));
  }
}

// Calls check(kernels) for every instruction set there is.
template <class Check>
void for_each_isa(Check check) {
  for (const Isa isa : kAll) {
    if (!has_isa(isa)) continue;
    CAPTURE(InstructionSet(isa).name());
    check(vector_kernels(isa));
  }
}

const Kernels<float>& plain() { return reference_kernels<float>(); }

std::vector<float> edges() {
  const float infinity = std::numeric_limits<float>::infinity();
  std::vector<float> values = {0,     -0.0F,    1e-40F,    -1e-40F,
                               1e-8F, 1,        -1,        20,
                               -20,   87,       -87,       89,
                               -89,   104,      -104,      500,
                               -500,  infinity, -infinity, std::numeric_limits<float>::quiet_NaN()};
  for (std::int64_t i = 0; i < 400; ++i) values.push_back(number(1, i, 12));
  return values;
}

Image<float> image(std::vector<float>& data, std::int64_t channels, std::int64_t height,
                   std::int64_t width) {
  return {data.data(), channels, height, width, height * width * kLanes, width * kLanes, kLanes};
}
Image<const float> constant(const Image<float>& i) {
  return {i.data, i.channels, i.height, i.width, i.channel_stride, i.row_stride, i.column_stride};
}

}  // namespace

TEST_CASE(
    "an instruction set is refused where the machine lacks it, and the best is always there") {
  CHECK(has_isa(Isa::best));
  for (const Isa isa : kAll) {
    if (!has_isa(isa)) CHECK_THROWS_AS(vector_kernels(isa), Error);
  }
}

TEST_CASE("gemm: every remainder of the tile, strides, bias, accumulation, relu") {
  for_each_isa([](const Kernels<float>& k) {
    for (const std::int64_t m : {1, 2, 3, 4, 5, 6, 7, 13}) {
      for (const std::int64_t n : {1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 48, 63, 64, 65, 100, 129}) {
        for (const std::int64_t depth : {0, 1, 5, 96, 97, 200}) {
          const auto a = numbers(1, m * (depth + 3));
          const auto b = numbers(2, (depth + 1) * (n + 2));
          const auto bias = numbers(3, n);
          for (int variant = 0; variant < 4; ++variant) {
            const bool turned = variant == 1;
            GemmArguments<float> g{m,
                                   n,
                                   depth,
                                   a.data(),
                                   turned ? 1 : depth + 3,
                                   turned ? m : 1,
                                   b.data(),
                                   n + 2,
                                   nullptr,
                                   n + 1,
                                   variant == 2 ? nullptr : bias.data(),
                                   variant == 3,
                                   variant == 0};
            auto expected = numbers(4, m * (n + 1));
            auto got = expected;
            g.out = expected.data();
            plain().gemm(g);
            g.out = got.data();
            k.gemm(g);
            check_same(got, expected, 1e-5);
          }
        }
      }
    }
  });
}

TEST_CASE("gemm: relu keeps a NaN") {
  for_each_isa([](const Kernels<float>& k) {
    const float a = std::numeric_limits<float>::quiet_NaN();
    const float b[3] = {1, 2, 3};
    float out[3] = {};
    k.gemm({1, 3, 1, &a, 1, 1, b, 3, out, 3, nullptr, false, true});
    for (const float value : out) CHECK(std::isnan(value));
  });
}

TEST_CASE("transpose") {
  for_each_isa([](const Kernels<float>& k) {
    for (const std::int64_t rows : {1, 3, 4, 8, 17}) {
      for (const std::int64_t columns : {1, 4, 5, 64, 67}) {
        const auto in = numbers(1, rows * columns);
        std::vector<float> expected(in.size());
        std::vector<float> got(in.size());
        plain().transpose({rows, columns, in.data(), columns, expected.data(), rows});
        k.transpose({rows, columns, in.data(), columns, got.data(), rows});
        CHECK(got == expected);
      }
    }
  });
}

std::vector<TapRange> each(std::int64_t taps) {
  std::vector<TapRange> ranges;
  for (std::int64_t tap = 0; tap < taps; ++tap) ranges.push_back({tap, tap + 1});
  return ranges;
}

TEST_CASE("convolution and its kernel gradient: every remainder of the tiles, taps, steps") {
  for_each_isa([](const Kernels<float>& k) {
    for (const std::int64_t inputs : {1, 3, 7}) {
      for (const std::int64_t outputs : {1, 2, 3, 4, 5, 9}) {
        for (const std::int64_t taps : {1, 2, 3, 5}) {
          for (const std::int64_t step : {1, 2}) {
            const std::int64_t height = 9;
            const std::int64_t width = 17;
            auto in = numbers(1, inputs * height * width * kLanes);
            const std::int64_t rows = (height - taps) / step + 1;
            const std::int64_t columns = (width - taps) / step + 1;
            const auto kernel = numbers(2, taps * taps * inputs * outputs);
            const ConvolutionPacking packing{taps, inputs, outputs, false, each(taps), each(taps)};
            std::vector<float> packed(static_cast<std::size_t>(packing.size()));
            pack_convolution(packing, kernel.data(), packed.data());
            const auto bias = numbers(3, outputs);
            std::vector<float> expected(
                static_cast<std::size_t>(outputs * rows * columns * kLanes));
            auto got = expected;
            ConvolveArguments<float> v{constant(image(in, inputs, height, width)),
                                       step,
                                       step,
                                       taps,
                                       taps,
                                       packed.data(),
                                       bias.data(),
                                       inputs != 3,
                                       image(expected, outputs, rows, columns),
                                       {}};
            auto gradient = numbers(4, outputs * rows * columns * kLanes);
            if (inputs == 3) v.mask = constant(image(gradient, outputs, rows, columns));
            plain().convolve(v);
            v.out = image(got, outputs, rows, columns);
            k.convolve(v);
            check_same(got, expected, 1e-5);

            auto expected_sum = numbers(5, taps * taps * inputs * outputs);
            auto got_sum = expected_sum;
            auto expected_bias = numbers(6, outputs);
            auto got_bias = expected_bias;
            ConvolveGradientArguments<float> w{constant(image(in, inputs, height, width)),
                                               step,
                                               step,
                                               taps,
                                               taps,
                                               constant(image(gradient, outputs, rows, columns)),
                                               expected_sum.data(),
                                               expected_bias.data(),
                                               step == 1,
                                               step == 2};
            plain().convolve_gradient(w);
            w.gradient = got_sum.data();
            w.bias_gradient = got_bias.data();
            k.convolve_gradient(w);
            check_same(got_sum, expected_sum, 1e-5);
            check_same(got_bias, expected_bias, 1e-5);
          }
        }
      }
    }
  });
}

TEST_CASE("pooling and upsampling with their gradients: padded, overlapping, with gaps") {
  for_each_isa([](const Kernels<float>& k) {
    for (const std::int64_t step : {1, 2, 3}) {
      for (const std::int64_t before : {0, 1}) {
        constexpr std::int64_t kChannels = 2;
        constexpr std::int64_t kHeight = 7;
        constexpr std::int64_t kWidth = 5;
        const std::int64_t rows = (kHeight - 1) / step + 1 - (before == 0 && step == 1 ? 1 : 0);
        const std::int64_t columns = (kWidth - 1) / step + 1;
        auto in = numbers(1, kChannels * kHeight * kWidth * kLanes);
        // Ties, of which the first cell must win.
        for (std::size_t i = 0; i < in.size(); i += 3) in[i] = 0.25F;
        auto gradient = numbers(2, kChannels * rows * columns * kLanes);
        const Image<const float> in_image = constant(image(in, kChannels, kHeight, kWidth));
        for (const bool max : {true, false}) {
          std::vector<float> expected(gradient.size());
          std::vector<float> got(gradient.size());
          PoolArguments<float> p{
              in_image, image(expected, kChannels, rows, columns), 2, step, before, 3, step,
              before};
          (max ? plain().max_pool : plain().average_pool)(p);
          p.out = image(got, kChannels, rows, columns);
          (max ? k.max_pool : k.average_pool)(p);
          check_same(got, expected);

          std::vector<float> expected_gradient = numbers(3, static_cast<std::int64_t>(in.size()));
          std::vector<float> got_gradient = expected_gradient;
          PoolGradientArguments<float> g{in_image,
                                         constant(image(expected, kChannels, rows, columns)),
                                         constant(image(gradient, kChannels, rows, columns)),
                                         image(expected_gradient, kChannels, kHeight, kWidth),
                                         max && before == 0,
                                         2,
                                         step,
                                         before,
                                         3,
                                         step,
                                         before};
          (max ? plain().max_pool_gradient : plain().average_pool_gradient)(g);
          g.in_gradient = image(got_gradient, kChannels, kHeight, kWidth);
          (max ? k.max_pool_gradient : k.average_pool_gradient)(g);
          check_same(got_gradient, expected_gradient);
        }
        std::vector<float> expected(in.size() * 6);
        std::vector<float> got(expected.size());
        plain().up_sample(in_image, 2, 3, image(expected, kChannels, 2 * kHeight, 3 * kWidth));
        k.up_sample(in_image, 2, 3, image(got, kChannels, 2 * kHeight, 3 * kWidth));
        CHECK(got == expected);
        std::vector<float> expected_sum(in.size());
        std::vector<float> got_sum(in.size());
        const auto large = constant(image(expected, kChannels, 2 * kHeight, 3 * kWidth));
        plain().up_sample_gradient(large, 2, 3, image(expected_sum, kChannels, kHeight, kWidth));
        k.up_sample_gradient(large, 2, 3, image(got_sum, kChannels, kHeight, kWidth));
        check_same(got_sum, expected_sum);
      }
    }
  });
}

TEST_CASE("the gradient of max pooling may take the place of its input") {
  for_each_isa([](const Kernels<float>& k) {
    for (const std::int64_t width : {4, 5}) {
      constexpr std::int64_t kChannels = 2;
      constexpr std::int64_t kHeight = 7;
      for (const std::int64_t rows : {3, 4}) {
        const std::int64_t columns = width / 2;
        const std::vector<float> in = numbers(1, kChannels * kHeight * width * kLanes);
        const auto gradient = numbers(2, kChannels * rows * columns * kLanes);
        std::vector<float> pooled(gradient.size());
        std::vector<float> expected = in;
        plain().max_pool({constant(image(expected, kChannels, kHeight, width)),
                          image(pooled, kChannels, rows, columns), 2, 2, 0, 2, 2, 0});
        auto apart = in;
        const auto run = [&](const Kernels<float>& with, std::vector<float>& from,
                             std::vector<float>& to) {
          auto out = gradient;
          with.max_pool_gradient({constant(image(from, kChannels, kHeight, width)),
                                  constant(image(pooled, kChannels, rows, columns)),
                                  constant(image(out, kChannels, rows, columns)),
                                  image(to, kChannels, kHeight, width), true, 2, 2, 0, 2, 2, 0});
        };
        run(plain(), apart, expected);
        auto by_plain = in;
        run(plain(), by_plain, by_plain);
        check_same(by_plain, expected);
        auto got = in;
        run(k, got, got);
        check_same(got, expected);
      }
    }
  });
}

TEST_CASE("convolutions and gradients of every second column") {
  for_each_isa([](const Kernels<float>& k) {
    for (const std::int64_t outputs : {1, 6}) {
      for (const std::int64_t taps : {2, 3}) {
        constexpr std::int64_t kInputs = 2;
        constexpr std::int64_t kColumns = 5;
        auto in = numbers(1, kInputs * taps * (kColumns + taps - 1) * kLanes);
        const auto in_image = constant(image(in, kInputs, taps, kColumns + taps - 1));
        const auto weights = numbers(2, (outputs + 3) / 4 * 4 * kInputs * taps * taps);
        std::vector<float> expected = numbers(3, outputs * 2 * kColumns * kLanes);
        std::vector<float> got = expected;
        const auto every_second = [&](std::vector<float>& data) {
          Image<float> out = image(data, outputs, 1, 2 * kColumns);
          out.width = kColumns;
          out.column_stride *= 2;
          return out;
        };
        plain().convolve({in_image,
                          1,
                          1,
                          taps,
                          taps,
                          weights.data(),
                          nullptr,
                          false,
                          every_second(expected),
                          {}});
        k.convolve(
            {in_image, 1, 1, taps, taps, weights.data(), nullptr, false, every_second(got), {}});
        check_same(got, expected, 1e-5);
        std::vector<float> expected_sum(static_cast<std::size_t>(taps * taps * kInputs * outputs));
        std::vector<float> got_sum = expected_sum;
        const auto gradient = constant(every_second(expected));
        plain().convolve_gradient(
            {in_image, 1, 1, taps, taps, gradient, expected_sum.data(), nullptr, false, false});
        k.convolve_gradient(
            {in_image, 1, 1, taps, taps, gradient, got_sum.data(), nullptr, false, false});
        check_same(got_sum, expected_sum, 1e-5);
      }
    }
  });
}

TEST_CASE("rows to lanes and back: every number of samples, width and channels") {
  for_each_isa([](const Kernels<float>& k) {
    for (const std::int64_t samples : {1, 3, 4, 9, 16}) {
      for (const std::int64_t width : {1, 2, 5, 8}) {
        for (const std::int64_t channels : {1, 2, 3, 5}) {
          constexpr std::int64_t kHeight = 2;
          const auto rows = numbers(1, samples * kHeight * width * channels);
          std::vector<float> expected = numbers(2, kHeight * width * channels * kLanes);
          std::vector<float> got = expected;
          plain().rows_to_lanes(rows.data(), samples, image(expected, channels, kHeight, width));
          k.rows_to_lanes(rows.data(), samples, image(got, channels, kHeight, width));
          CHECK(got == expected);
          std::vector<float> back(rows.size());
          k.lanes_to_rows(constant(image(got, channels, kHeight, width)), samples, back.data());
          CHECK(back == rows);
        }
      }
    }
  });
}

TEST_CASE("rows to lanes and back: empty lanes become zero, channels come last in rows") {
  for_each_isa([](const Kernels<float>& k) {
    const auto rows = numbers(1, 5 * 3 * 4 * 2);
    std::vector<float> data = numbers(2, 3 * 4 * 2 * kLanes);
    const Image<float> lanes = image(data, 2, 3, 4);
    k.rows_to_lanes(rows.data(), 5, lanes);
    CHECK(lanes.at(1, 2, 3)[4] == rows[4 * 24 + (2 * 4 + 3) * 2 + 1]);
    CHECK(lanes.at(1, 2, 3)[5] == 0);
    std::vector<float> back(rows.size());
    k.lanes_to_rows(constant(lanes), 5, back.data());
    CHECK(back == rows);
  });
}

TEST_CASE("activations and their slopes, at the edges of the range too") {
  for_each_isa([](const Kernels<float>& k) {
    const std::vector<float> x = edges();
    const auto n = static_cast<std::int64_t>(x.size());
    for (const auto& known : NameTable<ActivationKind>::kNames) {
      CAPTURE(known.name);
      std::vector<float> expected = x;
      std::vector<float> got = x;
      plain().activation(known.value, n, x.data(), expected.data());
      k.activation(known.value, n, x.data(), got.data());
      check_same(got, expected, 3e-6);

      std::vector<float> finite = numbers(9, 333, 6);
      std::vector<float> y(finite.size());
      const auto count = static_cast<std::int64_t>(finite.size());
      plain().activation(known.value, count, finite.data(), y.data());
      std::vector<float> expected_gradient = numbers(8, count);
      std::vector<float> gradient = expected_gradient;
      plain().activation_gradient(known.value, count, finite.data(), y.data(),
                                  expected_gradient.data());
      k.activation_gradient(known.value, count, finite.data(), y.data(), gradient.data());
      check_same(gradient, expected_gradient, 3e-6);
    }
  });
}

TEST_CASE("runs of numbers: every remainder") {
  for_each_isa([](const Kernels<float>& k) {
    for (std::int64_t n = 0; n <= 50; ++n) {
      const auto a = numbers(1, n);
      const auto b = numbers(2, n);
      std::vector<float> expected(a.size());
      std::vector<float> got(a.size());
      plain().add(n, a.data(), b.data(), expected.data());
      k.add(n, a.data(), b.data(), got.data());
      CHECK(got == expected);
      plain().multiply(n, a.data(), b.data(), expected.data());
      k.multiply(n, a.data(), b.data(), got.data());
      CHECK(got == expected);
      plain().affine(n, a.data(), 0.3F, -2, expected.data());
      k.affine(n, a.data(), 0.3F, -2, got.data());
      check_same(got, expected);
      plain().corrupt(n, a.data(), b.data(), 0.7F, -0.5F, 0.6F, expected.data());
      k.corrupt(n, a.data(), b.data(), 0.7F, -0.5F, 0.6F, got.data());
      check_same(got, expected);
    }
  });
}

TEST_CASE("softmax and its gradient") {
  for_each_isa([](const Kernels<float>& k) {
    for (const std::int64_t width : {1, 2, 9, 16, 33}) {
      const auto x = numbers(1, 3 * width, 30);
      const auto g = numbers(2, 3 * width);
      std::vector<float> expected(x.size());
      std::vector<float> got(x.size());
      plain().softmax(3, width, x.data(), expected.data());
      k.softmax(3, width, x.data(), got.data());
      check_same(got, expected);
      std::vector<float> expected_gradient(x.size());
      std::vector<float> gradient(x.size());
      plain().softmax_gradient(3, width, expected.data(), g.data(), expected_gradient.data());
      k.softmax_gradient(3, width, got.data(), g.data(), gradient.data());
      check_same(gradient, expected_gradient);
    }
  });
}

TEST_CASE("losses and penalties: sums by lane, scaled gradients, every remainder") {
  for_each_isa([](const Kernels<float>& k) {
    for (const std::int64_t n : {1, 3, 15, 16, 17, 31, 48, 100}) {
      std::vector<float> p = numbers(1, n);
      const std::vector<float> t = numbers(2, n);
      for (float& value : p) value = 0.5F + 0.6F * value;  // outside [0, 1] too
      std::vector<float> scale = numbers(3, kLanes);
      scale[5] = 0;
      for (const auto& known : NameTable<LossKind>::kNames) {
        for (const bool sigmoid : {false, true}) {
          CAPTURE(known.name);
          std::vector<float> expected_sums = numbers(4, kLanes);
          std::vector<float> sums = expected_sums;
          std::vector<float> expected_p = p;
          std::vector<float> got_p = p;
          std::vector<float> expected(p.size());
          std::vector<float> got(p.size());
          plain().loss({known.value, sigmoid, n, expected_p.data(), t.data(), expected.data(),
                        scale.data(), expected_sums.data()});
          k.loss({known.value, sigmoid, n, got_p.data(), t.data(), got.data(), scale.data(),
                  sums.data()});
          check_same(got_p, expected_p, 1e-6);
          check_same(got, expected, 1e-5);
          check_same(sums, expected_sums, 1e-5);
        }
      }
      std::vector<float> expected_sums = numbers(4, kLanes);
      std::vector<float> sums = expected_sums;
      plain().penalty(n, p.data(), 0.3F, 0.2F, expected_sums.data());
      k.penalty(n, p.data(), 0.3F, 0.2F, sums.data());
      check_same(sums, expected_sums);
      std::vector<float> expected = numbers(5, n);
      std::vector<float> got = expected;
      plain().penalty_gradient(n, p.data(), 0.3F, 0.2F, scale.data(), expected.data());
      k.penalty_gradient(n, p.data(), 0.3F, 0.2F, scale.data(), got.data());
      check_same(got, expected);
    }
  });
}

TEST_CASE("optimizer steps") {
  for_each_isa([](const Kernels<float>& k) {
    for (int kind = 0; kind <= static_cast<int>(UpdateKind::adam); ++kind) {
      CAPTURE(kind);
      constexpr std::int64_t kCount = 37;
      const auto gradient = numbers(1, kCount);
      auto expected_w = numbers(2, kCount);
      expected_w[3] = 0;
      std::vector<float> expected_a(kCount, 0.1F);
      std::vector<float> expected_b(kCount, 0.2F);
      auto w = expected_w;
      auto a = expected_a;
      auto b = expected_b;
      UpdateArguments<float> u{static_cast<UpdateKind>(kind),
                               kCount,
                               expected_w.data(),
                               gradient.data(),
                               expected_a.data(),
                               expected_b.data(),
                               0.01F,
                               0.9F,
                               0.95F,
                               0.1F,
                               0.05F,
                               1e-7F,
                               0.002F,
                               0.1F,
                               0.2F};
      for (int step = 0; step < 3; ++step) plain().update(u);
      u.weights = w.data();
      u.slot0 = a.data();
      u.slot1 = b.data();
      for (int step = 0; step < 3; ++step) k.update(u);
      check_same(w, expected_w);
      check_same(a, expected_a);
      check_same(b, expected_b);
    }
  });
}

TEST_CASE("noise: the plain loop's numbers, and the moments of a normal distribution") {
  for_each_isa([](const Kernels<float>& k) {
    for (const std::int64_t n : {1, 2, 15, 33, 784}) {
      std::vector<float> expected(static_cast<std::size_t>(n));
      std::vector<float> got(expected.size());
      plain().normal({1, 2}, n, expected.data());
      k.normal({1, 2}, n, got.data());
      check_same(got, expected, 2e-5);
      plain().dropout_mask({1, 2}, 0.3F, n, expected.data());
      k.dropout_mask({1, 2}, 0.3F, n, got.data());
      check_same(got, expected);
    }
  });
  constexpr std::int64_t kCount = 200000;
  std::vector<float> drawn(kCount);
  vector_kernels().normal({9, 9}, kCount, drawn.data());
  double sum = 0;
  double squares = 0;
  for (const float x : drawn) {
    sum += x;
    squares += static_cast<double>(x) * x;
  }
  // Four standard errors.
  CHECK(std::abs(sum / kCount) < 4 / std::sqrt(static_cast<double>(kCount)));
  CHECK(std::abs(squares / kCount - 1) < 4 * std::sqrt(2.0 / kCount));
  vector_kernels().dropout_mask({9, 9}, 0.25F, kCount, drawn.data());
  std::int64_t zeros = 0;
  for (const float x : drawn) zeros += x == 0;
  CHECK(std::abs(static_cast<double>(zeros) / kCount - 0.25) < 0.004);
}

TEST_CASE("AVX2 and AVX-512 give the same bits") {
  if (!has_isa(Isa::avx2) || !has_isa(Isa::avx512)) return;
  const Kernels<float>& a = vector_kernels(Isa::avx2);
  const Kernels<float>& b = vector_kernels(Isa::avx512);
  const std::vector<float> x = numbers(1, 1003, 8);
  std::vector<float> from_a(x.size());
  std::vector<float> from_b(x.size());
  for (const auto& known : NameTable<ActivationKind>::kNames) {
    CAPTURE(known.name);
    a.activation(known.value, 1003, x.data(), from_a.data());
    b.activation(known.value, 1003, x.data(), from_b.data());
    CHECK(from_a == from_b);
  }
  a.normal({1, 2}, 1003, from_a.data());
  b.normal({1, 2}, 1003, from_b.data());
  CHECK(from_a == from_b);
  a.softmax(17, 59, x.data(), from_a.data());
  b.softmax(17, 59, x.data(), from_b.data());
  CHECK(from_a == from_b);
}
