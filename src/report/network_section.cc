// SPDX-License-Identifier: MIT
#include "report/network_section.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/baselines.h"
#include "analysis/image_quality.h"
#include "base/count_text.h"
#include "hourglass/scaling.h"
#include "hourglass/scores.h"
#include "report/diagram.h"
#include "report/samples.h"
#include "report/sheets.h"
#include "report/units.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kShown = 10;

// What the network makes of the test samples.
struct Measured {
  Tensor given;  // noisy, where it was trained with noise
  Tensor clean, made;
  std::vector<double> errors;  // of each sample, in units of white squared
  double mse = 0;
};

Measured measure(const Subject& subject, const Network& network) {
  Measured measured;
  measured.clean = all(subject.test);
  measured.given = measured.clean;
  if (network.corruption) measured.given = corrupt(measured.clean, network.corruption, 0);
  measured.made = reconstruct(subject, network, measured.given);
  const std::vector<double> scale =
      subject.image_shape
          ? std::vector<double>(static_cast<std::size_t>(measured.clean.shape().size()),
                                subject.white)
          : error_scale(network.parts);
  measured.errors = reconstruction_errors(measured.clean, measured.made, scale);
  measured.mse = std::accumulate(measured.errors.begin(), measured.errors.end(), 0.0) /
                 static_cast<double>(measured.errors.size());
  return measured;
}

double median(std::vector<double> values) { return quantile(values, 0.5); }

page::KeyNumbers key_numbers(const Subject& subject, const Network& network,
                             const Measured& measured, Numbers& numbers) {
  const std::int64_t input = subject.test.shape().size();
  const std::int64_t code = network.parts.encoder.outputs().front().shape().size();
  const std::int64_t parameters = network.parts.autoencoder.parameter_count();
  numbers["parameters"] = parameters;
  numbers["code"] = code;
  numbers["mse"] = measured.mse;
  page::KeyNumbers key;
  key.numbers.push_back({base::count_text(parameters), "parameters"});
  key.numbers.push_back({base::count_text(code), "numbers in the code",
                         "of " + base::count_text(input) + " that come in"});
  page::KeyNumber error = {digits(measured.mse), "mean squared error"};
  if (subject.image_shape) {
    const double baseline =
        analysis::mean_sample_mse(subject.train, subject.test) / (subject.white * subject.white);
    numbers["mse_of_the_mean"] = baseline;
    numbers["psnr"] = analysis::psnr_of(measured.mse);
    error.note = decibels(analysis::psnr_of(measured.mse)) + "; giving the average image has " +
                 digits(baseline);
  }
  key.numbers.push_back(std::move(error));
  if (!network.history.epochs.empty()) numbers["epochs"] = network.history.epochs.size();
  if (!network.history.seconds.empty()) {
    numbers["seconds_an_epoch"] = median(network.history.seconds);
    key.numbers.push_back({digits(median(network.history.seconds), 2) + " s", "an epoch",
                           std::to_string(network.history.seconds.size()) + " epochs of " +
                               base::count_text(subject.train.size()) + " samples"});
  }
  return key;
}

std::optional<page::Charts> loss_curves(const Network& network, Numbers& numbers) {
  const auto& epochs = network.history.epochs;
  if (epochs.size() < 2) return std::nullopt;
  page::Chart chart = {.title = "Loss",
                       .alt = "Training and validation loss of " + network.name +
                              " fall from epoch "
                              "to epoch.",
                       .x = {.title = "epoch"},
                       .y = {.title = "loss"}};
  for (const auto& [log, name] : {std::pair{"loss", "training"}, {"val_loss", "validation"}}) {
    if (find_log(epochs.front(), log) == nullptr) continue;
    page::Series series = {.name = name, .y = network.history[log]};
    for (std::size_t i = 1; i <= series.y.size(); ++i) series.x.push_back(static_cast<double>(i));
    numbers[log] = series.y;
    chart.series.push_back(std::move(series));
  }
  return page::Charts{{std::move(chart)}};
}

// The samples' numbers from the smallest error to the largest.
std::vector<std::int64_t> by_error(const Measured& measured) {
  std::vector<std::int64_t> order(measured.errors.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
    return measured.errors[static_cast<std::size_t>(a)] <
           measured.errors[static_cast<std::size_t>(b)];
  });
  return order;
}

page::Picture pairs(const Subject& subject, const Network& network, const Measured& measured,
                    std::span<const std::int64_t> which, Words words) {
  const auto row = [&](const Tensor& samples) { return images_of(subject, pick(samples, which)); };
  std::vector<Tensor> rows = {row(measured.clean)};
  if (network.corruption) rows.push_back(row(measured.given));
  rows.push_back(row(measured.made));
  return sheet(rows, std::move(words));
}

page::Pictures reconstructions(const Subject& subject, const Network& network,
                               const Measured& measured) {
  const std::string rows = network.corruption
                               ? "originals, what the network was given, what it made"
                               : "originals above their reconstructions";
  const std::vector<std::int64_t> order = by_error(measured);
  const auto count = static_cast<std::size_t>(std::min<std::int64_t>(kShown, std::ssize(order)));
  const std::vector<std::int64_t> worst(order.rbegin(),
                                        order.rbegin() + static_cast<std::ptrdiff_t>(count));
  const auto error = [&](std::int64_t sample) {
    return digits(measured.errors[static_cast<std::size_t>(sample)], 2);
  };
  page::Pictures pictures;
  pictures.pictures.push_back(
      pairs(subject, network, measured, spread(std::ssize(order), kShown),
            {"Images and reconstructions", "Ten images and what " + network.name + " makes of them",
             "From the top: " + rows + "."}));
  pictures.pictures.push_back(
      pairs(subject, network, measured, std::span(order).first(count),
            {"Its best", "The images that " + network.name + " reconstructs best",
             "Errors from " + error(order.front()) + " up."}));
  pictures.pictures.push_back(
      pairs(subject, network, measured, worst,
            {"Its worst", "The images that " + network.name + " reconstructs worst",
             "Errors from " + error(worst.front()) + " down."}));
  return pictures;
}

page::Pictures insides(const Subject& subject, const Network& network, const Measured& measured) {
  const auto shown = spread(measured.given.batch(), kShown);
  const Tensor codes[] = {codes_as_images(encode(subject, network, pick(measured.given, shown)))};
  page::Pictures pictures;
  pictures.pictures.push_back(sheet(
      codes,
      {"Their codes", "The codes of the ten images above, drawn as small images",
       "What is left of each image above between encoder and decoder; brighter is farther from 0."},
      network.parts.encoder.outputs().front().shape().rank() == 3 ? 3 : 6));
  if (auto filters = learned_filters(subject, network))
    pictures.pictures.push_back(*std::move(filters));
  return pictures;
}

void add_network(const Subject& subject, const Network& network, page::Section& section,
                 Numbers& numbers) {
  const Measured measured = measure(subject, network);
  section.blocks.emplace_back(page::Heading{network.name});
  if (!network.about.empty()) section.blocks.emplace_back(page::Paragraph{network.about});
  section.blocks.emplace_back(key_numbers(subject, network, measured, numbers));
  section.blocks.emplace_back(diagram_of(network.parts));
  if (auto curves = loss_curves(network, numbers)) section.blocks.emplace_back(*std::move(curves));
  if (!subject.image_shape) return;
  section.blocks.emplace_back(reconstructions(subject, network, measured));
  section.blocks.emplace_back(insides(subject, network, measured));
}

}  // namespace

page::Section network_section(const Subject& subject, std::span<const Network> networks,
                              Numbers& numbers) {
  page::Section section = {.id = "networks",
                           .title = networks.size() == 1 ? "The network" : "The networks"};
  section.blocks.emplace_back(page::Claim{
      "An autoencoder is an encoder and a decoder, r = g(f(x)), and each is of use by itself.",
      "the article"});
  section.blocks.emplace_back(page::Paragraph{
      "The encoder f makes a code of each sample, the decoder g a sample of each code. The codes "
      "below are what the encoder alone gives, and where there is a plane to play with at the end "
      "of the page it is the decoder alone that runs."});
  for (const Network& network : networks)
    add_network(subject, network, section, numbers["networks"][network.name]);
  return section;
}

}  // namespace hourglass::report
