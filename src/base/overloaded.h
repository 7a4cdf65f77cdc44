// SPDX-License-Identifier: MIT
// Lambdas as one visitor for std::visit.
#pragma once

namespace hourglass::base {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

}  // namespace hourglass::base
