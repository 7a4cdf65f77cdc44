// SPDX-License-Identifier: MIT
// Lambdas as one visitor for std::visit.
#pragma once

namespace hourglass::base {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
// C++20 deduces this by itself; clang before 17 does not.
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace hourglass::base
