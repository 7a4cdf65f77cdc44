// SPDX-License-Identifier: MIT
#include "browser/hostile.h"

#include <cstdint>
#include <limits>

#include "browser/planes.h"
#include "picture/png.h"

namespace hourglass::browser {
namespace {

std::string name(std::size_t i) { return hostile_names()[i % hostile_names().size()]; }

page::Pictures pictures() {
  page::Pictures result;
  for (std::size_t i = 0; i < hostile_names().size(); ++i) {
    const picture::Pixels pixels{
        .width = 8, .height = 2, .channels = 1, .values = std::vector<std::uint8_t>(16, 128)};
    result.pictures.push_back({.png = picture::encode_png(pixels),
                               .width = 8,
                               .height = 2,
                               .scale = 4,
                               .alt = name(i),
                               .title = name(i),
                               .caption = name(i + 1)});
  }
  return result;
}

page::Charts charts() {
  page::Charts result;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const page::ChartKind kind : {page::ChartKind::line, page::ChartKind::bar}) {
    page::Chart chart{.kind = kind, .title = name(0), .alt = name(1), .caption = name(2)};
    chart.x.title = name(3);
    chart.y.title = name(4);
    const bool bar = kind == page::ChartKind::bar;
    if (bar) chart.categories = {name(0), name(1), name(4)};
    for (std::size_t i = 0; i < hostile_names().size(); ++i) {
      const double height = static_cast<double>(i) + 1;
      chart.series.push_back({name(i), {}, {height, nan, height + 1}});
      if (!bar) chart.series.back().x = {1, 2, 3};
    }
    result.charts.push_back(chart);
  }
  return result;
}

page::Labels labels() { return {hostile_names(), {0, 1, 2, 3, 4}}; }

page::Maps maps() {
  const std::vector<std::uint8_t> images(5 * 16, 200);
  return {.maps = {{.title = name(0),
                    .alt = name(1),
                    .x_title = name(2),
                    .y_title = name(4),
                    .x = {1, 2, 3, 4, 5},
                    .y = {5, 3, 4, 1, 2}}},
          .labels = labels(),
          .sprites = page::make_sprites(images, 4, 4, 1),
          .caption = name(4)};
}

page::LatentPlane plane() {
  page::LatentPlane plane = convolutional_plane().plane;
  plane.title = plane.caption = plane.alt = name(1);
  for (std::size_t i = 0; i < 3; ++i) plane.dimensions[i].name = name(i + 2);
  plane.x = plane.y = {-1, 0, 1, 1.5, 2};
  plane.labels = labels();
  return plane;
}

}  // namespace

const std::vector<std::string>& hostile_names() {
  static const std::vector<std::string> names = {
      "<script>window.hacked = 1</script>",
      "\"><img src=x onerror=\"window.hacked = 2\">",
      "</style></script><style>body { display: none }</style>",
      "\xE2\x80\xAEright to left\xE2\x80\xA8 and \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D &amp; \\u003c "
      "${1}",
      std::string(10000, 'W'),
  };
  return names;
}

page::Section hostile_section() {
  page::Section section{.id = name(0), .title = name(1)};
  std::vector<page::Block>& blocks = section.blocks;
  for (std::size_t i = 0; i < hostile_names().size(); ++i) {
    blocks.emplace_back(page::Paragraph{name(i)});
    blocks.emplace_back(page::Heading{name(i)});
    blocks.emplace_back(page::Claim{name(i), name(i + 1)});
  }
  blocks.emplace_back(page::KeyNumbers{{{name(0), name(1), name(2)}, {name(4), name(4), name(3)}}});
  blocks.emplace_back(
      page::Table{name(0), {{name(0)}, {name(1), true}, {name(4)}}, {{name(2), name(3), name(4)}}});
  blocks.emplace_back(pictures());
  blocks.emplace_back(charts());
  blocks.emplace_back(maps());
  blocks.emplace_back(plane());
  blocks.emplace_back(page::Diagram{
      name(0), name(1), {{name(0), name(1), name(2), 100}, {name(4), name(4), name(4), 10}}});
  return section;
}

}  // namespace hourglass::browser
