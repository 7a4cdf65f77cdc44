// SPDX-License-Identifier: MIT
#include "page/diagram.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "page/blocks.h"

namespace hourglass::page {
namespace {

const char* part_name(Part part) {
  switch (part) {
    case Part::input:
      return "input";
    case Part::encoder:
      return "encoder";
    case Part::code:
      return "code";
    case Part::decoder:
      return "decoder";
    case Part::output:
      return "output";
  }
  return "";
}

std::int64_t largest_size(const Diagram& diagram) {
  std::int64_t largest = 1;
  for (const DiagramLayer& layer : diagram.layers) largest = std::max(largest, layer.size);
  return largest;
}

// By the root of the size: by the size itself a code of 32 beside 12,544 numbers would be a hair.
std::string bar_style(std::int64_t size, std::int64_t largest) {
  const double share = std::sqrt(static_cast<double>(std::max<std::int64_t>(size, 0)) /
                                 static_cast<double>(largest));
  return "width:" + std::to_string(std::max<long>(2, std::lround(100 * share))) + "%";
}

Html layer_html(const DiagramLayer& layer, std::int64_t largest) {
  const Html bar =
      element("span", {{"class", "bar"}, {"style", bar_style(layer.size, largest)}}, {});
  return element(
      "li", {{"class", part_name(layer.part)}},
      element("span", {{"class", "name"}},
              Html::text(layer.name) + text_element("small", {}, part_name(layer.part))) +
          element("span", {{"class", "track"}, {"aria-hidden", "true"}}, bar) +
          element("span", {{"class", "shape"}},
                  Html::text(layer.shape) + text_element("small", {}, layer.detail)));
}

}  // namespace

Html html_of(const Diagram& diagram) {
  const std::int64_t largest = largest_size(diagram);
  Html layers;
  for (const DiagramLayer& layer : diagram.layers) layers += layer_html(layer, largest);
  return element(
      "figure", {{"class", "diagram"}},
      figure_caption(diagram.title, diagram.caption) + element("ol", {{"role", "list"}}, layers));
}

}  // namespace hourglass::page
