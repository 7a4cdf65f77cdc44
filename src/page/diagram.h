// SPDX-License-Identifier: MIT
// A network as a chain of layers, each as wide as it holds numbers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hourglass::page {

enum class Part { input, encoder, code, decoder, output };

struct DiagramLayer {
  std::string name = {};    // "Dense, relu"
  std::string shape = {};   // "14 x 14 x 16"
  std::string detail = {};  // "50,240 parameters"; may be empty
  std::int64_t size = 1;    // the numbers that come out
  Part part = Part::encoder;
};

struct Diagram {
  std::string title = {};
  std::string caption = {};
  std::vector<DiagramLayer> layers = {};
};

}  // namespace hourglass::page
