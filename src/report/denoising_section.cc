// SPDX-License-Identifier: MIT
#include "report/denoising_section.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/filters.h"
#include "analysis/image_quality.h"
#include "report/samples.h"
#include "report/sheets.h"
#include "report/trained_corruption.h"

namespace hourglass::report {
namespace {

constexpr float kStrengths[] = {0.1F, 0.2F, 0.3F, 0.4F, 0.5F, 0.6F, 0.8F};
constexpr float kDrawn = 0.5F;  // the article's
constexpr double kSigmas[] = {0.5, 0.75, 1, 1.25, 1.5, 2};
constexpr std::int64_t kImages = 500;
constexpr std::int64_t kFitted = 200;  // training images, to choose the filter's sigma with
constexpr std::int64_t kShown = 10;

// From images to images, both from 0 to 1.
struct Method {
  std::string name;
  std::function<Tensor(const Tensor& noisy, float stddev)> clean;
};

// Clipped as the article's, where that takes nothing from the images themselves.
struct Noise {
  float least = 0, most = 1;

  bool clips() const { return most == 1; }
  Tensor added_to(const Tensor& images, float stddev) const {
    return corrupt(images, GaussianCorruption{.stddev = stddev, .minimum = least, .maximum = most},
                   0);
  }
};

Noise noise_for(const Tensor& images) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  const auto values = images.values();
  const bool lie_within = std::all_of(values.begin(), values.end(),
                                      [](float value) { return 0 <= value && value <= 1; });
  return lie_within ? Noise() : Noise{-kLargest, kLargest};
}

// The Gaussian filter at its best: with the width that does best on training images this noisy.
double best_sigma(const Tensor& images, const Noise& noise, float stddev) {
  const Tensor given = noise.added_to(images, stddev);
  double best = kSigmas[0], least = 1e300;
  for (const double sigma : kSigmas) {
    const double error = mse_between(images, analysis::gaussian_filter(given, sigma));
    if (error >= least) continue;
    least = error;
    best = sigma;
  }
  return best;
}

// Images as the network takes them, and back.
Tensor through(const Subject& subject, const Network& network, Tensor images) {
  return images_of(subject, reconstruct(subject, network, as_given(subject, std::move(images))));
}

std::vector<Method> methods(const Subject& subject, std::span<const Network> networks,
                            const Tensor& training, const Noise& noise) {
  std::vector<Method> all;
  all.push_back({"nothing", [](const Tensor& given, float) { return given; }});
  for (const Network& network : networks) {
    all.push_back({network.name + " autoencoder", [&subject, &network](const Tensor& given, float) {
                     return through(subject, network, given);
                   }});
  }
  all.push_back({"Gaussian filter", [training, noise](const Tensor& given, float stddev) {
                   return analysis::gaussian_filter(given, best_sigma(training, noise, stddev));
                 }});
  all.push_back(
      {"median filter", [](const Tensor& given, float) { return analysis::median_filter(given); }});
  return all;
}

struct Curve {
  std::string name;
  std::vector<double> psnr, ssim;
};

std::vector<Curve> measure(const std::vector<Method>& all, const Tensor& images, const Noise& noise,
                           bool has_ssim) {
  std::vector<Curve> curves;
  for (const Method& method : all) curves.push_back({method.name, {}, {}});
  for (const float stddev : kStrengths) {
    const Tensor given = noise.added_to(images, stddev);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Tensor cleaned = all[i].clean(given, stddev);
      if (has_ssim) {
        const analysis::ImageQuality quality = analysis::image_quality(images, cleaned);
        curves[i].psnr.push_back(quality.mean_psnr);
        curves[i].ssim.push_back(quality.mean_ssim);
      } else {
        curves[i].psnr.push_back(analysis::psnr_of(mse_between(images, cleaned)));
      }
    }
  }
  return curves;
}

page::Chart chart_of(const std::vector<Curve>& curves, std::vector<double> Curve::*values,
                     std::string title, std::string unit) {
  page::Chart chart = {.title = std::move(title),
                       .alt =
                           "Quality falls as noise grows, most slowly for the network that was "
                           "trained with noise.",
                       .x = {.title = "standard deviation of the noise"},
                       .y = {.title = std::move(unit)}};
  const std::vector<double> strengths(std::begin(kStrengths), std::end(kStrengths));
  for (const Curve& curve : curves)
    chart.series.push_back({.name = curve.name, .x = strengths, .y = curve.*values});
  return chart;
}

page::Pictures pictures(const Subject& subject, const std::vector<Method>& all,
                        const Noise& noise) {
  const Tensor images = images_of(subject, pick(subject.test, spread(subject.test.size(), kShown)));
  const Tensor given = noise.added_to(images, kDrawn);
  std::vector<Tensor> rows = {images};
  std::string names = "originals";
  for (const Method& method : all) {
    rows.push_back(method.clean(given, kDrawn));
    names += ", " + (method.name == "nothing" ? "with noise" : method.name);
  }
  return {{sheet(rows, {"Noise of standard deviation " + digits(kDrawn, 1),
                        "Originals, noisy images and what each method makes of them",
                        "From the top: " + names + "."})}};
}

std::size_t position_of_drawn() {
  return static_cast<std::size_t>(std::find(std::begin(kStrengths), std::end(kStrengths), kDrawn) -
                                  std::begin(kStrengths));
}

}  // namespace

page::Section denoising_section(const Subject& subject, std::span<const Network> networks,
                                Numbers& numbers) {
  const auto image_at = [&](const Dataset& samples, std::int64_t count) {
    return images_of(subject, pick(samples, spread(samples.size(), count)));
  };
  const Tensor images = image_at(subject.test, kImages);
  const bool has_ssim = images.shape()[0] >= 11 && images.shape()[1] >= 11;
  const Noise noise = noise_for(images);
  const std::vector<Method> all =
      methods(subject, networks, image_at(subject.train, kFitted), noise);
  const std::vector<Curve> curves = measure(all, images, noise, has_ssim);

  page::Section section = {.id = "denoising", .title = "Denoising"};
  section.blocks.emplace_back(
      page::Claim{"Trained to undo noise, the network cleans images and finds a more robust code.",
                  "the article"});
  const std::size_t drawn = position_of_drawn();
  std::string text = "Noise of standard deviation " + digits(kDrawn, 1) + " leaves " +
                     std::to_string(images.batch()) + " images a peak signal to noise ratio of " +
                     decibels(curves.front().psnr[drawn]) + ".";
  for (std::size_t i = 1; i < curves.size(); ++i)
    text += (i == 1 ? " With the " : ", with the ") + curves[i].name + " it is " +
            decibels(curves[i].psnr[drawn]);
  text +=
      ". The Gaussian filter has the width that does best on training images with as much noise.";
  if (!noise.clips()) {
    text +=
        " Not all of these images lie between black, 0, and white, 1: noise is added to them as it "
        "is, where it is otherwise clipped to that range.";
  }
  section.blocks.emplace_back(page::Paragraph{text});
  section.blocks.emplace_back(pictures(subject, all, noise));
  for (const Network& network : networks)
    add_trained_corruption(subject, network, section, numbers);
  page::Charts charts = {
      {chart_of(curves, &Curve::psnr, "Peak signal to noise ratio", "decibels")}};
  if (has_ssim)
    charts.charts.push_back(
        chart_of(curves, &Curve::ssim, "Structural similarity", "SSIM, 1 is best"));
  section.blocks.emplace_back(std::move(charts));
  Numbers& json = numbers["denoising"];
  json["stddev"] = std::vector<float>(std::begin(kStrengths), std::end(kStrengths));
  for (const Curve& curve : curves) json[curve.name] = {{"psnr", curve.psnr}, {"ssim", curve.ssim}};
  return section;
}

}  // namespace hourglass::report
