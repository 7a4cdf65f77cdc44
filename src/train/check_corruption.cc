// SPDX-License-Identifier: MIT
#include "train/check_corruption.h"

#include <cmath>
#include <limits>
#include <string>

#include "hourglass/error.h"
#include "plan/corrupt_sample.h"

namespace hourglass::train {
namespace {

class Checker {
 public:
  Checker(std::string_view where, const Shape& sample) : where_(where), sample_(sample) {}

  void operator()(const GaussianCorruption& noise) const {
    check_range(noise.minimum, noise.maximum);
    check_strength("stddev", noise.stddev, std::numeric_limits<float>::max(), "a finite one");
  }
  void operator()(const MaskingCorruption& masking) const { check_share(masking.probability); }
  void operator()(const SaltAndPepperCorruption& noise) const {
    check_range(noise.minimum, noise.maximum);
    if (!std::isfinite(noise.minimum) || !std::isfinite(noise.maximum))
      fail("has an infinite range; expected numbers to set others to");
    check_share(noise.probability);
  }
  void operator()(const BlurCorruption& blur) const {
    check_strength("sigma", blur.sigma, plan::kWidestBlur, "at most 100 pixels");
    const Shape& shape = blur.image_shape.value_or(sample_);
    if (shape.rank() == 3 && shape.size() == sample_.size()) return;
    throw Error(ErrorCode::shape_mismatch, where_,
                "corruption is blur, of images of shape " + shape.to_string() +
                    " in samples of shape " + sample_.to_string() +
                    "; expected [height, width, channels]; say how the numbers lie with "
                    "BlurCorruption::image_shape");
  }
  void operator()(const SwapCorruption& swap) const { check_share(swap.probability); }

 private:
  void check_share(float probability) const {
    check_strength("probability", probability, 1, "at most 1");
  }
  void check_strength(std::string_view name, float strength, float most,
                      std::string_view at_most) const {
    if (strength >= 0 && strength <= most) return;
    fail("has " + std::string(name) + " " + std::to_string(strength) + "; expected 0 or more, " +
         std::string(at_most));
  }
  void check_range(float minimum, float maximum) const {
    if (minimum <= maximum) return;
    fail("has range " + std::to_string(minimum) + " to " + std::to_string(maximum) +
         "; expected one that is not empty");
  }
  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorCode::invalid_argument, where_, "corruption " + message);
  }

  std::string_view where_;
  const Shape& sample_;
};

}  // namespace

void check_corruption(std::string_view where, const Corruption& corruption, const Shape& sample) {
  if (corruption) std::visit(Checker(where, sample), *corruption);
}

void check_corruption_schedule(std::string_view where, const Corruption& corruption,
                               const CorruptionSchedule& schedule, const Shape& sample) {
  if (schedule.epochs == 0) return;
  if (schedule.epochs < 0 || !corruption) {
    throw Error(ErrorCode::invalid_argument, where,
                "corruption_schedule has " + std::to_string(schedule.epochs) + " epochs" +
                    (corruption ? "" : " and there is no corruption") +
                    "; expected 0 or more, with a corruption");
  }
  CorruptionKind first = *corruption;
  set_strength(first, schedule.start);
  check_corruption(where, first, sample);
}

}  // namespace hourglass::train
