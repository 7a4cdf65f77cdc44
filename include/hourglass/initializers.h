// SPDX-License-Identifier: MIT
// Keras's weight initializers. The numbers come from Hourglass's own counter-based generator, so
// one seed gives one set of weights everywhere, but not the ones Keras draws from that seed.
// Formulas: keras/src/initializers/random_initializers.py.
#pragma once

#include <string_view>

#include "hourglass/names.h"

namespace hourglass {

// fan_in and fan_out are the products Keras takes: kernel height * width * channels for Conv2D.
enum class InitializerKind {
  glorot_uniform,  // uniform in +-sqrt(6 / (fan_in + fan_out))
  glorot_normal,   // normal cut off at two standard deviations, variance 2 / (fan_in + fan_out)
  he_uniform,      // uniform in +-sqrt(6 / fan_in)
  he_normal,       // cut-off normal, variance 2 / fan_in
  lecun_uniform,   // uniform in +-sqrt(3 / fan_in)
  lecun_normal,    // cut-off normal, variance 1 / fan_in
  zeros,
  ones,
  constant,  // Constant(value)
};

template <>
struct NameTable<InitializerKind> {
  static constexpr std::string_view kWhat = "initializer";
  static constexpr NamedValue<InitializerKind> kNames[] = {
      {"glorot_uniform", InitializerKind::glorot_uniform},
      {"glorot_normal", InitializerKind::glorot_normal},
      {"he_uniform", InitializerKind::he_uniform},
      {"he_normal", InitializerKind::he_normal},
      {"lecun_uniform", InitializerKind::lecun_uniform},
      {"lecun_normal", InitializerKind::lecun_normal},
      {"zeros", InitializerKind::zeros},
      {"ones", InitializerKind::ones},
      {"constant", InitializerKind::constant},
  };
};

struct Initializer {
  // Implicit from a name: {.kernel_initializer = "he_normal"}.
  HG_CONSTEVAL Initializer(const char* name) : kind(Named<InitializerKind>(name).kind()) {}
  constexpr Initializer(InitializerKind kind, float value = 0) : kind(kind), value(value) {}

  InitializerKind kind;
  float value = 0;  // read by constant alone
};

constexpr Initializer Constant(float value) { return {InitializerKind::constant, value}; }

}  // namespace hourglass
