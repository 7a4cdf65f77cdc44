// SPDX-License-Identifier: MIT
// A document in blocks, and the one HTML file that it becomes: it holds all it needs, asks the
// network for nothing, and opens from a disk.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "page/chart.h"
#include "page/diagram.h"
#include "page/latent_plane.h"
#include "page/maps.h"
#include "page/pictures.h"
#include "page/text.h"

namespace hourglass::page {

using Block = std::variant<Paragraph, Heading, Claim, KeyNumbers, Table, Pictures, Charts, Maps,
                           LatentPlane, Diagram>;

struct Section {
  std::string id = {};  // what links end with: "#code-size"; letters, digits and hyphens are kept
  std::string title = {};
  std::vector<Block> blocks = {};
};

struct Page {
  std::string title = {};
  std::string lead = {};
  std::vector<Section> sections = {};
  std::string footer = {};
};

// The same page gives the same bytes. Throws internal if a block's numbers do not fit each other.
std::string to_html(const Page& page);

}  // namespace hourglass::page
