// SPDX-License-Identifier: MIT
// TensorBoard's events as bytes: protocol buffers, with the values as tensors, as TensorFlow 2
// writes them and Keras's callback with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "picture/contact_sheet.h"

namespace hourglass::tensorboard {

// When, in seconds since 1970, and in which epoch, counted from 0, or after which training step.
struct Moment {
  double wall_time = 0;
  std::int64_t step = 0;
};

// What every file begins with: the version of the format.
std::string first_event(double wall_time);

// One point of the curve `tag`.
std::string scalar_event(Moment moment, std::string_view tag, float value);

// One picture of the series `tag`.
std::string image_event(Moment moment, std::string_view tag, const picture::ContactSheet& image);

// The event with its length and checksums around it, as files hold it.
std::vector<std::byte> as_record(std::string_view event);

}  // namespace hourglass::tensorboard
