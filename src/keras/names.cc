// SPDX-License-Identifier: MIT
#include "keras/names.h"

#include <utility>

namespace hourglass::keras {
namespace {

constexpr std::pair<std::string_view, InitializerKind> kInitializerClasses[] = {
    {"GlorotUniform", InitializerKind::glorot_uniform},
    {"GlorotNormal", InitializerKind::glorot_normal},
    {"HeUniform", InitializerKind::he_uniform},
    {"HeNormal", InitializerKind::he_normal},
    {"LecunUniform", InitializerKind::lecun_uniform},
    {"LecunNormal", InitializerKind::lecun_normal},
    {"Zeros", InitializerKind::zeros},
    {"Ones", InitializerKind::ones},
    {"Constant", InitializerKind::constant},
};

constexpr std::pair<std::string_view, LossKind> kLossNames[] = {
    {"MeanSquaredError", LossKind::mse},
    {"MSE", LossKind::mse},
    {"MeanAbsoluteError", LossKind::mae},
    {"MAE", LossKind::mae},
    {"BinaryCrossentropy", LossKind::binary_crossentropy},
    {"BCE", LossKind::binary_crossentropy},
    {"Huber", LossKind::huber},
};

template <class Names>
auto find(const Names& names, std::string_view name) {
  for (const auto& [known, kind] : names) {
    if (known == name) return std::optional(kind);
  }
  return decltype(std::optional(names[0].second)){};
}

template <class Enum>
std::optional<Enum> find_identifier(std::string_view name) {
  for (const auto& known : NameTable<Enum>::kNames) {
    if (known.name == name) return known.value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view initializer_class(InitializerKind kind) {
  for (const auto& [name, known] : kInitializerClasses) {
    if (known == kind) return name;
  }
  return {};
}

std::optional<InitializerKind> find_initializer(std::string_view name) {
  const auto kind = find(kInitializerClasses, name);
  return kind ? kind : find_identifier<InitializerKind>(name);
}

std::optional<LossKind> find_loss(std::string_view name) {
  const auto kind = find(kLossNames, name);
  return kind ? kind : find_identifier<LossKind>(name);
}

}  // namespace hourglass::keras
