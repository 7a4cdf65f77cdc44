// SPDX-License-Identifier: MIT
#include "report/codes_section.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/count_text.h"
#include "report/baseline.h"
#include "report/comparison.h"
#include "report/error_unit.h"
#include "report/maps.h"
#include "report/samples.h"

namespace hourglass::report {
namespace {

// Codes of two numbers as they are, larger ones by the two directions in which they vary most, if
// these can be found.
std::optional<Tensor> on_a_plane(const Tensor& codes) {
  if (codes.shape().size() <= 2) return codes;
  const Tensor rows = reshaped(codes, {codes.shape().size()});
  const auto pca = principal_components(rows, 2);
  if (!pca) return std::nullopt;
  return transform(*pca, rows);
}

page::Maps maps(const Subject& subject, std::span<const Network> networks,
                const std::optional<analysis::Pca>& pca) {
  const auto shown = mapped_samples(subject);
  const Tensor images = pick(subject.test, shown);
  page::Maps maps = {.labels = labels_of(subject, shown),
                     .sprites = sprites_of(subject, shown),
                     .caption = std::to_string(shown.size()) +
                                " images, each a point at its code, or where its code falls on the "
                                "plane in which the codes vary most. Point at one to see it."};
  if (pca && pca->components.batch() >= 2)
    maps.maps.push_back(map_of("PCA of the images", transform(first_components(*pca, 2), images)));
  for (const Network& network : networks) {
    if (const auto plane = on_a_plane(encode(subject, network, images)))
      maps.maps.push_back(map_of(network.name, *plane));
  }
  return maps;
}

bool have_planes(std::span<const Network> networks) {
  return std::all_of(networks.begin(), networks.end(), [](const Network& network) {
    return network.parts.encoder.outputs().front().shape().size() >= 2;
  });
}

// Each network and, once for each size of a code, as many principal components.
std::vector<Compared> compare_all(const Subject& subject, std::span<const Network> networks,
                                  const std::optional<analysis::Pca>& pca) {
  std::vector<Compared> rows;
  std::set<std::int64_t> compared;
  for (const Network& network : networks) {
    rows.push_back(compare(subject, network.name, codes_of(subject, network)));
    if (!pca) continue;
    const std::int64_t components = std::min(rows.back().units, pca->components.batch());
    if (!compared.insert(components).second) continue;
    rows.push_back(compare(subject, "PCA, " + std::to_string(components) + " components",
                           codes_of(subject, first_components(*pca, components))));
  }
  return rows;
}

}  // namespace

page::Section codes_section(const Subject& subject, std::span<const Network> networks,
                            Numbers& numbers) {
  std::int64_t largest = 2;
  for (const Network& network : networks)
    largest = std::max(largest, network.parts.encoder.outputs().front().shape().size());
  const auto pca = principal_components(comparable(subject, subject.train), largest);
  page::Section section = {.id = "codes", .title = "The codes"};
  if (subject.image_shape && have_planes(networks)) {
    page::Maps planes = maps(subject, networks, pca);
    if (!planes.maps.empty()) section.blocks.emplace_back(std::move(planes));
  }
  add_comparison(subject, compare_all(subject, networks, pca), section, numbers["codes"]);
  if (!pca) {
    section.blocks.emplace_back(page::Paragraph{
        "There are no principal components to compare with: these take two samples or more, of " +
        base::count_text(analysis::kMostPcaNumbers) + " numbers each at most."});
  }
  return section;
}

}  // namespace hourglass::report
