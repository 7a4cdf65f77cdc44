// SPDX-License-Identifier: MIT
#include "report/size_curve.h"

#include <utility>

#include "report/baseline.h"
#include "report/error_unit.h"
#include "report/sheets.h"

namespace hourglass::report {

double pca_error(const Subject& subject, const analysis::Pca& pca, std::int64_t count) {
  // As many components as numbers lose nothing but the last digits, which would fill the chart.
  if (count >= subject.test.shape().size()) return 0;
  return analysis::reconstruction_mse(first_components(pca, count),
                                      comparable(subject, subject.test)) /
         (subject.white * subject.white);
}

page::Chart size_curve(const SizeErrors& errors, std::string caption) {
  page::Chart chart = {.title = "Error against the size of the code",
                       .alt = "The error against the size of the code, of the networks" +
                              std::string(errors.pca.empty() ? "." : " and of PCA."),
                       .caption = std::move(caption),
                       .x = {.title = "units in the code", .logarithmic = true},
                       .y = {.title = "mean squared error", .logarithmic = true}};
  chart.series = {{.name = "autoencoder", .x = errors.code, .y = errors.network}};
  if (!errors.pca.empty())
    chart.series.push_back({.name = "PCA", .x = errors.code, .y = errors.pca});
  return chart;
}

page::Pictures size_sheets(const Subject& subject, const Tensor& originals,
                           std::span<const SizedImages> sizes) {
  std::vector<Tensor> networks = {images_of(subject, originals)}, components = networks;
  std::string drawn;
  for (const SizedImages& sized : sizes) {
    drawn += (drawn.empty() ? "" : ", ") + std::to_string(sized.code);
    networks.push_back(images_of(subject, sized.network));
    if (sized.pca) components.push_back(images_of(subject, *sized.pca));
  }
  const std::string rows = "From the top: originals, then codes of " + drawn;
  page::Pictures both;
  both.pictures.push_back(
      sheet(networks,
            {"Autoencoders", "Images through autoencoders of growing codes", rows + " units."}));
  if (components.size() > 1) {
    both.pictures.push_back(sheet(
        components,
        {"PCA", "The same images through PCA with as many components", rows + " components."}));
  }
  return both;
}

}  // namespace hourglass::report
