// SPDX-License-Identifier: MIT
// Enumerations written with Keras's strings. Named<E>("relu") is checked by the compiler: a literal
// that names nothing is a compile error. For names that arrive at run time there is from_name().
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "hourglass/error.h"

// clang before 15 loses consteval constructors in default arguments; there the same check runs when
// the program does.
#if defined(__clang__) && __clang_major__ < 15
#define HG_CONSTEVAL constexpr
#else
#define HG_CONSTEVAL consteval
#endif

namespace hourglass {

template <class Enum>
struct NamedValue {
  std::string_view name;
  Enum value;
};

// Specialised beside each enumeration: kWhat (what the names are names of) and kNames. Several
// names may stand for one value ("mse", "mean_squared_error"); the first is the one printed.
template <class Enum>
struct NameTable;

// Throws invalid_argument naming the nearest of `known`.
[[noreturn]] void throw_unknown_name(std::string_view what, std::string_view given,
                                     std::span<const std::string_view> known);

template <class Enum>
class Named {
 public:
  constexpr Named(Enum value) : value_(value) {}
  HG_CONSTEVAL Named(const char* name) : value_(find(name)) {}

  // Throws invalid_argument, suggesting the nearest name, if there is none of that name.
  static Named from_name(std::string_view name) {
    for (const auto& known : NameTable<Enum>::kNames) {
      if (known.name == name) return Named(known.value);
    }
    constexpr std::size_t kCount = std::size(NameTable<Enum>::kNames);
    std::string_view names[kCount];
    for (std::size_t i = 0; i < kCount; ++i) names[i] = NameTable<Enum>::kNames[i].name;
    throw_unknown_name(NameTable<Enum>::kWhat, name, names);
  }

  constexpr Enum kind() const { return value_; }
  constexpr std::string_view name() const {
    for (const auto& known : NameTable<Enum>::kNames) {
      if (known.value == value_) return known.name;
    }
    return {};
  }
  friend constexpr bool operator==(Named, Named) = default;

 private:
  static constexpr Enum find(std::string_view name) {
    for (const auto& known : NameTable<Enum>::kNames) {
      if (known.name == name) return known.value;
    }
    throw Error(ErrorCode::invalid_argument, NameTable<Enum>::kWhat, "there is none of that name");
  }

  Enum value_;
};

}  // namespace hourglass
