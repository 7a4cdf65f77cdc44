// SPDX-License-Identifier: MIT
#include "page/maps.h"

#include <string>

#include "base/check.h"
#include "page/base64.h"
#include "page/blocks.h"
#include "page/number.h"

namespace hourglass::page {
namespace {

Json map_json(const Map& map) {
  return {{"title", map.title},
          {"x_title", map.x_title},
          {"y_title", map.y_title},
          {"x", numbers_json(map.x)},
          {"y", numbers_json(map.y)}};
}

}  // namespace

Json labels_json(const Labels& labels, std::size_t points) {
  HG_CHECK(labels.of_points.empty() || labels.of_points.size() == points);
  for (const std::size_t label : labels.of_points) HG_CHECK(label < labels.names.size());
  return {{"names", labels.names}, {"of_points", labels.of_points}};
}

Html html_of(const Maps& maps) {
  HG_CHECK(!maps.maps.empty() && maps.sprites.width > 0 && maps.sprites.height > 0);
  const std::size_t points = maps.maps.front().x.size();
  Json json = {{"maps", Json::array()},
               {"labels", labels_json(maps.labels, points)},
               {"width", maps.sprites.width},
               {"height", maps.sprites.height},
               {"columns", maps.sprites.columns}};
  Html panels;
  for (const Map& map : maps.maps) {
    HG_CHECK(map.x.size() == points && map.y.size() == points);
    json["maps"].push_back(map_json(map));
    panels += element(
        "div", {{"class", "map"}},
        text_element("p", {{"class", "title"}}, map.title) + plot_element("plot square", map.alt));
  }
  const Html sprites = void_element(
      "img",
      {{"class", "sprites"}, {"hidden", ""}, {"alt", ""}, {"src", png_url(maps.sprites.png)}});
  return element("figure", {{"class", "maps"}},
                 element("div", {{"class", "panels"}}, panels) + sprites + data_element(json) +
                     figure_caption("", maps.caption));
}

}  // namespace hourglass::page
