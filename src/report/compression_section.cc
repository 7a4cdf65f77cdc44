// SPDX-License-Identifier: MIT
#include "report/compression_section.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "analysis/image_quality.h"
#include "analysis/jpeg_coding.h"
#include "analysis/rate_distortion.h"
#include "report/baseline.h"
#include "report/samples.h"
#include "report/sheets.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kCodes[] = {16, 64, 256};
constexpr std::int64_t kLevels[] = {2, 3, 4, 6, 8, 12, 16, 32, 64};
constexpr int kQualities[] = {2, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90};
constexpr std::int64_t kImages = 1000;
constexpr std::string_view kFeatured = "code of 64";
constexpr std::string_view kJpeg = "JPEG";
constexpr std::int64_t kSide = 10;  // images on a side of a sheet that is one JPEG

struct Curve {
  std::string name;
  std::vector<double> bits;  // a pixel
  std::vector<double> psnr;
};

// A kind of images to compress.
struct Domain {
  std::string name, title;
  Tensor images;  // from 0 to 1
};

Tensor turned(const Tensor& images) {
  const Shape& shape = images.shape();
  Tensor result(images.batch(), {shape[1], shape[0], shape[2]});
  for (std::int64_t i = 0; i < images.batch(); ++i) {
    const auto from = images.sample(i);
    auto to = result.sample(i).begin();
    for (std::int64_t x = 0; x < shape[1]; ++x) {
      for (std::int64_t y = shape[0] - 1; y >= 0; --y) {
        const auto pixel = from.begin() + (y * shape[1] + x) * shape[2];
        to = std::copy(pixel, pixel + shape[2], to);
      }
    }
  }
  return result;
}

Tensor negative(Tensor images) {
  for (float& value : images.values()) value = 1 - value;
  return images;
}

std::vector<Domain> domains(const Subject& subject) {
  const Tensor images =
      images_of(subject, pick(subject.test, spread(subject.test.size(), kImages)));
  std::vector<Domain> all = {{"held-out images", "Images like those trained with", images}};
  const Shape& shape = images.shape();
  if (shape[0] == shape[1])
    all.push_back({"turned", "The same images, turned by 90 degrees", turned(images)});
  all.push_back({"negative", "The same images as negatives", negative(images)});
  return all;
}

// Squares of images as one image each; what does not fill one is left out unless there is nothing
// else.
Tensor tiled(const Tensor& images) {
  const Shape& shape = images.shape();
  const std::int64_t sheets = images.batch() / (kSide * kSide);
  Tensor result(sheets, {shape[0] * kSide, shape[1] * kSide, shape[2]});
  const std::int64_t row = shape[1] * shape[2];
  for (std::int64_t i = 0; i < sheets * kSide * kSide; ++i) {
    const auto from = images.sample(i);
    const auto to = result.sample(i / (kSide * kSide));
    const std::int64_t place = i % (kSide * kSide);
    for (std::int64_t y = 0; y < shape[0]; ++y) {
      const std::int64_t at =
          ((place / kSide) * shape[0] + y) * row * kSide + (place % kSide) * row;
      std::copy_n(from.begin() + y * row, row, to.begin() + at);
    }
  }
  return result;
}

Curve jpeg_curve(const Tensor& images) {
  const Tensor sheets = tiled(images);
  Curve curve = {std::string(kJpeg), {}, {}};
  const double pixels = static_cast<double>(sheets.batch() * sheets.shape()[0] * sheets.shape()[1]);
  for (const int quality : kQualities) {
    const analysis::JpegImages coded = analysis::code_as_jpeg(sheets, quality);
    double bytes = 0;
    for (const std::int64_t size : coded.file_bytes) bytes += static_cast<double>(size);
    curve.bits.push_back(8 * bytes / pixels);
    curve.psnr.push_back(analysis::psnr_of(mse_between(sheets, coded.images)));
  }
  return curve;
}

Curve code_curve(const Subject& subject, const SizedNetwork& sized, const Tensor& images) {
  const Tensor given = as_given(subject, images);
  const ColumnStatistics ranges =
      column_statistics(encode(subject, sized.network, first(subject.train, kLabelledSamples)));
  const Tensor codes = encode(subject, sized.network, given);
  Curve curve = {"code of " + std::to_string(sized.code), {}, {}};
  const double pixels = static_cast<double>(images.shape()[0] * images.shape()[1]);
  for (const std::int64_t levels : kLevels) {
    const analysis::QuantizedCodes quantized = analysis::quantize(codes, ranges, levels);
    curve.bits.push_back(quantized.bits_an_image / pixels);
    curve.psnr.push_back(analysis::psnr_of(
        mse_between(given, decode(subject, sized.network, quantized.codes), subject.white)));
  }
  return curve;
}

std::vector<Curve> curves_of(const Subject& subject, const std::vector<SizedNetwork>& networks,
                             const Tensor& images) {
  std::vector<Curve> curves;
  for (const SizedNetwork& sized : networks) {
    if (std::find(std::begin(kCodes), std::end(kCodes), sized.code) != std::end(kCodes))
      curves.push_back(code_curve(subject, sized, images));
  }
  if (images.batch() >= kSide * kSide) curves.push_back(jpeg_curve(images));
  return curves;
}

page::Chart chart_of(const Domain& domain, const std::vector<Curve>& curves) {
  page::Chart chart = {.title = domain.title,
                       .alt = "Quality against bits a pixel, for codes of three sizes and JPEG.",
                       .x = {.title = "bits a pixel", .logarithmic = true},
                       .y = {.title = "peak signal to noise ratio, decibels"}};
  for (const Curve& curve : curves)
    chart.series.push_back({.name = curve.name, .x = curve.bits, .y = curve.psnr});
  return chart;
}

// Where two neighbouring points of a curve have `psnr` between them; nothing beyond its ends.
std::optional<double> bits_for(const Curve& curve, double psnr) {
  for (std::size_t i = 1; i < curve.psnr.size(); ++i) {
    const double low = curve.psnr[i - 1], high = curve.psnr[i];
    if (!(low <= psnr && psnr <= high) || low == high) continue;
    const double share = (psnr - low) / (high - low);
    return curve.bits[i - 1] + share * (curve.bits[i] - curve.bits[i - 1]);
  }
  return std::nullopt;
}

double best(const Curve& curve) { return *std::max_element(curve.psnr.begin(), curve.psnr.end()); }

const Curve* find(const std::vector<Curve>& curves, std::string_view name) {
  const auto found = std::find_if(curves.begin(), curves.end(),
                                  [&](const Curve& curve) { return curve.name == name; });
  return found == curves.end() ? nullptr : &*found;
}

// The best of one kind of curve in all domains but the first: "16.2 dB and 7.8 dB".
std::string bests_elsewhere(const std::vector<std::vector<Curve>>& by_domain,
                            std::string_view name) {
  std::string text;
  for (std::size_t i = 1; i < by_domain.size(); ++i)
    text += (i == 1 ? "" : " and ") + decibels(best(*find(by_domain[i], name)));
  return text;
}

// At which quality the code ends, what JPEG takes for that, and how both do elsewhere.
std::string finding(const std::vector<std::vector<Curve>>& by_domain) {
  constexpr std::size_t kAt = 4;  // of kLevels: 8
  const Curve& code = *find(by_domain.front(), kFeatured);
  const Curve* jpeg = find(by_domain.front(), kJpeg);
  std::string text = "On images like those it was trained with, the code of 64 units takes " +
                     digits(code.bits[kAt], 2) + " bits a pixel with " +
                     std::to_string(kLevels[kAt]) + " levels a unit and gives " +
                     decibels(code.psnr[kAt]) + ".";
  if (jpeg == nullptr) return text;
  if (const auto bits = bits_for(*jpeg, code.psnr[kAt]))
    text += " JPEG takes " + digits(*bits, 2) + " for the same.";
  return text + " But its best is " + decibels(best(code)) +
         " whatever the bits, where JPEG goes on to " + decibels(best(*jpeg)) +
         "; and on other images it falls to " + bests_elsewhere(by_domain, kFeatured) +
         ", while JPEG stays at " + bests_elsewhere(by_domain, kJpeg) + ".";
}

// How bits are counted.
std::string method(bool has_jpeg) {
  const std::string sheet = std::to_string(kSide * kSide) + " images as one sheet";
  const std::string codes =
      "Codes are rounded to 2 to 64 levels a unit and counted with the entropy of the levels; the "
      "network itself, which both sides need, is not counted. ";
  if (!has_jpeg) return codes + "JPEG would code " + sheet + ", for which there are too few.";
  return codes + "JPEG codes " + sheet +
         ", so that its header and tables count a hundredth: alone, they take more bytes than the "
         "code of 256 units.";
}

// The network of 64 units, trained with another kind of images: its error on them, and that of the
// one trained with the first kind.
void add_new_kind(const Subject& subject, const Trainer& trainer, const Network& first_kind,
                  page::Section& section, Numbers& numbers) {
  const auto negatives = [&](const Dataset& samples) {
    Tensor all = samples.read(0, samples.size());
    for (float& value : all.values()) value = static_cast<float>(subject.white) - value;
    return Dataset(std::move(all));
  };
  Subject other = subject;
  other.train = negatives(subject.train);
  other.test = negatives(subject.test);
  const Network second_kind =
      train_code_size(other, Trainer(other, trainer.options()), 64, "negatives");
  const Tensor clean = other.test.read(0, other.test.size());
  const double before = mse_between(clean, reconstruct(other, first_kind, clean), other.white);
  const double after = mse_between(clean, reconstruct(other, second_kind, clean), other.white);
  numbers = {{"mse_trained_with_others", before}, {"mse_trained_with_these", after}};
  section.blocks.emplace_back(page::Heading{"A new kind of data"});
  section.blocks.emplace_back(page::Claim{
      "It learns from examples alone: a new kind of data needs new data and no new engineering.",
      "the article"});
  section.blocks.emplace_back(page::Paragraph{
      "On negatives the network of 64 units that was trained with the images as they are has an "
      "error of " +
      digits(before) + ". The same network, trained " + std::to_string(kCodeSizeEpochs) +
      " epochs with negatives and with nothing else changed, has " + digits(after) + "."});
}

}  // namespace

page::Section compression_section(const Subject& subject, const Trainer& trainer,
                                  const std::vector<SizedNetwork>& networks, Numbers& numbers) {
  page::Section section = {.id = "compression", .title = "Compression"};
  section.blocks.emplace_back(page::Claim{
      "An autoencoder compresses the kind of data it was trained with and fails on others; as a "
      "compressor of images JPEG does vastly better.",
      "the article"});
  page::Charts charts;
  std::vector<std::vector<Curve>> by_domain;
  for (const Domain& domain : domains(subject)) {
    by_domain.push_back(curves_of(subject, networks, domain.images));
    charts.charts.push_back(chart_of(domain, by_domain.back()));
    for (const Curve& curve : by_domain.back())
      numbers["compression"][domain.name][curve.name] = {{"bits_a_pixel", curve.bits},
                                                         {"psnr", curve.psnr}};
  }
  section.blocks.emplace_back(page::Paragraph{finding(by_domain)});
  section.blocks.emplace_back(std::move(charts));
  section.blocks.emplace_back(page::Paragraph{method(find(by_domain.front(), kJpeg) != nullptr)});
  const auto featured = std::find_if(networks.begin(), networks.end(),
                                     [](const SizedNetwork& sized) { return sized.code == 64; });
  add_new_kind(subject, trainer, featured->network, section, numbers["new_kind"]);
  return section;
}

}  // namespace hourglass::report
