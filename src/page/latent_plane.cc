// SPDX-License-Identifier: MIT
#include "page/latent_plane.h"

#include <cmath>
#include <string>

#include "base/check.h"
#include "page/blocks.h"
#include "page/number.h"

namespace hourglass::page {
namespace {

Json dimension_json(const CodeDimension& dimension) {
  HG_CHECK(std::isfinite(dimension.low) && std::isfinite(dimension.high));
  HG_CHECK(dimension.low < dimension.high);
  HG_CHECK(dimension.low <= dimension.start && dimension.start <= dimension.high);
  return {{"name", dimension.name},
          {"low", number_json(dimension.low)},
          {"high", number_json(dimension.high)},
          {"start", number_json(dimension.start)}};
}

}  // namespace

Html html_of(const LatentPlane& plane) {
  HG_CHECK(!plane.dimensions.empty() && plane.x.size() == plane.y.size());
  Json json = {{"decoder", decoder_json(plane.decoder, plane.dimensions.size())},
               {"dimensions", Json::array()},
               {"x", numbers_json(plane.x)},
               {"y", numbers_json(plane.y)},
               {"labels", labels_json(plane.labels, plane.x.size())}};
  for (const CodeDimension& dimension : plane.dimensions) {
    json["dimensions"].push_back(dimension_json(dimension));
  }
  const Html decoded = element("canvas",
                               {{"class", "decoded"},
                                {"role", "img"},
                                {"aria-label", "The image that is decoded at the point"},
                                {"width", std::to_string(plane.decoder.width)},
                                {"height", std::to_string(plane.decoder.height)}},
                               {});
  return element("figure", {{"class", "plane"}},
                 figure_caption(plane.title, plane.caption) +
                     element("div", {{"class", "panels"}},
                             plot_element("plot square", plane.alt) + decoded +
                                 element("div", {{"class", "controls"}}, {})) +
                     data_element(json));
}

}  // namespace hourglass::page
