// SPDX-License-Identifier: MIT
#include "train/sample_order.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#include "hourglass/hourglass.h"

using namespace hourglass;
using hourglass::train::SampleOrder;

namespace {

// Twenty-three samples in blocks of three, windows of two blocks.
class StreamedNumbers : public SampleSource {
 public:
  std::int64_t size() const override { return 23; }
  const Shape& shape() const override { return shape_; }
  Streaming streaming() const override { return {3, 2}; }
  void prefetch(std::span<const SampleRange> blocks) const override {
    windows.emplace_back(blocks.begin(), blocks.end());
  }
  void gather(std::span<const std::int64_t> indices, float* out) const override {
    for (const std::int64_t index : indices) *out++ = static_cast<float>(index) / 23;
  }

  mutable std::vector<std::vector<SampleRange>> windows;

 private:
  Shape shape_{1};
};

std::vector<std::int64_t> all_of(SampleOrder& order, std::int64_t batch) {
  std::vector<std::int64_t> all;
  for (auto samples = order.next(batch); !samples.empty(); samples = order.next(batch))
    all.insert(all.end(), samples.begin(), samples.end());
  return all;
}

}  // namespace

TEST_CASE("streamed data: every sample once, window by window, each asked for ahead") {
  const auto source = std::make_shared<StreamedNumbers>();
  const std::vector<Dataset> data{Dataset(source), Dataset(source)};
  SampleOrder order(data, base::RandomKey{1, 2});
  const std::vector<std::int64_t> all = all_of(order, 4);
  CHECK(std::set<std::int64_t>(all.begin(), all.end()).size() == 23);
  CHECK(all.size() == 23);
  REQUIRE(source->windows.size() == 4);
  std::size_t at = 0;
  for (const auto& window : source->windows) {
    std::set<std::int64_t> expected;
    for (const SampleRange range : window) {
      CHECK(range.begin % 3 == 0);
      for (std::int64_t sample = range.begin; sample < range.end; ++sample) expected.insert(sample);
    }
    std::set<std::int64_t> taken;
    for (std::size_t i = 0; i < expected.size(); ++i) taken.insert(all[at++]);
    CHECK(taken == expected);
  }
  CHECK_FALSE(std::is_sorted(all.begin(), all.begin() + 6));
}

TEST_CASE("the order depends on the key and on nothing else") {
  const std::vector<Dataset> data{Dataset(std::make_shared<StreamedNumbers>())};
  SampleOrder one(data, base::RandomKey{1, 2});
  SampleOrder same(data, base::RandomKey{1, 2});
  SampleOrder other(data, base::RandomKey{1, 3});
  const auto first = all_of(one, 5);
  CHECK(all_of(same, 7) == first);
  CHECK(all_of(other, 5) != first);
  SampleOrder unshuffled(data, std::nullopt);
  const auto in_order = all_of(unshuffled, 5);
  CHECK(std::is_sorted(in_order.begin(), in_order.end()));
  CHECK(in_order.size() == 23);
}

TEST_CASE("data in memory: one permutation") {
  const std::vector<Dataset> data{Dataset(Tensor(100, {1}))};
  SampleOrder order(data, base::RandomKey{5, 6});
  CHECK(all_of(order, 32) == base::random_permutation({5, 6}, 100));
}

TEST_CASE("training on streamed data gives one result for any number of threads") {
  std::string digest;
  for (const int threads : {1, 3}) {
    auto x = Input({1});
    Model model(x, Dense(1)(Dense(8, {.activation = "tanh"})(x)));
    model.compile({.optimizer = Adam(), .loss = "mse"});
    model.fit(Dataset(std::make_shared<StreamedNumbers>()),
              {.epochs = 3, .batch_size = 4, .validation_split = 0.2, .threads = threads});
    if (digest.empty()) digest = model.weights_sha256();
    CHECK(model.weights_sha256() == digest);
  }
}
