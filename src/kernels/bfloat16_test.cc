// SPDX-License-Identifier: MIT
// bfloat16: how numbers are rounded, and products of it against the plain loop, to the last bit.
#include <bit>

#include "kernels/kernels_testing.h"

using namespace hourglass;
using namespace hourglass::kernels;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kSmallest = std::numeric_limits<float>::min();

// To the last bit, signs of zeros too; of a NaN any.
void check_bits(const std::vector<float>& got, const std::vector<float>& expected) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i);
    CAPTURE(got[i]);
    CAPTURE(expected[i]);
    const bool are_nan = std::isnan(got[i]) && std::isnan(expected[i]);
    REQUIRE((are_nan ||
             std::bit_cast<std::uint32_t>(got[i]) == std::bit_cast<std::uint32_t>(expected[i])));
  }
}

// Instruction sets that add a product in one rounding.
template <class Check>
void for_each_isa_with_fma(Check check) {
  for (const Isa isa : {Isa::avx2, Isa::avx512}) {
    if (!has_isa(isa)) continue;
    CAPTURE(InstructionSet(isa).name());
    check(vector_kernels(isa));
  }
}

std::vector<Bfloat16Pair> pairs_of(const std::vector<float>& numbers) {
  std::vector<Bfloat16Pair> pairs;
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2)
    pairs.push_back(bfloat16_pair(numbers[i], numbers[i + 1]));
  return pairs;
}

// Numbers whose products and sums lie around the smallest that is not denormal.
std::vector<float> small_numbers(std::uint32_t stream, std::int64_t count, int exponent) {
  std::vector<float> values = numbers(stream, count);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = std::ldexp(values[i], exponent - static_cast<int>(i % 5));
  return values;
}

}  // namespace

TEST_CASE("numbers are rounded to the nearest bfloat16, ties to even, denormals to 0") {
  const float known[][2] = {{0, 0},
                            {-0.0F, -0.0F},
                            {1, 1},
                            {0x1.01p0F, 1},              // halfway, 1 is even
                            {0x1.03p0F, 0x1.04p0F},      // halfway, 1 + 1/128 is odd
                            {0x1.010002p0F, 0x1.02p0F},  // above halfway
                            {0x1.00fffep0F, 1},          // below it
                            {0x1.fffffep0F, 2},          // into the next binade
                            {-3.14159274F, -3.140625F},
                            {0.1F, 0.10009765625F},
                            {kSmallest, kSmallest},
                            {0x1.fffffcp-127F, 0},  // the largest denormal
                            {-1e-40F, -0.0F},
                            {0x1.fep127F, 0x1.fep127F},  // the largest bfloat16
                            {0x1.fefffep127F, 0x1.fep127F},
                            {0x1.ffp127F, kInfinity},
                            {-kInfinity, -kInfinity}};
  for (const auto& pair : known) {
    CAPTURE(pair[0]);
    check_bits({round_to_bfloat16(pair[0])}, {pair[1]});
  }
  CHECK(std::isnan(round_to_bfloat16(std::numeric_limits<float>::quiet_NaN())));
  // Its only bits are in the half that is cut off.
  CHECK(std::isnan(round_to_bfloat16(std::bit_cast<float>(0x7f800001U))));
}

TEST_CASE("pairs hold the first number in the upper half, and 0 where there is no second") {
  const std::vector<float> x = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  std::vector<Bfloat16Pair> along(6);
  plain().pack_along_rows({3, 3, x.data(), 3, along.data(), 2});
  CHECK(along == std::vector<Bfloat16Pair>{bfloat16_pair(1, 2), bfloat16_pair(3, 0),
                                           bfloat16_pair(4, 5), bfloat16_pair(6, 0),
                                           bfloat16_pair(7, 8), bfloat16_pair(9, 0)});
  CHECK(upper(along[0]) == 1);
  CHECK(lower(along[0]) == 2);
  std::vector<Bfloat16Pair> across(6);
  plain().pack_across_rows({3, 3, x.data(), 3, across.data(), 3});
  CHECK(across == std::vector<Bfloat16Pair>{bfloat16_pair(1, 4), bfloat16_pair(2, 5),
                                            bfloat16_pair(3, 6), bfloat16_pair(7, 0),
                                            bfloat16_pair(8, 0), bfloat16_pair(9, 0)});
}

TEST_CASE("packing: every remainder, the edges of the range, strides") {
  for_each_isa([](const Kernels<float>& k) {
    const std::vector<float> x = edges();
    for (const std::int64_t rows : {1, 2, 5}) {
      for (const std::int64_t columns : {1, 2, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 80}) {
        std::vector<Bfloat16Pair> expected(static_cast<std::size_t>(rows * (columns + 3)), 5);
        std::vector<Bfloat16Pair> got = expected;
        plain().pack_along_rows({rows, columns, x.data(), 81, expected.data(), columns + 3});
        k.pack_along_rows({rows, columns, x.data(), 81, got.data(), columns + 3});
        CHECK(got == expected);
        plain().pack_across_rows({rows, columns, x.data(), 81, expected.data(), columns + 3});
        k.pack_across_rows({rows, columns, x.data(), 81, got.data(), columns + 3});
        CHECK(got == expected);
      }
    }
  });
}

TEST_CASE("products of bfloat16 are one chain: upper half, lower half, pair after pair") {
  // 1 + 2^24 is 2^24 again, so that in another order, or rounded once, 1 would be left.
  const Bfloat16Pair a = bfloat16_pair(0x1p12F, -0x1p12F);
  const Bfloat16Pair b = bfloat16_pair(0x1p12F, 0x1p12F);
  const float one = 1;
  const auto sum = [&](const Kernels<float>& k) {
    float out = 5;
    k.gemm_bfloat16({1, 1, 1, &a, 1, 1, &b, 1, &out, 1, &one, false, false});
    return out;
  };
  CHECK(sum(plain()) == 0);
  for_each_isa([&](const Kernels<float>& k) { CHECK(sum(k) == 0); });
}

TEST_CASE("products of bfloat16: every remainder of the tile, the plain loop's bits") {
  for_each_isa([](const Kernels<float>& k) {
    for (const std::int64_t m : {1, 2, 3, 4, 5, 6, 7, 13, 25}) {
      for (const std::int64_t n : {1, 7, 8, 9, 15, 16, 17, 31, 33, 48, 63, 64, 65, 129}) {
        for (const std::int64_t depth : {0, 1, 5, 97, 200}) {
          const auto a = pairs_of(numbers(1, 2 * m * (depth + 3)));
          // Rows far apart are copied.
          const std::int64_t b_row = m == 25 ? 1024 : n + 2;
          const auto b = pairs_of(numbers(2, 2 * (depth + 1) * b_row));
          const auto bias = numbers(3, n);
          for (int variant = 0; variant < 4; ++variant) {
            auto g = gemm_variant(variant, m, n, depth, a, b, b_row, bias);
            auto expected = numbers(4, m * (n + 1));
            auto got = expected;
            g.out = expected.data();
            plain().gemm_bfloat16(g);
            g.out = got.data();
            k.gemm_bfloat16(g);
            check_bits(got, expected);
          }
        }
      }
    }
  });
}

TEST_CASE("sums of bfloat16 products: denormal ones are 0, as is what they begin with") {
  for_each_isa_with_fma([](const Kernels<float>& k) {
    constexpr std::int64_t kRows = 13;
    constexpr std::int64_t kColumns = 65;
    int zeros = 0;
    for (const int exponent : {-58, -60, -61, -62, -63, -64, -66, -70}) {
      for (const std::int64_t depth : {1, 2, 9}) {
        const auto a = pairs_of(small_numbers(1, 2 * kRows * depth, exponent));
        const auto b = pairs_of(small_numbers(2, 2 * kColumns * depth, exponent));
        std::vector<float> expected = small_numbers(3, kRows * kColumns, -124);
        std::vector<float> got = expected;
        GemmArguments<float, Bfloat16Pair> g{kRows,   kColumns, depth,    a.data(),        depth,
                                             1,       b.data(), kColumns, expected.data(), kColumns,
                                             nullptr, true,     false};
        plain().gemm_bfloat16(g);
        g.out = got.data();
        k.gemm_bfloat16(g);
        check_bits(got, expected);
        for (const float sum : got) {
          CHECK(std::fpclassify(sum) != FP_SUBNORMAL);
          zeros += static_cast<int>(sum == 0);
        }
      }
    }
    CHECK(zeros > 100);
  });
}

TEST_CASE("a sum is denormal or not after it is rounded") {
  // The smallest number that is not, less next to nothing, rounds to itself; less half of the
  // distance to the number below, which exponents without end would have, it does not.
  const float starts[] = {kSmallest, kSmallest, -kSmallest, kSmallest};
  const Bfloat16Pair a[] = {bfloat16_pair(-0x1p-90F, 0), bfloat16_pair(-0x1p-75F, 0),
                            bfloat16_pair(0x1p-90F, 0), bfloat16_pair(-0x1p-76F, 0)};
  const Bfloat16Pair b[] = {bfloat16_pair(0x1p-90F, 0), bfloat16_pair(0x1p-75F, 0),
                            bfloat16_pair(0x1p-90F, 0), bfloat16_pair(0x1p-75F, 0)};
  const float expected[] = {kSmallest, 0, -kSmallest, kSmallest};
  const auto check = [&](const Kernels<float>& k) {
    for (std::size_t i = 0; i < std::size(starts); ++i) {
      CAPTURE(i);
      float out = starts[i];
      k.gemm_bfloat16({1, 1, 1, &a[i], 1, 1, &b[i], 1, &out, 1, nullptr, true, false});
      check_bits({out}, {expected[i]});
    }
  };
  check(plain());
  for_each_isa_with_fma(check);
}

TEST_CASE("products of bfloat16 that are not finite stay so, after a relu too") {
  const float special[] = {1,        -kInfinity, kInfinity, std::numeric_limits<float>::quiet_NaN(),
                           0x1p127F, 0};
  std::vector<Bfloat16Pair> pairs;
  for (const float first : special) {
    for (const float second : special) pairs.push_back(bfloat16_pair(first, second));
  }
  const auto count = static_cast<std::int64_t>(pairs.size());
  for_each_isa_with_fma([&](const Kernels<float>& k) {
    for (const bool relu : {false, true}) {
      std::vector<float> expected(pairs.size() * pairs.size());
      std::vector<float> got = expected;
      GemmArguments<float, Bfloat16Pair> g{count,   count,        1,     pairs.data(),    1,
                                           1,       pairs.data(), count, expected.data(), count,
                                           nullptr, false,        relu};
      plain().gemm_bfloat16(g);
      g.out = got.data();
      k.gemm_bfloat16(g);
      check_bits(got, expected);
    }
  });
}

TEST_CASE("denormals are taken for 0 within a product alone") {
  const volatile float denormal = 1e-40F;
  for_each_isa([&](const Kernels<float>& k) {
    const Bfloat16Pair pair = bfloat16_pair(1, 1);
    float out = 0;
    k.gemm_bfloat16({1, 1, 1, &pair, 1, 1, &pair, 1, &out, 1, nullptr, false, false});
    CHECK(denormal * 2 != 0);
  });
}

TEST_CASE("in double, sums of bfloat16 products are those of the rounded numbers") {
  const auto a = numbers(1, 10);
  const auto b = numbers(2, 10);
  double expected = 0.25;
  for (std::size_t i = 0; i < a.size(); ++i)
    expected += static_cast<double>(round_to_bfloat16(a[i])) * round_to_bfloat16(b[i]);
  const auto left = pairs_of(a);
  const auto right = pairs_of(b);
  double out = 0.25;
  reference_kernels<double>().gemm_bfloat16(
      {1, 1, 5, left.data(), 5, 1, right.data(), 1, &out, 1, nullptr, true, false});
  CHECK(out == doctest::Approx(expected).epsilon(1e-15));
}

TEST_CASE("instructions for bfloat16 belong to avx512, and are used where the machine has them") {
  if (has_avx512_bf16()) {
    CHECK(has_isa(Isa::avx512));
    const bool differ =
        vector_kernels(Isa::avx512).gemm_bfloat16 != vector_kernels(Isa::avx2).gemm_bfloat16;
    CHECK(differ);
  } else {
    MESSAGE(
        "this machine has no AVX512_BF16, or one that rounds otherwise: other instructions were "
        "checked");
  }
}
