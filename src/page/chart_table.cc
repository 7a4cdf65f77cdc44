// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include "page/blocks.h"
#include "page/number.h"

namespace hourglass::page {
namespace {

// More would make the page heavy and tell nobody anything.
constexpr std::size_t kMostRows = 400;

std::string or_else(const std::string& text, const char* otherwise) {
  return text.empty() ? otherwise : text;
}

// What stands at place i of the first column, or columns.
std::vector<std::string> place_text(const Chart& chart, const Series& series, std::size_t i) {
  switch (chart.kind) {
    case ChartKind::bar:
      return {chart.categories[i]};
    case ChartKind::histogram:
      return {number_text(series.x[i]), number_text(series.x[i + 1])};
    case ChartKind::line:
    case ChartKind::scatter:
      break;
  }
  return {number_text(series.x[i])};
}

std::vector<Column> place_columns(const Chart& chart) {
  const std::string title = or_else(chart.x.title, chart.kind == ChartKind::bar ? "bar" : "x");
  if (chart.kind == ChartKind::bar) return {{title}};
  if (chart.kind == ChartKind::histogram) return {{title + ", from", true}, {"to", true}};
  return {{title, true}};
}

bool has_band(const Series& series) { return !series.low.empty(); }

// All series at the same places, so that a row can hold them side by side.
bool is_wide(const Chart& chart) {
  if (chart.series.size() < 2) return false;
  const Series& first = chart.series.front();
  return std::none_of(chart.series.begin(), chart.series.end(), [&](const Series& series) {
    return has_band(series) || series.x != first.x || series.y.size() != first.y.size();
  });
}

Table wide_table(const Chart& chart) {
  Table table{.columns = place_columns(chart)};
  for (const Series& series : chart.series) table.columns.push_back({series.name, true});
  for (std::size_t i = 0; i < chart.series.front().y.size(); ++i) {
    std::vector<std::string> row = place_text(chart, chart.series.front(), i);
    for (const Series& series : chart.series) row.push_back(number_text(series.y[i]));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table long_table(const Chart& chart) {
  const bool band = std::any_of(chart.series.begin(), chart.series.end(), has_band);
  Table table{.columns = {{"series"}}};
  for (Column& column : place_columns(chart)) table.columns.push_back(std::move(column));
  table.columns.push_back({or_else(chart.y.title, "y"), true});
  if (band) table.columns.insert(table.columns.end(), {{"lowest", true}, {"highest", true}});
  for (const Series& series : chart.series) {
    for (std::size_t i = 0; i < series.y.size(); ++i) {
      std::vector<std::string> row = {series.name};
      for (std::string& text : place_text(chart, series, i)) row.push_back(std::move(text));
      row.push_back(number_text(series.y[i]));
      if (band) {
        row.push_back(has_band(series) ? number_text(series.low[i]) : "");
        row.push_back(has_band(series) ? number_text(series.high[i]) : "");
      }
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

}  // namespace

Html chart_table(const Chart& chart) {
  Table table = is_wide(chart) ? wide_table(chart) : long_table(chart);
  table.caption = "Numbers of the chart: " + or_else(chart.title, "without a title");
  const std::size_t rows = table.rows.size();
  if (rows <= kMostRows) return html_of(table);
  table.rows.resize(kMostRows);
  return html_of(table) + text_element("p", {{"class", "caption"}},
                                       "The first " + std::to_string(kMostRows) + " of " +
                                           std::to_string(rows) + " rows.");
}

}  // namespace hourglass::page
