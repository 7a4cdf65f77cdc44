// SPDX-License-Identifier: MIT
// Convolutions and their gradients against their plain loops, for every instruction set of this
// machine.
#include "kernels/kernels_testing.h"

using namespace hourglass;
using namespace hourglass::kernels;

namespace {

std::vector<TapRange> each(std::int64_t taps) {
  std::vector<TapRange> ranges;
  for (std::int64_t tap = 0; tap < taps; ++tap) ranges.push_back({tap, tap + 1});
  return ranges;
}

std::vector<float> packed_kernel(const ConvolutionPacking& packing,
                                 const std::vector<float>& kernel) {
  std::vector<float> packed(static_cast<std::size_t>(packing.size()));
  pack_convolution(packing, kernel.data(), packed.data());
  return packed;
}

}  // namespace

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
            const std::vector<float> packed = packed_kernel(packing, kernel);
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

// Results to every second cell of every third row, as the phases of a transposed convolution have
// them; nothing else may change.
TEST_CASE("convolution of a large image: parts of rows, results and masks with gaps") {
  constexpr std::int64_t kInputs = 64;
  constexpr std::int64_t kTaps = 3;
  constexpr std::int64_t kRows = 4;
  constexpr std::int64_t kColumns = 7;
  for (const std::int64_t outputs : {5, 8, 10}) {
    for (const std::int64_t step : {1, 2}) {
      const std::int64_t height = std::max<std::int64_t>((kRows - 1) * step + kTaps, 9);
      const std::int64_t column_step = 3 - step;
      const std::int64_t width = (kColumns - 1) * column_step + kTaps;
      auto in = numbers(1, kInputs * height * width * kLanes);
      const auto kernel = numbers(2, kTaps * kTaps * kInputs * outputs);
      const ConvolutionPacking packing{kTaps, kInputs, outputs, false, each(kTaps), each(kTaps)};
      const std::vector<float> packed = packed_kernel(packing, kernel);
      const auto bias = numbers(3, outputs);
      const auto spread = [&](std::vector<float>& data) {
        return with_gaps(image(data, outputs, 3 * kRows, 2 * kColumns), 3, 2);
      };
      auto mask = numbers(4, outputs * 3 * kRows * 2 * kColumns * kLanes);
      for_each_isa([&](const Kernels<float>& k) {
        for (const bool masked : {false, true}) {
          auto expected = numbers(5, static_cast<std::int64_t>(mask.size()));
          auto got = expected;
          ConvolveArguments<float> v{constant(image(in, kInputs, height, width)),
                                     step,
                                     column_step,
                                     kTaps,
                                     kTaps,
                                     packed.data(),
                                     bias.data(),
                                     !masked,
                                     spread(expected),
                                     {}};
          if (masked) v.mask = constant(spread(mask));
          plain().convolve(v);
          v.out = spread(got);
          k.convolve(v);
          check_same(got, expected, 1e-4);
        }
      });
    }
  }
}

TEST_CASE("the gradient of a kernel of many outputs: whole chunks of rows, panels, tails") {
  struct Case {
    std::int64_t inputs, outputs, taps, step, columns;
  };
  for (const Case& c :
       {Case{1, 16, 3, 1, 33}, Case{2, 17, 2, 2, 16}, Case{3, 24, 1, 1, 17}, Case{1, 40, 2, 1, 5},
        Case{5, 64, 1, 2, 3}, Case{1, 100, 1, 1, 1}, Case{13, 9, 1, 1, 7}, Case{2, 3, 3, 1, 2}}) {
    CAPTURE(c.outputs);
    constexpr std::int64_t kRows = 3;
    const std::int64_t height = (kRows - 1) * c.step + c.taps;
    const std::int64_t width = (c.columns - 1) * c.step + c.taps;
    auto in = numbers(1, c.inputs * height * width * kLanes);
    auto out = numbers(2, c.outputs * kRows * c.columns * kLanes);
    for (const bool accumulate : {false, true}) {
      auto expected = numbers(3, c.taps * c.taps * c.inputs * c.outputs);
      auto expected_bias = numbers(4, c.outputs);
      const auto start = expected;
      const auto start_bias = expected_bias;
      ConvolveGradientArguments<float> v{constant(image(in, c.inputs, height, width)),
                                         c.step,
                                         c.step,
                                         c.taps,
                                         c.taps,
                                         constant(image(out, c.outputs, kRows, c.columns)),
                                         expected.data(),
                                         expected_bias.data(),
                                         accumulate,
                                         !accumulate};
      plain().convolve_gradient_wide(v);
      auto summed_by_lanes = start;
      auto bias_by_lanes = start_bias;
      v.gradient = summed_by_lanes.data();
      v.bias_gradient = bias_by_lanes.data();
      plain().convolve_gradient(v);
      check_same(expected, summed_by_lanes, 1e-4);
      CHECK(expected_bias == bias_by_lanes);
      for (const Isa isa : kAll) {
        if (!has_isa(isa)) continue;
        CAPTURE(InstructionSet(isa).name());
        auto got = start;
        auto got_bias = start_bias;
        v.gradient = got.data();
        v.bias_gradient = got_bias.data();
        vector_kernels(isa).convolve_gradient_wide(v);
        const bool exact = isa == Isa::avx2 || isa == Isa::avx512;
        check_same(got, expected, exact ? 0 : 1e-5);
        check_same(got_bias, expected_bias, exact ? 0 : 1e-5);
      }
    }
  }
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
          return with_gaps(image(data, outputs, 1, 2 * kColumns), 1, 2);
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

TEST_CASE("convolution with channels in the lanes: the sums of convolve") {
  for_each_isa([](const Kernels<float>& k) {
    for (const std::int64_t inputs : {1, 3, 16, 18}) {
      for (const std::int64_t outputs : {1, 2, 3, 4, 8, 16, 17, 33, 50}) {
        for (const std::int64_t step : {1, 2}) {
          constexpr std::int64_t kHeight = 5;
          constexpr std::int64_t kWidth = 16;
          constexpr std::int64_t kTaps = 3;
          const std::int64_t in_planes = (inputs + kLanes - 1) / kLanes;
          const std::int64_t out_planes = (outputs + kLanes - 1) / kLanes;
          const std::int64_t rows = (kHeight - kTaps) / step + 1;
          const std::int64_t columns = (kWidth - kTaps) / step + 1;
          const auto pixels = numbers(1, kHeight * kWidth * inputs);
          // Lanes without a channel are written, too.
          auto in = numbers(4, in_planes * kHeight * kWidth * kLanes);
          auto plain_in = in;
          plain().channels_to_lanes(pixels.data(), inputs,
                                    image(plain_in, in_planes, kHeight, kWidth));
          k.channels_to_lanes(pixels.data(), inputs, image(in, in_planes, kHeight, kWidth));
          CHECK(in == plain_in);
          const auto kernel = numbers(2, kTaps * kTaps * inputs * outputs);
          ConvolutionPacking packing{kTaps, inputs, outputs, false, each(kTaps), each(kTaps)};
          packing.tile = kLanes;
          const std::vector<float> packed = packed_kernel(packing, kernel);
          const auto bias = numbers(3, outputs);
          auto expected = numbers(5, out_planes * rows * columns * kLanes);
          auto got = numbers(6, out_planes * rows * columns * kLanes);
          ConvolveChannelsArguments<float> v{constant(image(in, in_planes, kHeight, kWidth)),
                                             inputs,
                                             outputs,
                                             step,
                                             step,
                                             kTaps,
                                             kTaps,
                                             packed.data(),
                                             bias.data(),
                                             outputs != 8,
                                             image(expected, out_planes, rows, columns)};
          plain().convolve_channels(v);
          v.out = image(got, out_planes, rows, columns);
          k.convolve_channels(v);
          check_same(got, expected, 1e-5);
          std::vector<float> back(static_cast<std::size_t>(rows * columns * outputs));
          k.lanes_to_channels(constant(v.out), outputs, back.data());
          // The last pixel's last channel, by hand from Keras's layout of the kernel.
          float sum = bias.back();
          for (std::int64_t i = 0; i < inputs; ++i) {
            for (std::int64_t y = 0; y < kTaps; ++y) {
              for (std::int64_t x = 0; x < kTaps; ++x) {
                const std::int64_t pixel =
                    ((rows - 1) * step + y) * kWidth + (columns - 1) * step + x;
                const std::int64_t tap = ((y * kTaps + x) * inputs + i) * outputs + outputs - 1;
                sum += pixels[static_cast<std::size_t>(pixel * inputs + i)] *
                       kernel[static_cast<std::size_t>(tap)];
              }
            }
          }
          if (outputs != 8) sum = std::max(sum, 0.0F);
          CHECK(same(back.back(), sum, 1e-5));
        }
      }
    }
  });
}

TEST_CASE("one and two output channels: rows and columns of input, output and mask lie apart") {
  constexpr std::int64_t kInputs = 3;
  constexpr std::int64_t kRows = 5;
  constexpr std::int64_t kColumns = 9;
  const auto spread = [](std::vector<float>& data, std::int64_t channels, std::int64_t height,
                         std::int64_t width, std::int64_t rows, std::int64_t columns) {
    return with_gaps(image(data, channels, rows * height, columns * width), rows, columns);
  };
  for (const std::int64_t outputs : {1, 2}) {
    for (const std::int64_t taps : {2, 3}) {
      for (const std::int64_t in_gap : {1, 2}) {
        const std::int64_t height = kRows + taps - 1;
        const std::int64_t width = kColumns + taps - 1;
        auto in = numbers(1, kInputs * height * in_gap * width * kLanes);
        const auto kernel = numbers(2, taps * taps * kInputs * outputs);
        const ConvolutionPacking packing{taps, kInputs, outputs, false, each(taps), each(taps)};
        const std::vector<float> packed = packed_kernel(packing, kernel);
        auto mask = numbers(3, outputs * 2 * kRows * 2 * kColumns * kLanes);
        const auto in_image = constant(spread(in, kInputs, height, width, 1, in_gap));
        for_each_isa([&](const Kernels<float>& k) {
          auto expected = numbers(4, outputs * 2 * kRows * 3 * kColumns * kLanes);
          auto got = expected;
          ConvolveArguments<float> v{in_image,
                                     1,
                                     1,
                                     taps,
                                     taps,
                                     packed.data(),
                                     nullptr,
                                     false,
                                     spread(expected, outputs, kRows, kColumns, 2, 3),
                                     constant(spread(mask, outputs, kRows, kColumns, 2, 2))};
          plain().convolve(v);
          v.out = spread(got, outputs, kRows, kColumns, 2, 3);
          k.convolve(v);
          check_same(got, expected, 1e-5);

          std::vector<float> expected_sums(kernel.size());
          std::vector<float> sums(kernel.size());
          ConvolveGradientArguments<float> g{
              in_image, 1, 1, taps, taps, v.mask, expected_sums.data(), nullptr, false, false};
          plain().convolve_gradient(g);
          g.gradient = sums.data();
          k.convolve_gradient(g);
          check_same(sums, expected_sums, 1e-4);
        });
      }
    }
  }
}
