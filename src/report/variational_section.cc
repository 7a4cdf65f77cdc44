// SPDX-License-Identifier: MIT
#include "report/variational_section.h"

#include <string>

#include "analysis/active_units.h"
#include "hourglass/latent.h"
#include "report/samples.h"
#include "report/sheets.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kGrid = 20;
constexpr std::int64_t kDrawn = 60;
constexpr std::int64_t kColumns = 15;
constexpr std::int64_t kMeasured = 10'000;

std::string sentence_about(const analysis::ActiveUnits& units) {
  std::string text = std::to_string(units.active) + " of " + std::to_string(units.all) +
                     (units.all == 1 ? " unit" : " units") +
                     " of the code vary from sample to sample, with a variance above 0.01.";
  if (units.active == units.all) return text;
  return text +
         " The others have collapsed: they hold what the normal distribution says and nothing of "
         "the data. A smaller beta, a warm-up of it or free bits may keep them.";
}

page::Picture manifold(const Subject& subject, const Network& network) {
  const Tensor images = images_of(subject, decode(subject, network, code_grid(kGrid)));
  return wrapped_sheet(images, kGrid,
                       {.title = "The plane of codes",
                        .alt = "A grid of images that the decoder made of evenly spread codes.",
                        .caption = "20 x 20 codes, at the quantiles of the normal distribution "
                                   "from 0.05 to 0.95: the first number from left to right, the "
                                   "second from the bottom up."},
                       1);
}

page::Picture drawn_images(const Subject& subject, const Network& network) {
  const Shape code = network.parts.decoder.inputs().front().shape();
  const Tensor images = images_of(subject, decode(subject, network, normal_codes(kDrawn, code, 0)));
  return wrapped_sheet(images, kColumns,
                       {.title = "New images",
                        .alt = "Images that the decoder made of random codes.",
                        .caption = "Of codes drawn from the normal distribution; no image gave "
                                   "them."},
                       1);
}

}  // namespace

std::optional<page::Section> variational_section(const Subject& subject, const Network& network,
                                                 Numbers& numbers) {
  if (!is_variational(network.parts.encoder)) return std::nullopt;
  const Tensor codes = encode(subject, network, first(subject.test, kMeasured));
  const analysis::ActiveUnits units = analysis::active_units(codes);
  numbers["variational"][network.name] = {{"active_units", units.active}, {"units", units.all}};
  page::Section section = {.id = "variational-" + network.name,
                           .title = "What " + network.name + " makes of any code"};
  section.blocks.emplace_back(page::Paragraph{sentence_about(units)});
  if (!subject.image_shape) return section;
  section.blocks.emplace_back(page::Pictures{
      {units.all == 2 ? manifold(subject, network) : drawn_images(subject, network)}});
  return section;
}

}  // namespace hourglass::report
