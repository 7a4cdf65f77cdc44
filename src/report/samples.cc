// SPDX-License-Identifier: MIT
#include "report/samples.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"
#include "hourglass/scaling.h"

namespace hourglass::report {
namespace {

Tensor run(const Model& model, const Dataset& samples, int threads) {
  return model.predict(samples.reshape(model.inputs().front().shape()), {.threads = threads});
}

}  // namespace

Tensor pick(const Dataset& samples, std::span<const std::int64_t> numbers) {
  Tensor picked(std::ssize(numbers), samples.shape());
  samples.gather(numbers, picked.values().data());
  return picked;
}

Tensor all(const Dataset& samples) { return samples.read(0, samples.size()); }

std::vector<std::int64_t> spread(std::int64_t size, std::int64_t count) {
  const std::int64_t kept = std::min(size, count);
  std::vector<std::int64_t> numbers;
  for (std::int64_t i = 0; i < kept; ++i) numbers.push_back(i * size / kept);
  return numbers;
}

Dataset first(const Dataset& samples, std::int64_t count) {
  return samples.slice(0, std::min(count, samples.size()));
}

Tensor reshaped(Tensor samples, const Shape& shape) {
  return {samples.batch(), shape, {samples.values().begin(), samples.values().end()}};
}

Tensor encode(const Subject& subject, const Network& network, const Dataset& samples) {
  return run(network.parts.encoder, samples, subject.threads);
}

Tensor decode(const Subject& subject, const Network& network, const Tensor& codes) {
  return reshaped(run(network.parts.decoder, codes, subject.threads), subject.test.shape());
}

Tensor reconstruct(const Subject& subject, const Network& network, const Dataset& samples) {
  return reshaped(run(network.parts.autoencoder, samples, subject.threads), samples.shape());
}

Tensor corrupted(const Network& network, const Tensor& samples, const CorruptionKind& corruption) {
  const Tensor given = reshaped(samples, network.parts.autoencoder.inputs().front().shape());
  const auto scaling = find_scaling(network.parts);
  return reshaped(scaling ? corrupt(given, corruption, 0, *scaling) : corrupt(given, corruption, 0),
                  samples.shape());
}

std::vector<std::size_t> largest_first(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  return order;
}

double mse_between(const Tensor& a, const Tensor& b, double white) {
  HG_CHECK(a.size() == b.size());
  double squares = 0;
  for (std::size_t i = 0; i < a.values().size(); ++i) {
    const double difference = (double{a.values()[i]} - double{b.values()[i]}) / white;
    squares += difference * difference;
  }
  return squares / static_cast<double>(a.size());
}

}  // namespace hourglass::report
