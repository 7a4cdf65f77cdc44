// SPDX-License-Identifier: MIT
#include "page/text.h"

#include "base/check.h"
#include "page/blocks.h"

namespace hourglass::page {
namespace {

const char* alignment(const Column& column) { return column.numeric ? "number" : "text"; }

Html table_head(const Table& table) {
  Html cells;
  for (const Column& column : table.columns) {
    cells +=
        element("th", {{"scope", "col"}, {"class", alignment(column)}}, Html::text(column.title));
  }
  return element("thead", {}, element("tr", {}, cells));
}

Html table_row(const Table& table, const std::vector<std::string>& row) {
  HG_CHECK(row.size() == table.columns.size());
  Html cells;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Html text = Html::text(row[i]);
    cells += i == 0
                 ? element("th", {{"scope", "row"}, {"class", alignment(table.columns[i])}}, text)
                 : element("td", {{"class", alignment(table.columns[i])}}, text);
  }
  return element("tr", {}, cells);
}

}  // namespace

Html html_of(const Paragraph& paragraph) { return element("p", {}, Html::text(paragraph.text)); }

Html html_of(const Heading& heading) { return element("h3", {}, Html::text(heading.text)); }

Html html_of(const Claim& claim) {
  return element(
      "blockquote", {{"class", "claim"}},
      text_element("p", {}, claim.text) + text_element("p", {{"class", "source"}}, claim.source));
}

Html html_of(const KeyNumbers& numbers) {
  Html items;
  for (const KeyNumber& number : numbers.numbers) {
    items += element("div", {},
                     element("dt", {}, Html::text(number.label)) +
                         element("dd", {{"class", "value"}}, Html::text(number.value)) +
                         text_element("dd", {{"class", "note"}}, number.note));
  }
  return element("dl", {{"class", "key-numbers"}}, items);
}

Html html_of(const Table& table) {
  Html rows;
  for (const std::vector<std::string>& row : table.rows) rows += table_row(table, row);
  const Html content =
      text_element("caption", {}, table.caption) + table_head(table) + element("tbody", {}, rows);
  // Wide tables scroll by themselves, with the arrow keys too.
  return element("div",
                 {{"class", "table"},
                  {"role", "region"},
                  {"tabindex", "0"},
                  {"aria-label", table.caption.empty() ? "Table" : table.caption}},
                 element("table", {}, content));
}

}  // namespace hourglass::page
