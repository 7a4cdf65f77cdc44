// SPDX-License-Identifier: MIT
#include "data/check_finite.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::data {
namespace {

constexpr std::int64_t kNumbersAtOnce = std::int64_t{1} << 16;  // 256 KiB, which caches hold

// "row 5, column 3", or "sample 5, at [2, 0, 1]": rows and columns count from 1, places from 0.
std::string place(const Shape& shape, std::int64_t sample, std::int64_t number) {
  const std::string row = std::to_string(sample + 1);
  if (shape.rank() <= 1) return "row " + row + ", column " + std::to_string(number + 1);
  std::string text;
  for (std::int64_t axis = shape.rank() - 1; axis >= 0; --axis) {
    text = std::to_string(number % shape[axis]) + (text.empty() ? "" : ", ") + text;
    number /= shape[axis];
  }
  return "sample " + row + ", at [" + text + "]";
}

}  // namespace

void check_finite(const Dataset& samples, const std::string& name) {
  if (samples.known_finite() || samples.streaming().block > 0) return;
  const std::int64_t size = samples.shape().size();
  const std::int64_t block =
      std::max<std::int64_t>(1, kNumbersAtOnce / std::max<std::int64_t>(1, size));
  std::vector<float> numbers(static_cast<std::size_t>(block * size));
  std::vector<std::int64_t> indices(static_cast<std::size_t>(block));
  for (std::int64_t begin = 0; begin < samples.size(); begin += block) {
    const std::int64_t count = std::min(block, samples.size() - begin);
    std::iota(indices.begin(), indices.begin() + count, begin);
    samples.gather(std::span(indices).first(static_cast<std::size_t>(count)), numbers.data());
    const auto end = numbers.begin() + count * size;
    const auto found =
        std::find_if(numbers.begin(), end, [](float number) { return !std::isfinite(number); });
    if (found == end) continue;
    const std::int64_t number = found - numbers.begin();
    throw Error(ErrorCode::bad_file, "data",
                base::quote(name) + " holds " + std::to_string(*found) + " in " +
                    place(samples.shape(), begin + number / size, number % size) +
                    "; expected finite numbers; leave such samples out or fill in a value");
  }
}

}  // namespace hourglass::data
