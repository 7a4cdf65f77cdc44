// SPDX-License-Identifier: MIT
#include "graph/snake_case.h"

#include <cctype>
#include <regex>

namespace hourglass::graph {

std::string to_snake_case(std::string_view class_name) {
  static const std::regex word("(.)([A-Z][a-z]+)");
  static const std::regex border("([a-z])([A-Z])");
  std::string snake = std::regex_replace(std::string(class_name), word, "$1_$2");
  snake = std::regex_replace(snake, border, "$1_$2");
  for (char& letter : snake)
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return snake;
}

}  // namespace hourglass::graph
