// SPDX-License-Identifier: MIT
#include "plan/corrupt_sample.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/gaussian_filter.h"

namespace hourglass::plan {
namespace {

// The second word that threefry gives for a number. Kernels draw with the first what is corrupted.
std::uint32_t second_word(base::RandomKey key, std::int64_t number) {
  return base::threefry(key, {static_cast<std::uint32_t>(number), 0})[1];
}

// One of the samples that are not `index`, if there are any.
std::int64_t another_sample(std::uint32_t bits, std::int64_t index, std::int64_t samples) {
  const std::int64_t others = samples - 1;
  if (others == 0) return index;
  const auto drawn = static_cast<std::int64_t>(bits * 0x1p-32 * static_cast<double>(others));
  return drawn < index ? drawn : drawn + 1;
}

template <class T>
class Corrupter {
 public:
  Corrupter(const kernels::Kernels<T>& kernels, const SampleToCorrupt& sample, const T* clean,
            T* out)
      : k_(kernels),
        sample_(sample),
        key_(base::sample_key(sample.key, sample.index)),
        size_(sample.shape.size()),
        clean_(clean),
        out_(out) {}

  void operator()(const GaussianCorruption& noise) const {
    k_.normal(key_, size_, out_);
    k_.corrupt(size_, clean_, out_, T(noise.stddev), T(noise.minimum), T(noise.maximum), out_);
  }

  void operator()(const MaskingCorruption& masking) const {
    replace_some(masking.probability, [](std::int64_t) { return T(0); });
  }

  void operator()(const SaltAndPepperCorruption& noise) const {
    replace_some(noise.probability, [&](std::int64_t i) {
      const bool is_salt = second_word(key_, i) >> 31 != 0;
      return T(is_salt ? noise.maximum : noise.minimum);
    });
  }

  void operator()(const BlurCorruption& blur) const {
    constexpr std::int64_t kMostWeights = 2 * base::gaussian_radius(kWidestBlur) + 1;
    std::array<double, static_cast<std::size_t>(kMostWeights)> room;
    const std::int64_t count = 2 * base::gaussian_radius(blur.sigma) + 1;
    const auto weights = std::span(room).first(static_cast<std::size_t>(count));
    base::fill_gaussian_weights(blur.sigma, weights);
    const Shape& shape = blur.image_shape ? *blur.image_shape : sample_.shape;
    base::filter_image<T>(weights, shape, clean_, sample_.scratch, out_);
  }

  void operator()(const SwapCorruption& swap) const {
    replace_some(swap.probability, [&](std::int64_t i) {
      const std::int64_t other =
          another_sample(second_word(key_, i), sample_.index, sample_.data.size());
      sample_.data.gather({&other, 1}, sample_.scratch);
      return T(sample_.scratch[i]);
    });
  }

 private:
  // Dropout's mask, which is 0 where a number is dropped, says which are replaced.
  template <class Replacement>
  void replace_some(float probability, Replacement replacement) const {
    k_.dropout_mask(key_, T(probability), size_, out_);
    for (std::int64_t i = 0; i < size_; ++i) out_[i] = out_[i] == 0 ? replacement(i) : clean_[i];
  }

  const kernels::Kernels<T>& k_;
  const SampleToCorrupt& sample_;
  base::RandomKey key_;
  std::int64_t size_;
  const T* clean_;
  T* out_;
};

}  // namespace

template <class T>
void corrupt_sample(const kernels::Kernels<T>& kernels, const CorruptionKind& corruption,
                    const SampleToCorrupt& sample, const T* clean, T* out) {
  std::visit(Corrupter<T>(kernels, sample, clean, out), corruption);
}

template void corrupt_sample(const kernels::Kernels<float>&, const CorruptionKind&,
                             const SampleToCorrupt&, const float*, float*);
template void corrupt_sample(const kernels::Kernels<double>&, const CorruptionKind&,
                             const SampleToCorrupt&, const double*, double*);

}  // namespace hourglass::plan
