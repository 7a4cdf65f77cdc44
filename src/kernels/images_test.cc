// SPDX-License-Identifier: MIT
// Kernels on images against their plain loops, for every instruction set of this machine.
#include "kernels/kernels_testing.h"

using namespace hourglass;
using namespace hourglass::kernels;

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

TEST_CASE("max pooling of 2 x 2 cells and its gradient: ties, cells left over, gaps everywhere") {
  constexpr std::int64_t kChannels = 3;
  for (const std::int64_t height : {2, 5}) {
    for (const std::int64_t width : {2, 7, 8}) {
      const std::int64_t rows = height / 2;
      const std::int64_t columns = width / 2;
      const auto large = [&](std::vector<float>& data) {
        return with_gaps(image(data, kChannels, 2 * height, 3 * width), 2, 3);
      };
      const auto small = [&](std::vector<float>& data, std::int64_t gap) {
        return with_gaps(image(data, kChannels, gap * rows, gap * columns), gap, gap);
      };
      auto in = numbers(1, kChannels * 2 * height * 3 * width * kLanes);
      for (float& cell : in) cell = std::round(2 * cell) / 2;
      auto gradient = numbers(2, kChannels * 4 * rows * columns * kLanes);
      for_each_isa([&](const Kernels<float>& k) {
        auto expected = numbers(3, kChannels * 9 * rows * columns * kLanes);
        auto got = expected;
        plain().max_pool({constant(large(in)), small(expected, 3), 2, 2, 0, 2, 2, 0});
        k.max_pool({constant(large(in)), small(got, 3), 2, 2, 0, 2, 2, 0});
        CHECK(got == expected);
        for (const bool relu : {false, true}) {
          auto expected_gradient = numbers(4, static_cast<std::int64_t>(in.size()));
          auto got_gradient = expected_gradient;
          const auto run = [&](const Kernels<float>& with, std::vector<float>& to) {
            with.max_pool_gradient({constant(large(in)), constant(small(expected, 3)),
                                    constant(small(gradient, 2)), large(to), relu, 2, 2, 0, 2, 2,
                                    0});
          };
          run(plain(), expected_gradient);
          run(k, got_gradient);
          CHECK(got_gradient == expected_gradient);
        }
      });
    }
  }
}

TEST_CASE("windows of 2 x 2 cells that overlap, lie apart or reach beyond the image") {
  struct Windows {
    std::int64_t row_step, row_before, column_step, column_before;
  };
  constexpr std::int64_t kChannels = 2;
  constexpr std::int64_t kHeight = 6;
  constexpr std::int64_t kColumns = 7;
  const auto in = numbers(1, kChannels * kHeight * kColumns * kLanes);
  // Until the last begins within the image, or half as many as cells.
  const auto across = [](std::int64_t size, std::int64_t step, std::int64_t before, bool half) {
    const std::int64_t all = (size + before - 1) / step + 1;
    return half ? std::min(all, size / 2) : all;
  };
  for (const Windows& w :
       {Windows{2, 0, 2, 0}, Windows{2, 1, 2, 0}, Windows{2, 0, 2, 1}, Windows{1, 0, 2, 0},
        Windows{2, 0, 1, 0}, Windows{3, 0, 2, 0}, Windows{2, 0, 3, 0}}) {
    CAPTURE(w.row_step);
    CAPTURE(w.row_before);
    CAPTURE(w.column_step);
    CAPTURE(w.column_before);
    const bool half = w.row_step != 2 || w.column_step != 2 || w.row_before + w.column_before > 0;
    const std::int64_t rows = across(kHeight, w.row_step, w.row_before, half);
    const std::int64_t columns = across(kColumns, w.column_step, w.column_before, half);
    auto from = in;
    auto gradient = numbers(2, kChannels * rows * columns * kLanes);
    for_each_isa([&](const Kernels<float>& k) {
      std::vector<float> expected(gradient.size());
      std::vector<float> got(gradient.size());
      std::vector<float> expected_gradient(2 * in.size(), 7);
      std::vector<float> got_gradient = expected_gradient;
      const auto run = [&](const Kernels<float>& with, std::vector<float>& out,
                           std::vector<float>& to) {
        const auto from_image = constant(image(from, kChannels, kHeight, kColumns));
        const auto out_image = image(out, kChannels, rows, columns);
        with.max_pool({from_image, out_image, 2, w.row_step, w.row_before, 2, w.column_step,
                       w.column_before});
        with.max_pool_gradient({from_image, constant(out_image),
                                constant(image(gradient, kChannels, rows, columns)),
                                with_gaps(image(to, kChannels, kHeight, 2 * kColumns), 1, 2), false,
                                2, w.row_step, w.row_before, 2, w.column_step, w.column_before});
      };
      run(plain(), expected, expected_gradient);
      run(k, got, got_gradient);
      CHECK(got == expected);
      check_same(got_gradient, expected_gradient);
    });
  }
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
