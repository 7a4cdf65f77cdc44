// SPDX-License-Identifier: MIT
// Every kind of block as HTML.
#pragma once

#include <cstddef>
#include <string_view>

#include "page/html.h"
#include "page/page.h"

namespace hourglass::page {

Html html_of(const Paragraph& paragraph);
Html html_of(const Heading& heading);
Html html_of(const Claim& claim);
Html html_of(const KeyNumbers& numbers);
Html html_of(const Table& table);
Html html_of(const Pictures& pictures);
Html html_of(const Charts& charts);
Html html_of(const Maps& maps);
Html html_of(const LatentPlane& plane);
Html html_of(const Diagram& diagram);

// What they share: a figure's title and caption, nothing if both are empty; that of labels; that of
// a place where the page's program draws.
Html figure_caption(std::string_view title, std::string_view caption);
Json labels_json(const Labels& labels, std::size_t points);
Json decoder_json(const Decoder& decoder, std::size_t code_size);
Html plot_element(const char* classes, std::string_view alt);

// The numbers of a chart, row by row.
Html chart_table(const Chart& chart);

}  // namespace hourglass::page
