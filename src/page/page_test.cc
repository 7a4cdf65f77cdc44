// SPDX-License-Identifier: MIT
#include "page/page.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "base/error_testing.h"
#include "base/sha256.h"
#include "page/assets.h"
#include "page/base64.h"
#include "page/blocks.h"
#include "page/number.h"

namespace hourglass::page {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t result = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++result;
  }
  return result;
}

Page page_of(Block block) {
  return {.title = "Title", .lead = "", .sections = {{"id", "Section", {std::move(block)}}}};
}

Chart line_chart(std::vector<double> x, std::vector<double> y) {
  return {.title = "Loss",
          .alt = "It falls.",
          .x = {"epoch"},
          .y = {"loss"},
          .series = {{"train", std::move(x), std::move(y)}}};
}

LatentPlane small_plane() {
  return {.decoder = {.steps = {DenseStep{.units = 4, .kernel = std::vector<float>(8, 0.5F)}},
                      .height = 2,
                      .width = 2},
          .dimensions = {{"first"}, {"second"}}};
}

TEST_CASE("the same page gives the same bytes") {
  const Page page = page_of(Charts{{line_chart({1, 2}, {3, 4})}});
  CHECK(to_html(page) == to_html(page));
}

TEST_CASE("a page asks the network for nothing") {
  const std::string html = to_html(page_of(Charts{{line_chart({1}, {2})}}));
  CHECK(contains(html, "default-src &#39;none&#39;; script-src &#39;sha256-"));
  CHECK_FALSE(contains(html, "<link"));
  CHECK_FALSE(contains(html, "<script src"));
  CHECK_FALSE(contains(std::string(page_style()), "url("));
  CHECK_FALSE(contains(std::string(page_style()), "@import"));
}

TEST_CASE("what is embedded cannot end its element") {
  CHECK(contains(std::string(chart_library()), "Chart.js v3"));
  CHECK_FALSE(contains(std::string(chart_library()), "</script"));
  CHECK_FALSE(contains(std::string(page_script()), "</script"));
  CHECK_FALSE(contains(std::string(page_script()), "<!--"));
  CHECK_FALSE(contains(std::string(page_style()), "</style"));
}

TEST_CASE("the frame of a page is small") { CHECK(to_html(Page{}).size() < 260'000); }

TEST_CASE("every section is a heading and an entry of the contents") {
  const std::string html = to_html(Page{
      .title = "T", .lead = "L", .sections = {{"code-size", "Size", {}}, {"noise", "Noise", {}}}});
  CHECK(contains(html, "<a href=\"#code-size\">Size</a>"));
  CHECK(contains(html, "<section id=\"noise\" aria-labelledby=\"noise_title\">"));
  CHECK(count(html, "<h1>") == 1);
  CHECK(count(html, "<h2 ") == 2);
}

TEST_CASE("ids that are strange, missing or taken become others") {
  const std::string html = to_html(Page{.title = "",
                                        .lead = "",
                                        .sections = {{"a\"><b>", "1", {}},
                                                     {"", "2", {}},
                                                     {"same", "3", {}},
                                                     {"same", "4", {}},
                                                     {"content", "5", {}}}});
  for (const char* id : {"\"ab\"", "\"section_2\"", "\"same\"", "\"section_4\"", "\"section_5\""}) {
    CHECK(count(html, std::string("<section id=") + id) == 1);
  }
}

TEST_CASE("markup in any text is text") {
  const std::string evil = "</style><script>alert(1)</script>\"><img src=x onerror=alert(1)>";
  Chart chart = line_chart({1}, {2});
  chart.title = chart.alt = chart.caption = chart.x.title = chart.series[0].name = evil;
  const Page page{.title = evil,
                  .lead = evil,
                  .sections = {{evil,
                                evil,
                                {Paragraph{evil}, Heading{evil}, Claim{evil, evil},
                                 KeyNumbers{{{evil, evil, evil}}}, Table{evil, {{evil}}, {{evil}}},
                                 Pictures{{{.width = 1, .height = 1, .alt = evil, .title = evil}}},
                                 Charts{{chart}}, Diagram{evil, evil, {{evil, evil, evil}}}}}},
                  .footer = evil};
  const std::string html = to_html(page);
  CHECK(count(html, "<script>") == 1);
  CHECK_FALSE(contains(html, "<img src=x"));
  CHECK(count(html, "</style") == 1);
}

TEST_CASE("numbers that are not finite are gaps in a chart and words in its table") {
  const std::string html =
      html_of(Charts{{line_chart({1, 2, 3, 4}, {0.5, kNan, kInfinity, -kInfinity})}}).markup();
  CHECK(contains(html, "\"y\":[0.5,null,null,null]"));
  CHECK(contains(html, ">not a number</td>"));
  CHECK(contains(html, ">infinity</td>"));
  CHECK(contains(html, ">-infinity</td>"));
}

TEST_CASE("series at the same places share the rows of the table") {
  Chart chart = line_chart({1, 2}, {3, 4});
  chart.series.push_back({"validation", {1, 2}, {5, 6}});
  const std::string html = html_of(Charts{{chart}}).markup();
  CHECK(contains(html, "<th scope=\"col\" class=\"number\">validation</th>"));
  CHECK(count(html, "<tr>") == 3);
}

TEST_CASE("series at other places, or with bands, have rows of their own") {
  Chart chart = line_chart({1, 2}, {3, 4});
  chart.series.push_back({"other", {7}, {8}, {7.5}, {8.5}});
  const std::string html = html_of(Charts{{chart}}).markup();
  CHECK(contains(html, ">lowest</th>"));
  CHECK(count(html, "<tr>") == 4);
}

TEST_CASE("a table of many numbers is cut, and says so") {
  const std::vector<double> many(1000, 1.0);
  const std::string html = html_of(Charts{{line_chart(many, many)}}).markup();
  CHECK(contains(html, "The first 400 of 1000 rows."));
  CHECK(count(html, "<tr>") == 401);
}

TEST_CASE("a histogram's table has both edges of each bin") {
  const Chart chart{.kind = ChartKind::histogram,
                    .x = {"error"},
                    .y = {"images"},
                    .series = {{"all", {0, 0.5, 1}, {7, 8}}}};
  const std::string html = html_of(Charts{{chart}}).markup();
  CHECK(contains(html, ">error, from</th>"));
  CHECK(count(html, "<tr>") == 3);
}

TEST_CASE("charts whose numbers do not fit each other are bugs") {
  Chart chart = line_chart({1, 2}, {3});
  CHECK(contains(base::message_of([&] { html_of(Charts{{chart}}); }, ErrorCode::internal),
                 "series.x.size() == expected_x"));
}

TEST_CASE("decoders whose weights do not fit are bugs") {
  CHECK_NOTHROW(html_of(small_plane()));
  LatentPlane plane = small_plane();
  plane.dimensions.push_back({"third"});
  CHECK(contains(base::message_of([&] { html_of(plane); }, ErrorCode::internal), "kernel"));
  plane = small_plane();
  plane.decoder.width = 3;
  CHECK(contains(base::message_of([&] { html_of(plane); }, ErrorCode::internal), "decoder.width"));
}

TEST_CASE("a decoder tells the shape after every step") {
  const Decoder decoder{.steps = {DenseStep{.units = 4, .kernel = std::vector<float>(8)},
                                  ReshapeStep{{2, 2, 1}}, UpSampling2DStep{},
                                  Conv2DStep{.filters = 3,
                                             .kernel_height = 3,
                                             .kernel_width = 3,
                                             .kernel = std::vector<float>(27)},
                                  Margins2DStep{1, 0, -1, 0}},
                        .height = 3,
                        .width = 1,
                        .channels = 3};
  const Json json = decoder_json(decoder, 2);
  CHECK(json["steps"][2]["shape"] == Json({4, 4, 1}));
  CHECK(json["steps"][3]["shape"] == Json({2, 2, 3}));
  CHECK(json["steps"][4]["shape"] == Json({3, 1, 3}));
}

TEST_CASE("a transposed convolution makes a larger image, and a window at its end larger still") {
  const auto shape_of = [](Conv2DStep step) {
    step.filters = 1;
    step.transposed = true;
    step.stride_height = 2;
    step.stride_width = 3;
    step.kernel.resize(static_cast<std::size_t>(step.kernel_height * step.kernel_width));
    Decoder decoder{.steps = {ReshapeStep{{2, 4, 1}}, step}};
    decoder.height = step.same_padding ? 4 : 5;
    decoder.width = 12;
    return decoder_json(decoder, 8)["steps"][1]["shape"];
  };
  CHECK(shape_of({.kernel_height = 3, .kernel_width = 2}) == Json({5, 12, 1}));
  CHECK(shape_of({.kernel_height = 3, .kernel_width = 5, .same_padding = true}) ==
        Json({4, 12, 1}));
}

TEST_CASE("slopes that do not go into the numbers of an image are bugs") {
  LatentPlane plane = small_plane();
  plane.decoder.steps.emplace_back(PReLUStep{{0.5F, 1, 2}});
  CHECK(contains(base::message_of([&] { html_of(plane); }, ErrorCode::internal), "alpha"));
}

TEST_CASE("points with labels that have no name are bugs") {
  CHECK(contains(base::message_of(
                     [] {
                       labels_json({{"a"}, {0, 1}}, 2);
                     },
                     ErrorCode::internal),
                 "label < labels.names.size()"));
}

TEST_CASE("sprites lie row after row") {
  const std::vector<std::uint8_t> values(5 * 2 * 3);
  const Sprites sprites = make_sprites(values, 2, 3, 1);
  CHECK(sprites.columns == 3);
  CHECK(std::to_integer<int>(sprites.png[19]) == 6);  // the sheet's width and height, as PNG says
  CHECK(std::to_integer<int>(sprites.png[23]) == 6);
}

TEST_CASE("base64 pads what is left over") {
  const auto encoded = [](std::string_view text) { return base64(std::as_bytes(std::span(text))); };
  CHECK(encoded("") == "");
  CHECK(encoded("f") == "Zg==");
  CHECK(encoded("fo") == "Zm8=");
  CHECK(encoded("foo") == "Zm9v");
  CHECK(encoded("foobar") == "Zm9vYmFy");
  CHECK(base64(std::vector<float>{1.0F, -2.0F}) == "AACAPwAAAMA=");
}

TEST_CASE("numbers are as short as a screen needs") {
  CHECK(number_text(0.1F) == "0.1");
  CHECK(number_json(static_cast<double>(0.001F)).dump() == "0.001");
  CHECK(number_json(3).dump() == "3");
  CHECK(number_json(kNan).is_null());
  CHECK(number_json(std::numeric_limits<double>::max()).is_number());
}

TEST_CASE("a layer's bar is as wide as the root of its size") {
  const std::string html =
      html_of(Diagram{"", "", {{"Input", "784", "", 784, Part::input}, {"Dense", "49", "", 49}}})
          .markup();
  CHECK(contains(html, "width:100%"));
  CHECK(contains(html, "width:25%"));
}

}  // namespace
}  // namespace hourglass::page
