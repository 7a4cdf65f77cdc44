// SPDX-License-Identifier: MIT
#include "report/network_section.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/image_quality.h"
#include "base/count_text.h"
#include "hourglass/scores.h"
#include "report/diagram.h"
#include "report/error_unit.h"
#include "report/samples.h"
#include "report/sheets.h"
#include "report/units.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kShown = 10;
constexpr std::int64_t kMostPoints = 500;  // of a curve

// What is less better than the average sample than this share counts as nothing.
constexpr double kLeastGain = 0.05;

// The errors of what was measured, in the page's unit.
struct Errors {
  std::vector<double> each;  // of each sample
  double mean = 0;
  double of_the_mean = 0;  // of giving the average sample
};

Errors errors_of(const Subject& subject, const Measured& measured) {
  Errors errors = {reconstruction_errors(measured.clean, measured.made, error_unit(subject))};
  errors.mean = std::accumulate(errors.each.begin(), errors.each.end(), 0.0) /
                static_cast<double>(errors.each.size());
  errors.of_the_mean = error_of_the_mean(subject);
  return errors;
}

double median(std::vector<double> values) { return quantile(values, 0.5); }

// How long it trained, and how fast.
void add_training(const Subject& subject, const Network& network, page::KeyNumbers& key,
                  Numbers& numbers) {
  const auto& [epochs, seconds] = network.history;
  if (epochs.empty()) return;
  numbers["epochs"] = epochs.size();
  const std::string count = std::to_string(epochs.size());
  const std::string noun = epochs.size() == 1 ? "epoch" : "epochs";
  if (seconds.empty()) {
    key.numbers.push_back({count, noun + " of training"});
    return;
  }
  const double typical = median(seconds);
  const double samples = static_cast<double>(subject.train.size()) / typical;
  const double operations = network.parts.autoencoder.operations_to_train() * samples / 1e9;
  numbers["seconds_an_epoch"] = typical;
  numbers["samples_a_second"] = samples;
  numbers["gflops"] = operations;
  key.numbers.push_back({digits(typical, 2) + " s", "an epoch",
                         count + " " + noun + " of " + base::count_text(subject.train.size()) +
                             " samples; " + base::count_text(std::llround(samples)) +
                             " samples a second, " + digits(operations, 2) + " GFLOP/s"});
}

page::KeyNumbers key_numbers(const Subject& subject, const Network& network, const Errors& errors,
                             Numbers& numbers) {
  const std::int64_t input = subject.test.shape().size();
  const std::int64_t code = network.parts.encoder.outputs().front().shape().size();
  const std::int64_t parameters = network.parts.autoencoder.parameter_count();
  numbers["parameters"] = parameters;
  numbers["code"] = code;
  numbers["mse"] = errors.mean;
  numbers["mse_of_the_mean"] = errors.of_the_mean;
  page::KeyNumber error = {
      digits(errors.mean), "mean squared error",
      "giving the average " + subject.noun() + " has " + digits(errors.of_the_mean)};
  if (subject.image_shape) {
    numbers["psnr"] = analysis::psnr_of(errors.mean);
    error.note = decibels(analysis::psnr_of(errors.mean)) + "; " + error.note;
  }
  page::KeyNumbers key;
  key.numbers = {{base::count_text(parameters), "parameters"},
                 {base::count_text(code), "numbers in the code",
                  "of " + base::count_text(input) + " that come in"},
                 std::move(error)};
  add_training(subject, network, key, numbers);
  return key;
}

// Nothing to say of a network that learned something, nor where there is nothing to learn.
std::optional<page::Paragraph> learned_nothing(const Subject& subject, const Network& network,
                                               const Errors& errors) {
  if (errors.of_the_mean == 0 || errors.mean < (1 - kLeastGain) * errors.of_the_mean)
    return std::nullopt;
  return page::Paragraph{
      network.name + " learned nothing beyond the mean: whoever gives the average " +
      subject.noun() + " for every one has an error of " + digits(errors.of_the_mean) + ", and " +
      digits(errors.mean) + " is " +
      (errors.mean < errors.of_the_mean ? "less than " + digits(100 * kLeastGain, 1) + " % better."
                                        : "no better.")};
}

// Evenly, with both ends: more points than a chart has pixels only make the page slow.
page::Series thinned(const page::Series& series) {
  page::Series thin = {.name = series.name};
  const auto add = [&](std::size_t i) {
    thin.x.push_back(series.x[i]);
    thin.y.push_back(series.y[i]);
  };
  for (const std::int64_t i : spread(std::ssize(series.y), kMostPoints))
    add(static_cast<std::size_t>(i));
  if (thin.x.back() != series.x.back()) add(series.y.size() - 1);
  return thin;
}

std::optional<page::Charts> loss_curves(const Network& network, Numbers& numbers) {
  const auto& epochs = network.history.epochs;
  if (epochs.size() < 2) return std::nullopt;
  page::Chart chart = {.title = "Loss",
                       .alt = "The loss of " + network.name + " from epoch to epoch.",
                       .x = {.title = "epoch"},
                       .y = {.title = "loss"}};
  for (const auto& [log, name] : {std::pair{"loss", "training"}, {"val_loss", "validation"}}) {
    page::Series series = {.name = name};
    for (std::size_t i = 0; i < epochs.size(); ++i) {
      const double* value = find_log(epochs[i], log);
      if (value == nullptr) continue;  // an epoch of a training without validation
      series.x.push_back(static_cast<double>(i + 1));
      series.y.push_back(*value);
    }
    if (series.y.empty()) continue;
    numbers[log] = series.y;
    chart.series.push_back(thinned(series));
  }
  if (chart.series.empty()) return std::nullopt;
  return page::Charts{{std::move(chart)}};
}

// The samples' numbers from the smallest error to the largest.
std::vector<std::int64_t> by_error(const std::vector<double>& errors) {
  std::vector<std::int64_t> order(errors.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
    return errors[static_cast<std::size_t>(a)] < errors[static_cast<std::size_t>(b)];
  });
  return order;
}

page::Picture pairs(const Subject& subject, const Measured& measured,
                    std::span<const std::int64_t> which, Words words) {
  const auto row = [&](const Tensor& samples) { return images_of(subject, pick(samples, which)); };
  std::vector<Tensor> rows = {row(measured.clean)};
  if (measured.is_corrupted) rows.push_back(row(measured.given));
  rows.push_back(row(measured.made));
  return sheet(rows, std::move(words));
}

page::Pictures reconstructions(const Subject& subject, const Network& network,
                               const Measured& measured, const std::vector<double>& errors) {
  const std::string rows = measured.is_corrupted
                               ? "originals, what the network was given, what it made"
                               : "originals above their reconstructions";
  const std::vector<std::int64_t> order = by_error(errors);
  const auto count = static_cast<std::size_t>(std::min<std::int64_t>(kShown, std::ssize(order)));
  const std::vector<std::int64_t> worst(order.rbegin(),
                                        order.rbegin() + static_cast<std::ptrdiff_t>(count));
  const auto error = [&](std::int64_t sample) {
    return digits(errors[static_cast<std::size_t>(sample)], 2);
  };
  page::Pictures pictures;
  pictures.pictures.push_back(
      pairs(subject, measured, spread(std::ssize(order), kShown),
            {"Images and reconstructions", "Ten images and what " + network.name + " makes of them",
             "From the top: " + rows + "."}));
  pictures.pictures.push_back(
      pairs(subject, measured, std::span(order).first(count),
            {"Its best", "The images that " + network.name + " reconstructs best",
             "Errors from " + error(order.front()) + " up."}));
  pictures.pictures.push_back(
      pairs(subject, measured, worst,
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

}  // namespace

void add_network(const Subject& subject, const Network& network, const Measured& measured,
                 page::Section& section, Numbers& all_numbers) {
  Numbers& numbers = all_numbers["networks"][network.name];
  const Errors errors = errors_of(subject, measured);
  section.blocks.emplace_back(page::Heading{network.name});
  if (!network.about.empty()) section.blocks.emplace_back(page::Paragraph{network.about});
  section.blocks.emplace_back(key_numbers(subject, network, errors, numbers));
  if (auto nothing = learned_nothing(subject, network, errors))
    section.blocks.emplace_back(*std::move(nothing));
  section.blocks.emplace_back(diagram_of(network.parts));
  if (auto curves = loss_curves(network, numbers)) section.blocks.emplace_back(*std::move(curves));
  if (!subject.image_shape) return;
  section.blocks.emplace_back(reconstructions(subject, network, measured, errors.each));
  section.blocks.emplace_back(insides(subject, network, measured));
}

page::Section network_section(const Subject& subject, std::size_t networks) {
  page::Section section = {.id = "networks",
                           .title = networks == 1 ? "The network" : "The networks"};
  section.blocks.emplace_back(page::Claim{
      "An autoencoder is an encoder and a decoder, r = g(f(x)), and each is of use by itself.",
      "the article"});
  section.blocks.emplace_back(page::Paragraph{
      "The encoder f makes a code of each sample, the decoder g a sample of each code. The codes "
      "below are what the encoder alone gives, and where there is a plane to play with at the end "
      "of the page it is the decoder alone that runs. " +
      error_unit_text(subject)});
  return section;
}

}  // namespace hourglass::report
