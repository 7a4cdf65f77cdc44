// SPDX-License-Identifier: MIT
#include "page/chart.h"

#include "base/check.h"
#include "page/blocks.h"
#include "page/number.h"

namespace hourglass::page {
namespace {

const char* kind_name(ChartKind kind) {
  switch (kind) {
    case ChartKind::line:
      return "line";
    case ChartKind::scatter:
      return "scatter";
    case ChartKind::bar:
      return "bar";
    case ChartKind::histogram:
      return "histogram";
  }
  return "";
}

std::size_t expected_x(const Chart& chart, const Series& series) {
  switch (chart.kind) {
    case ChartKind::bar:
      return 0;
    case ChartKind::histogram:
      return series.y.size() + 1;
    case ChartKind::line:
    case ChartKind::scatter:
      break;
  }
  return series.y.size();
}

void check_sizes(const Chart& chart) {
  for (const Series& series : chart.series) {
    HG_CHECK(series.x.size() == expected_x(chart, series));
    HG_CHECK(series.low.empty() || series.low.size() == series.y.size());
    HG_CHECK(series.high.size() == series.low.size());
    HG_CHECK(chart.kind != ChartKind::bar || series.y.size() == chart.categories.size());
  }
}

Json axis_json(const Axis& axis) {
  Json json = {{"title", axis.title}, {"logarithmic", axis.logarithmic}};
  if (axis.low) json["low"] = number_json(*axis.low);
  if (axis.high) json["high"] = number_json(*axis.high);
  return json;
}

Json series_json(const Series& series) {
  Json json = {{"name", series.name}, {"x", numbers_json(series.x)}, {"y", numbers_json(series.y)}};
  if (!series.low.empty()) {
    json["low"] = numbers_json(series.low);
    json["high"] = numbers_json(series.high);
  }
  return json;
}

Json chart_json(const Chart& chart) {
  Json json = {{"kind", kind_name(chart.kind)},
               {"x", axis_json(chart.x)},
               {"y", axis_json(chart.y)},
               {"series", Json::array()}};
  for (const Series& series : chart.series) json["series"].push_back(series_json(series));
  if (chart.kind == ChartKind::bar) {
    json["categories"] = chart.categories;
    json["horizontal"] = chart.horizontal;
  }
  return json;
}

Html chart_html(const Chart& chart) {
  check_sizes(chart);
  const Html numbers =
      element("details", {}, element("summary", {}, Html::text("Numbers")) + chart_table(chart));
  return element("figure", {{"class", "chart"}},
                 figure_caption(chart.title, "") + plot_element("plot", chart.alt) +
                     data_element(chart_json(chart)) +
                     text_element("p", {{"class", "caption"}}, chart.caption) + numbers);
}

}  // namespace

Html html_of(const Charts& charts) {
  Html figures;
  for (const Chart& chart : charts.charts) figures += chart_html(chart);
  return element("div", {{"class", "charts"}}, figures);
}

Html plot_element(const char* classes, std::string_view alt) {
  return element("div", {{"class", classes}},
                 element("canvas", {{"role", "img"}, {"aria-label", std::string(alt)}}, {}));
}

}  // namespace hourglass::page
