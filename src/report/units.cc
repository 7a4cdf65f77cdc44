// SPDX-License-Identifier: MIT
#include "report/units.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "analysis/sparsity.h"
#include "report/samples.h"
#include "report/sheets.h"
#include "train/model_base.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kMostFilters = 64;

// Column after column of a kernel [.., filters], each an image.
Tensor columns_of(const graph::Variable& kernel, const Shape& image) {
  const std::int64_t all = kernel.shape[-1];
  const std::int64_t shown = std::min(all, kMostFilters);
  Tensor columns(shown, image);
  for (std::int64_t unit = 0; unit < shown; ++unit) {
    const auto column = columns.sample(unit);
    for (std::int64_t i = 0; i < image.size(); ++i)
      column[static_cast<std::size_t>(i)] = kernel.values[static_cast<std::size_t>(i * all + unit)];
  }
  return columns;
}

std::optional<Shape> shape_of_filter(const graph::Variable& kernel, const Shape& image) {
  const Shape& shape = kernel.shape;
  const bool is_dense = shape.rank() == 2 && shape[0] == image.size();
  if (is_dense) return image;
  const bool is_conv = shape.rank() == 4 && (shape[2] == 1 || shape[2] == 3);
  if (is_conv) return Shape{shape[0], shape[1], shape[2]};
  return std::nullopt;
}

// How many units are never active, where there are any.
std::string silent_text(const std::vector<bool>& is_active) {
  const auto silent = std::count(is_active.begin(), is_active.end(), false);
  if (silent == 0) return "";
  return " Of the " + std::to_string(is_active.size()) + " units " + std::to_string(silent) +
         (silent == 1 ? " is" : " are") + " never active and like no image best.";
}

}  // namespace

std::optional<page::Picture> learned_filters(const Subject& subject, const Network& network) {
  const auto variables = train::base_of(network.parts.encoder).variables();
  if (variables.empty() || !subject.image_shape) return std::nullopt;
  const graph::Variable& kernel = *variables.front();
  const auto shape = shape_of_filter(kernel, *subject.image_shape);
  if (!shape) return std::nullopt;
  const Tensor images = weights_as_images(columns_of(kernel, *shape));
  const bool is_small = (*shape)[0] < 14;
  return wrapped_sheet(
      images, 16,
      {"Learned filters", "The weights of the first layer of " + network.name + ", an image a unit",
       "What each of the first layer's units looks for: grey is a weight of 0, white looks for "
       "light, black for its absence."},
      is_small ? 8 : 1);
}

std::optional<page::Picture> favourite_images(const Subject& subject, const Tensor& codes,
                                              std::int64_t units, std::int64_t images) {
  const auto favourites = analysis::top_samples(codes, images);
  const analysis::Sparsity sparsity = analysis::sparsity_of(codes);
  std::vector<Tensor> rows;
  for (const std::size_t unit : largest_first(sparsity.mean_activity)) {
    if (std::ssize(rows) == units) break;
    if (!sparsity.is_active[unit]) continue;  // it has no favourites
    rows.push_back(images_of(subject, pick(subject.test, favourites[unit])));
  }
  if (rows.empty()) return std::nullopt;
  return sheet(rows, {"Favourite images",
                      "For " + std::to_string(rows.size()) +
                          " units of the sparse code the images that excite them most",
                      "Each row is one unit of the sparse code, the busiest first, with the "
                      "held-out images in which it is largest." +
                          silent_text(sparsity.is_active)});
}

}  // namespace hourglass::report
