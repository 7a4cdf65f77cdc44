// SPDX-License-Identifier: MIT
// A program of somebody else's: trains and fails through the public headers alone.
#include <iostream>

#include "hourglass/hourglass.h"

namespace {

class LastLoss : public hourglass::Callback {
 public:
  void on_epoch_end(hourglass::Model&, std::int64_t, const hourglass::Logs& logs) override {
    loss = *hourglass::find_log(logs, "loss");
  }
  double loss = 0;
};

// The library's exceptions have to be the program's, also across a shared library.
bool refuses_a_wrong_shape() {
  try {
    hourglass::Reshape({10, 10})(hourglass::Input({784}));
  } catch (const hourglass::Error& error) {
    return error.code() == hourglass::ErrorCode::shape_mismatch;
  }
  return false;
}

}  // namespace

int main() {
  using namespace hourglass;
  const SymbolicTensor x = Input({4});
  Model model(x, Dense(4)(Dense(2)(x)));
  model.compile({.optimizer = Adam({.learning_rate = 0.01}), .loss = "mse"});
  LastLoss last;
  const History history =
      model.fit(Tensor(2, {4}, {1, 0, 0, 1, 0, 1, 1, 0}), {.epochs = 50, .callbacks = {&last}});
  if (!(last.loss < history["loss"].front() / 2) || !refuses_a_wrong_shape()) return 1;
  std::cout << "hourglass " << version() << "\n";
}
