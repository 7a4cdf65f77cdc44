// SPDX-License-Identifier: MIT
#include "report/codes_section.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "report/baseline.h"
#include "report/comparison.h"
#include "report/maps.h"
#include "report/samples.h"

namespace hourglass::report {
namespace {

// Codes of two numbers as they are, larger ones by the two directions in which they vary most.
Tensor on_a_plane(const Tensor& codes) {
  if (codes.shape().size() <= 2) return codes;
  const Tensor rows = reshaped(codes, {codes.shape().size()});
  return transform(analysis::fit_pca(rows, 2), rows);
}

page::Maps maps(const Subject& subject, std::span<const Network> networks,
                const analysis::Pca& pca) {
  const auto shown = mapped_samples(subject);
  const Tensor images = pick(subject.test, shown);
  page::Maps maps = {.labels = labels_of(subject, shown),
                     .sprites = sprites_of(subject, shown),
                     .caption = std::to_string(shown.size()) +
                                " images, each a point at its code, or where its code falls on the "
                                "plane in which the codes vary most. Point at one to see it."};
  maps.maps.push_back(map_of("PCA of the images", transform(first_components(pca, 2), images)));
  for (const Network& network : networks)
    maps.maps.push_back(map_of(network.name, on_a_plane(encode(subject, network, images))));
  return maps;
}

bool have_planes(std::span<const Network> networks) {
  return std::all_of(networks.begin(), networks.end(), [](const Network& network) {
    return network.parts.encoder.outputs().front().shape().size() >= 2;
  });
}

}  // namespace

page::Section codes_section(const Subject& subject, std::span<const Network> networks,
                            Numbers& numbers) {
  const std::int64_t most = std::min(subject.train.size(), subject.train.shape().size());
  std::int64_t largest = std::min<std::int64_t>(2, most);
  for (const Network& network : networks)
    largest = std::max(largest, network.parts.encoder.outputs().front().shape().size());
  const analysis::Pca pca = analysis::fit_pca(subject.train, std::min(largest, most));
  std::vector<Compared> rows;
  for (const Network& network : networks) {
    rows.push_back(compare(subject, network.name, codes_of(subject, network)));
    const std::int64_t components = std::min(rows.back().units, most);
    const std::string name = "PCA, " + std::to_string(components) + " components";
    const bool is_there = std::any_of(rows.begin(), rows.end(),
                                      [&](const Compared& row) { return row.name == name; });
    if (!is_there)
      rows.push_back(compare(subject, name, codes_of(subject, first_components(pca, components))));
  }
  page::Section section = {.id = "codes", .title = "The codes"};
  if (subject.image_shape && have_planes(networks) && largest >= 2)
    section.blocks.emplace_back(maps(subject, networks, pca));
  add_comparison(subject, rows, section, numbers["codes"]);
  return section;
}

}  // namespace hourglass::report
