// SPDX-License-Identifier: MIT
// Every vectorised kernel against its plain loop, for every instruction set of this machine.
// Those on images are in images_test.cc.
#include "kernels/kernels_testing.h"

using namespace hourglass;
using namespace hourglass::kernels;

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
            auto g = gemm_variant(variant, m, n, depth, a, b, n + 2, bias);
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

TEST_CASE("gemm with a transposed factor: every remainder of tiles, lanes and chunks") {
  for_each_isa([](const Kernels<float>& k) {
    for (const std::int64_t m : {1, 2, 5, 6, 13}) {
      for (const std::int64_t n : {1, 2, 3, 4, 9}) {
        for (const std::int64_t depth : {1, 7, 16, 31, 64, 1024, 1030, 2048}) {
          const auto a = numbers(1, m * (depth + 3));
          const auto b = numbers(2, n * (depth + 1));
          std::vector<float> expected = numbers(3, m * (n + 2));
          std::vector<float> got = expected;
          plain().gemm_transposed(
              {m, n, depth, a.data(), depth + 3, b.data(), depth + 1, expected.data(), n + 2});
          k.gemm_transposed(
              {m, n, depth, a.data(), depth + 3, b.data(), depth + 1, got.data(), n + 2});
          check_same(got, expected, 1e-5);
        }
      }
    }
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

TEST_CASE("normalize: every remainder of runs and periods, the plain loop's bits") {
  for_each_isa([](const Kernels<float>& k) {
    for (const std::int64_t period : {1, 3, 16, 17, 48}) {
      const auto mean = numbers(1, period);
      auto scale = numbers(2, period);
      scale[0] = 1e-7F;
      for (std::int64_t n = 0; n <= 100; ++n) {
        const auto x = numbers(3, n);
        for (const bool invert : {false, true}) {
          std::vector<float> expected(x.size());
          plain().normalize(
              {invert, n, period, mean.data(), scale.data(), x.data(), expected.data()});
          std::vector<float> got = x;  // in place
          k.normalize({invert, n, period, mean.data(), scale.data(), got.data(), got.data()});
          CHECK(got == expected);
        }
      }
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
