// SPDX-License-Identifier: MIT
#include "report/latent_section.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "analysis/pca.h"
#include "hourglass/scores.h"
#include "report/baseline.h"
#include "report/decoder_steps.h"
#include "report/maps.h"
#include "report/samples.h"

namespace hourglass::report {
namespace {

// The sample nearest to the medians: what lies between samples is no image to begin with.
std::pair<double, double> in_the_middle(const std::vector<double>& x,
                                        const std::vector<double>& y) {
  const double middle_x = quantile(x, 0.5), middle_y = quantile(y, 0.5);
  std::size_t nearest = 0;
  const auto distance = [&](std::size_t i) { return std::hypot(x[i] - middle_x, y[i] - middle_y); };
  for (std::size_t i = 1; i < x.size(); ++i)
    if (distance(i) < distance(nearest)) nearest = i;
  return {x[nearest], y[nearest]};
}

// Nearly all codes lie within; a few far ones would make the rest a dot.
page::CodeDimension dimension(std::string name, const std::vector<double>& values, double start) {
  double low = quantile(values, 0.005), high = quantile(values, 0.995);
  // The page has seven digits of each end, which have to differ.
  const double size = std::max(std::abs(low), std::abs(high));
  if (!(high - low > 1e-5 * size)) {
    const double around = std::max(1.0, 1e-3 * size);
    low -= around;
    high += around;
  }
  return {.name = std::move(name), .low = low, .high = high, .start = std::clamp(start, low, high)};
}

std::vector<double> column(const Tensor& codes, std::size_t number) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < codes.batch(); ++i) values.push_back(codes.sample(i)[number]);
  return values;
}

// From a plane within the codes to the code: what a dense layer does.
page::DenseStep way_back(const analysis::Pca& pca) {
  const auto values = pca.components.values();
  return {.units = pca.components.shape().size(),
          .kernel = {values.begin(), values.end()},
          .bias = {pca.mean.begin(), pca.mean.end()}};
}

}  // namespace

std::optional<page::Section> latent_section(const Subject& subject, const Network& network) {
  if (!subject.image_shape) return std::nullopt;
  auto decoder = decoder_steps(network.parts.decoder, *subject.image_shape, subject.white);
  if (!decoder) return std::nullopt;
  const auto shown = mapped_samples(subject);
  Tensor codes = encode(subject, network, pick(subject.test, shown));
  std::string how = "The plane of the two numbers in the codes of " + network.name + ".";
  if (codes.shape().size() < 2) return std::nullopt;
  if (codes.shape().size() > 2) {
    const Tensor all =
        reshaped(std::move(codes), {network.parts.encoder.outputs().front().shape().size()});
    const auto pca = principal_components(all, 2);
    if (!pca) return std::nullopt;
    decoder->steps.insert(decoder->steps.begin(), way_back(*pca));
    codes = transform(*pca, all);
    how = "The plane in which the codes of " + network.name + ", of " +
          std::to_string(all.shape().size()) + " numbers, vary most.";
  }
  page::LatentPlane plane = {.title = "Codes to play with",
                             .alt =
                                 "A plane of codes with images as points; a movable point "
                                 "is decoded to an image.",
                             .caption = how,
                             .decoder = *std::move(decoder),
                             .x = column(codes, 0),
                             .y = column(codes, 1),
                             .labels = labels_of(subject, shown)};
  const auto [x, y] = in_the_middle(plane.x, plane.y);
  plane.dimensions = {dimension("first", plane.x, x), dimension("second", plane.y, y)};
  page::Section section = {.id = "latent-plane", .title = "A plane to play with"};
  section.blocks.emplace_back(page::Paragraph{
      "Every point is a code, and the decoder, which runs in this page, makes an image of each: "
      "drag the point, or move it with the arrow keys. Between the clouds lie images that nobody "
      "ever saw."});
  section.blocks.emplace_back(std::move(plane));
  return section;
}

}  // namespace hourglass::report
