// SPDX-License-Identifier: MIT
#include "page/pictures.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "page/base64.h"
#include "page/blocks.h"
#include "picture/png.h"

namespace hourglass::page {
namespace {

Html picture_html(const Picture& picture) {
  HG_CHECK(picture.width > 0 && picture.height > 0 && picture.scale > 0);
  const Html image =
      void_element("img", {{"class", picture.scale > 1 ? "pixels" : "picture"},
                           {"src", png_url(picture.png)},
                           {"width", std::to_string(picture.width * picture.scale)},
                           {"height", std::to_string(picture.height * picture.scale)},
                           {"alt", picture.alt}});
  return element("figure", {}, image + figure_caption(picture.title, picture.caption));
}

}  // namespace

Html html_of(const Pictures& pictures) {
  Html figures;
  for (const Picture& picture : pictures.pictures) figures += picture_html(picture);
  return element("div", {{"class", "pictures"}}, figures);
}

Html figure_caption(std::string_view title, std::string_view caption) {
  const Html content = text_element("span", {{"class", "title"}}, title) +
                       text_element("span", {{"class", "caption"}}, caption);
  return content.empty() ? Html() : element("figcaption", {}, content);
}

Sprites make_sprites(std::span<const std::uint8_t> values, std::int64_t width, std::int64_t height,
                     std::int64_t channels) {
  HG_CHECK(width > 0 && height > 0 && (channels == 1 || channels == 3));
  const std::int64_t row = width * channels;
  const std::int64_t image = row * height;
  const std::int64_t count = std::ssize(values) / image;
  HG_CHECK(count > 0 && count * image == std::ssize(values));
  std::int64_t columns = 1;
  while (columns * width * columns * width < count * width * height) ++columns;
  picture::Pixels sheet{.width = columns * width,
                        .height = (count + columns - 1) / columns * height,
                        .channels = channels,
                        .values = {}};
  sheet.values.resize(static_cast<std::size_t>(sheet.width * sheet.height * channels));
  for (std::int64_t i = 0; i < count; ++i) {
    for (std::int64_t y = 0; y < height; ++y) {
      std::copy_n(values.data() + i * image + y * row, row,
                  sheet.at(i % columns * width, i / columns * height + y));
    }
  }
  return {.png = picture::encode_png(sheet), .width = width, .height = height, .columns = columns};
}

}  // namespace hourglass::page
