// SPDX-License-Identifier: MIT
#include "cli/label_names.h"

namespace hourglass::cli {

// Fashion-MNIST's files number its classes; these are their names (github.com/zalandoresearch/
// fashion-mnist).
std::vector<std::string> label_names(const std::string& data, std::vector<std::string> names) {
  if (data == "fashion-mnist" && names.size() == 10) {
    return {"T-shirt", "trouser", "pullover", "dress", "coat",
            "sandal",  "shirt",   "sneaker",  "bag",   "ankle boot"};
  }
  return names;
}

}  // namespace hourglass::cli
