// SPDX-License-Identifier: MIT
#include "plan/sweeps.h"

#include <algorithm>

namespace hourglass::plan {
namespace {

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return (a >= 0 ? a : a - b + 1) / b; }

TapSweep plain(const graph::Window& window) {
  TapSweep result{{window.size, -window.before, window.stride, 0, 1, window.output}, {}};
  for (std::int64_t tap = 0; tap < window.size; ++tap) result.taps.push_back({tap, tap + 1});
  return result;
}

// Outputs phase + up * i. Tap t of the large image's window falls on cell
// i + floor((phase - before + t) / up) of the small one.
TapSweep output_phase(const graph::Window& window, std::int64_t up, std::int64_t phase) {
  const auto cell = [&](std::int64_t tap) { return floor_divide(phase - window.before + tap, up); };
  TapSweep result{{0, cell(0), 1, phase, up, (window.output - phase + up - 1) / up}, {}};
  for (std::int64_t tap = 0; tap < window.size; ++tap) {
    if (tap == 0 || cell(tap) != cell(tap - 1)) {
      result.taps.push_back({tap, tap});
    }
    ++result.taps.back().end;
  }
  result.sweep.taps = static_cast<std::int64_t>(result.taps.size());
  return result;
}

// Inputs phase + stride * i: those taps that reach them, turned round.
TapSweep input_phase(const graph::Window& window, std::int64_t phase, std::int64_t size) {
  const std::int64_t shifted = phase + window.before;
  const std::int64_t first = shifted % window.stride;
  TapSweep result{{0, 0, 1, phase, window.stride, (size - phase - 1) / window.stride + 1}, {}};
  for (std::int64_t tap = first; tap < window.size; tap += window.stride)
    result.taps.insert(result.taps.begin(), {tap, tap + 1});
  result.sweep.taps = static_cast<std::int64_t>(result.taps.size());
  result.sweep.in_start = shifted / window.stride - (result.sweep.taps - 1);
  return result;
}

// Input cell i stands for cells up * i .. up * i + up - 1 of the large image; output up * i + d
// reaches them with taps before - d .. before - d + up - 1.
TapSweep input_of_repeated(const graph::Window& window, std::int64_t up, std::int64_t size) {
  const std::int64_t first = window.before - window.size + 1;
  const std::int64_t last = window.before + up - 1;
  TapSweep result{{last - first + 1, first, up, 0, 1, size}, {}};
  for (std::int64_t d = first; d <= last; ++d) {
    result.taps.push_back({std::max<std::int64_t>(0, window.before - d),
                           std::min(window.size, window.before - d + up)});
  }
  return result;
}

}  // namespace

std::vector<TapSweep> output_sweeps(const graph::Window& window, std::int64_t up) {
  if (up == 1) return {plain(window)};
  std::vector<TapSweep> sweeps;
  for (std::int64_t phase = 0; phase < std::min(up, window.output); ++phase)
    sweeps.push_back(output_phase(window, up, phase));
  return sweeps;
}

std::vector<TapSweep> input_sweeps(const graph::Window& window, std::int64_t up,
                                   std::int64_t size) {
  if (up > 1) return {input_of_repeated(window, up, size)};
  std::vector<TapSweep> sweeps;
  for (std::int64_t phase = 0; phase < std::min(window.stride, size); ++phase)
    sweeps.push_back(input_phase(window, phase, size));
  return sweeps;
}

std::int64_t cells_before(const Sweep& sweep) { return std::max<std::int64_t>(0, -sweep.in_start); }

std::int64_t cells_after(const Sweep& sweep, std::int64_t size) {
  const std::int64_t end = sweep.in_start + (sweep.count - 1) * sweep.in_step + sweep.taps;
  return std::max<std::int64_t>(0, end - size);
}

}  // namespace hourglass::plan
