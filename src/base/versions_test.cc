// SPDX-License-Identifier: MIT
#include "base/versions.h"

#include <doctest/doctest.h>

namespace hourglass::base {
namespace {

int avx512() { return 512; }
int avx2() { return 2; }
int sse4() { return 4; }
int plain() { return 0; }

}  // namespace

TEST_CASE("a version that the compiler left out is never the best") {
  CHECK(Versions<int()>{nullptr, nullptr, nullptr, plain}.best()() == 0);
  CHECK(Versions<int()>{nullptr, avx2, sse4, plain}.best()() != 512);
}

TEST_CASE("the best version is the first that the machine can run") {
  const int best = Versions<int()>{avx512, avx2, sse4, plain}.best()();
  CHECK((best == 512) == machine_has(InstructionSetKind::avx512));
  CHECK((best == 0) == !machine_has(InstructionSetKind::sse4));
}

TEST_CASE("an instruction set comes with those before it") {
  using enum InstructionSetKind;
  CHECK(machine_has(scalar));
  if (machine_has(avx512)) CHECK(machine_has(InstructionSetKind::avx2));
  if (machine_has(InstructionSetKind::avx2)) CHECK(machine_has(InstructionSetKind::sse4));
}

}  // namespace hourglass::base
