// SPDX-License-Identifier: MIT
#include "report/trained_corruption.h"

#include <cstdint>
#include <sstream>
#include <string>

#include "analysis/image_quality.h"
#include "report/samples.h"
#include "report/sheets.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kImages = 500;
constexpr std::int64_t kShown = 10;

std::string text_of(const CorruptionKind& corruption) {
  std::ostringstream text;
  text << corruption_name(corruption) << " " << get_strength(corruption);
  return text.str();
}

page::Pictures pictures(const Subject& subject, const Network& network, const Tensor& clean,
                        const Tensor& given, const Tensor& made) {
  const std::vector<std::int64_t> shown = spread(clean.batch(), kShown);
  const auto row = [&](const Tensor& samples) { return images_of(subject, pick(samples, shown)); };
  const Tensor rows[] = {row(clean), row(given), row(made)};
  return {{sheet(rows, {"As " + network.name + " was trained: " + text_of(*network.corruption),
                        "Originals, corrupted images and what " + network.name + " makes of them",
                        "From the top: originals, what the network was given, what it made."})}};
}

}  // namespace

void add_trained_corruption(const Subject& subject, const Network& network, page::Section& section,
                            Numbers& numbers) {
  if (!network.corruption) return;
  const std::string text = text_of(*network.corruption);
  Numbers& json = numbers["denoising"]["trained_with"][network.name];
  json["corruption"] = text;
  if (std::holds_alternative<GaussianCorruption>(*network.corruption)) {
    section.blocks.emplace_back(page::Paragraph{network.name + " was trained with " + text + "."});
    return;
  }
  const Tensor clean = pick(subject.test, spread(subject.test.size(), kImages));
  const Tensor given = corrupted(network, clean, *network.corruption);
  const Tensor made = reconstruct(subject, network, given);
  const auto psnr_to_clean = [&](const Tensor& samples) {
    return analysis::psnr_of(mse_between(clean, samples, subject.white));
  };
  json["given_psnr"] = psnr_to_clean(given);
  json["psnr"] = psnr_to_clean(made);
  section.blocks.emplace_back(
      page::Paragraph{network.name + " was trained with " + text + ", which leaves these images " +
                      decibels(psnr_to_clean(given)) + "; what it makes of them has " +
                      decibels(psnr_to_clean(made)) + "."});
  section.blocks.emplace_back(pictures(subject, network, clean, given, made));
}

}  // namespace hourglass::report
