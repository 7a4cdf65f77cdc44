// SPDX-License-Identifier: MIT
// Maps of images in two dimensions: each image is a point, coloured by its label; whoever points at
// it sees the image, and where it lies on the other maps.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "page/pictures.h"

namespace hourglass::page {

// Empty if there are none.
struct Labels {
  std::vector<std::string> names = {};
  std::vector<std::size_t> of_points = {};  // an index of `names` a point
};

struct Map {
  std::string title = {};
  std::string alt = {};
  std::string x_title = {};
  std::string y_title = {};
  std::vector<double> x = {};  // a number a point, the same points on every map
  std::vector<double> y = {};
};

struct Maps {
  std::vector<Map> maps = {};
  Labels labels = {};
  Sprites sprites = {};  // an image a point
  std::string caption = {};
};

}  // namespace hourglass::page
