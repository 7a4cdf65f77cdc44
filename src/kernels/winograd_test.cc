// SPDX-License-Identifier: MIT
// Winograd's additions against their plain loops, for every instruction set of this machine; and
// the plain loops against what the matrices are to do.
#include "kernels/winograd.h"

#include <string>

#include "kernels/kernels_testing.h"

using namespace hourglass;
using namespace hourglass::kernels;

namespace {

constexpr WinogradKind kKinds[] = {WinogradKind::plain, WinogradKind::repeated,
                                   WinogradKind::repeated_gradient};
constexpr std::int64_t kPlanes = 3;
constexpr std::int64_t kTileRows = 2;
constexpr std::int64_t kTileColumns = 3;
constexpr std::int64_t kTiles = kTileRows * kTileColumns;

// Room for `count` products of each tile, with a cache line between them that nobody writes to.
struct Products {
  explicit Products(std::int64_t count, std::uint32_t stream)
      : data(numbers(stream, count * kStride)) {}

  WinogradProducts<float> view() {
    return {data.data(), kTileRows, kTileColumns, kStride, kTiles * kLanes, kLanes};
  }
  WinogradProducts<const float> constant() {
    const auto p = view();
    return {p.data, p.rows, p.columns, p.product_stride, p.plane_stride, p.tile_stride};
  }

  static constexpr std::int64_t kStride = (kPlanes * kTiles + 1) * kLanes;
  std::vector<float> data;
};

}  // namespace

TEST_CASE("winograd: rows of products of patches and of gradients") {
  for_each_isa([](const Kernels<float>& k) {
    for (const WinogradKind kind : kKinds) {
      const std::int64_t products = winograd_products(kind);
      auto cells = numbers(1, kPlanes * 10 * 12 * kLanes);
      const auto image_of_cells = constant(image(cells, kPlanes, 10, 12));
      for (std::int64_t row = 0; row < products; ++row) {
        for (const bool patches : {true, false}) {
          // Gradients go the way back of the forward pass alone.
          if (!patches && kind == WinogradKind::repeated_gradient) continue;
          Products expected(products, 2);
          Products got(products, 2);
          const WinogradRowArguments<float> v{kind, row, image_of_cells, expected.view()};
          (patches ? plain().winograd_patches : plain().winograd_gradients)(v);
          (patches ? k.winograd_patches
                   : k.winograd_gradients)({kind, row, image_of_cells, got.view()});
          CHECK(got.data == expected.data);
        }
      }
    }
  });
}

TEST_CASE("winograd: outputs, cut off at the image's end, with ReLU and mask") {
  for_each_isa([](const Kernels<float>& k) {
    for (const WinogradKind kind : kKinds) {
      Products sums(winograd_sums(kind) * winograd_sums(kind), 1);
      const std::int64_t outputs = kind == WinogradKind::repeated_gradient ? 1 : 2;
      for (const std::int64_t cut : {0, 1}) {
        const std::int64_t height = kTileRows * outputs - cut;
        const std::int64_t width = kTileColumns * outputs - cut;
        for (const bool relu : {true, false}) {
          auto expected = numbers(2, kPlanes * 8 * 8 * kLanes);
          auto got = expected;
          auto mask = numbers(3, kPlanes * 8 * 8 * kLanes);
          const auto part = [&](std::vector<float>& data) {
            auto whole = image(data, kPlanes, 8, 8);
            whole.height = height;
            whole.width = width;
            return whole;
          };
          WinogradOutputsArguments<float> v{kind, sums.constant(), relu, part(expected), {}};
          if (!relu) v.mask = constant(part(mask));
          plain().winograd_outputs(v);
          v.out = part(got);
          k.winograd_outputs(v);
          CHECK(got == expected);
        }
      }
    }
  });
}

TEST_CASE("winograd: factors of the kernel and the way back, any number of outputs") {
  for_each_isa([](const Kernels<float>& k) {
    for (const WinogradKind kind : {WinogradKind::plain, WinogradKind::repeated}) {
      for (const std::int64_t outputs : {1, 5, 16, 19}) {
        const WinogradPacking packing{kind, 3, outputs};
        const auto kernel = numbers(1, 9 * 3 * outputs);
        std::vector<float> expected(static_cast<std::size_t>(packing.size()));
        auto got = expected;
        plain().winograd_kernel({packing, kernel.data(), expected.data()});
        k.winograd_kernel({packing, kernel.data(), got.data()});
        CHECK(got == expected);
        for (const bool accumulate : {false, true}) {
          auto expected_gradient = numbers(2, 9 * 3 * outputs);
          auto got_gradient = expected_gradient;
          plain().winograd_kernel_gradient(
              {packing, expected.data(), expected_gradient.data(), accumulate});
          k.winograd_kernel_gradient({packing, expected.data(), got_gradient.data(), accumulate});
          CHECK(got_gradient == expected_gradient);
        }
      }
    }
  });
}

// In one direction, with numbers that float holds exactly.
TEST_CASE("winograd: the matrices make convolutions of three taps") {
  const double taps[] = {3, -5, 7};
  const double cells[] = {2, -1, 4, 6};
  const auto outputs = [&](const auto& scheme) {
    std::vector<double> result;
    for (const auto& row : scheme.kOutput) {
      double output = 0;
      for (std::size_t p = 0; p < scheme.kPatch.size(); ++p) {
        double left = 0;
        double right = 0;
        for (std::size_t j = 0; j < scheme.kPatch[0].size(); ++j)
          left += scheme.kPatch[p][j] * cells[j];
        for (std::size_t j = 0; j < 3; ++j) right += scheme.kKernel[p][j] * taps[j];
        output += row[row.size() == 1 ? 0 : p] * left * right;
      }
      result.push_back(output);
    }
    return result;
  };
  CHECK(outputs(WinogradPlain()) ==
        std::vector<double>{2 * 3.0 + 1 * 5 + 4 * 7, -1 * 3.0 - 4 * 5 + 6 * 7});
  // The cell in the middle, -1, stands for two.
  CHECK(outputs(WinogradRepeated()) ==
        std::vector<double>{2 * 3.0 + 1 * 5 - 1 * 7, -1 * 3.0 + 1 * 5 + 4 * 7});
  // What reaches a cell whose two outputs have the gradients -1 and 4.
  CHECK(outputs(WinogradRepeatedGradient()) ==
        std::vector<double>{2 * 7.0 - 1 * (-5 + 7) + 4 * (3 - 5) + 6 * 3});
}
