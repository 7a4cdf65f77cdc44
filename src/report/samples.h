// SPDX-License-Identifier: MIT
// Samples as sections want them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "hourglass/dataset.h"
#include "report/subject.h"

namespace hourglass::report {

// The samples of these numbers, one after another.
Tensor pick(const Dataset& samples, std::span<const std::int64_t> numbers);

Tensor all(const Dataset& samples);

// At most `count` of 0, 1, ... size - 1, evenly spread and rising.
std::vector<std::int64_t> spread(std::int64_t size, std::int64_t count);

// The first `count` of them, or all there are.
Dataset first(const Dataset& samples, std::int64_t count);

// The same numbers in another shape of the same size.
Tensor reshaped(Tensor samples, const Shape& shape);

// What a network makes of samples, which it takes in whatever shape of that size. A batch the size
// of `samples` is held in memory.
Tensor encode(const Subject& subject, const Network& network, const Dataset& samples);
Tensor decode(const Subject& subject, const Network& network, const Tensor& codes);
Tensor reconstruct(const Subject& subject, const Network& network, const Dataset& samples);

// The samples as the network's training saw them with this corruption, in their own units.
Tensor corrupted(const Network& network, const Tensor& samples, const CorruptionKind& corruption);

// The places of the values, from the largest down; of equal ones the first comes first.
std::vector<std::size_t> largest_first(std::span<const double> values);

// The mean of the squared differences of all numbers, in units of white squared.
double mse_between(const Tensor& a, const Tensor& b, double white = 1);

}  // namespace hourglass::report
