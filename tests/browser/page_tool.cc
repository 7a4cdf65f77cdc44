// SPDX-License-Identifier: MIT
// Writes a page with every kind of block for page_test.mjs, and what its latent planes are to show.
// Usage: page_tool FOLDER, which is created; page.html and expected.json go there.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <numeric>

#include "base/atomic_file.h"
#include "browser/example.h"
#include "browser/hostile.h"
#include "browser/planes.h"
#include "hourglass/error.h"
#include "page/page.h"
#include "picture/png.h"

namespace hourglass::browser {
namespace {

using page::ChartKind;
using page::Part;
using page::Section;

const std::vector<std::string> kLabels = {"T-shirt", "Trouser", "Pullover", "Dress", "Coat",
                                          "Sandal",  "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};

std::vector<double> numbers_to(std::size_t count) {
  std::vector<double> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 1.0);
  return numbers;
}

std::uint8_t byte_of(float value) { return static_cast<std::uint8_t>(std::lround(255 * value)); }

std::vector<double> column(const Tensor& codes, std::size_t index) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < codes.batch(); ++i) values.push_back(codes.sample(i)[index]);
  return values;
}

std::vector<double> errors(const Example& example) {
  std::vector<double> result;
  for (std::int64_t i = 0; i < example.images.batch(); ++i) {
    const auto original = example.images.sample(i);
    const auto made = example.reconstructions.sample(i);
    double sum = 0;
    for (std::size_t j = 0; j < original.size(); ++j) {
      sum += std::pow(static_cast<double>(original[j] - made[j]), 2);
    }
    result.push_back(sum / static_cast<double>(original.size()));
  }
  return result;
}

// Ten images over what became of them.
page::Picture rows(const Example& example) {
  picture::Pixels sheet{.width = 10 * 28,
                        .height = 2 * 28,
                        .channels = 1,
                        .values = std::vector<std::uint8_t>(20 * 784)};
  for (std::int64_t row = 0; row < 2; ++row) {
    const Tensor& images = row == 0 ? example.images : example.reconstructions;
    for (std::int64_t i = 0; i < 10 * 784; ++i) {
      *sheet.at(i / 784 * 28 + i % 28, row * 28 + i % 784 / 28) =
          byte_of(images.values()[static_cast<std::size_t>(i)]);
    }
  }
  return {.png = picture::encode_png(sheet),
          .width = sheet.width,
          .height = sheet.height,
          .scale = 3,
          .alt = "Ten pieces of clothing, and below each a blurred copy.",
          .title = "Originals over reconstructions",
          .caption =
              "Of images that the network never saw. Two numbers keep the kind of a piece, "
              "not its pattern."};
}

page::Diagram diagram() {
  return {.title = "The network",
          .caption = "A bar is as wide as the square root of the numbers that its layer gives.",
          .layers = {{"Input", "28 x 28", "", 784, Part::input},
                     {"Dense, relu", "128", "100,480 parameters", 128, Part::encoder},
                     {"Dense", "2", "258 parameters", 2, Part::code},
                     {"Dense, relu", "128", "384 parameters", 128, Part::decoder},
                     {"Dense, sigmoid", "28 x 28", "101,136 parameters", 784, Part::output}}};
}

Section network_section(const Example& example) {
  const std::vector<double> epochs = numbers_to(example.loss.size());
  page::Chart loss{
      .title = "Loss while training",
      .alt = "Both curves fall steeply at first, then ever more slowly.",
      .caption = "Mean squared error, epoch by epoch.",
      .x = {"epoch"},
      .y = {"loss"},
      .series = {{"training", epochs, example.loss}, {"validation", epochs, example.validation}}};
  page::Chart histogram{.kind = ChartKind::histogram,
                        .title = "Errors, image by image",
                        .alt = "Most errors lie between 0.01 and 0.05; few are larger.",
                        .x = {"mean squared error"},
                        .y = {"images"},
                        .series = {{"all images", numbers_to(31), std::vector<double>(30)}}};
  for (double& edge : histogram.series[0].x) edge = (edge - 1) * 0.004;
  for (const double error : errors(example)) {
    ++histogram.series[0].y[static_cast<std::size_t>(std::min(29.0, error / 0.004))];
  }
  return {"network",
          "Squeezed through two numbers",
          {page::Claim{"An autoencoder is a neural network that is trained to attempt to copy its "
                       "input to its output.",
                       "the article"},
           page::Paragraph{"The network below sees 784 grey values and may keep two numbers. What "
                           "it makes of these two is compared with what it saw."},
           page::KeyNumbers{{{"784 : 2", "numbers in, numbers kept", ""},
                             {"0.026", "validation error", "mean squared, after 15 epochs"},
                             {"202,258", "parameters", "half of them in the decoder"}}},
           diagram(), page::Pictures{{rows(example)}}, page::Charts{{loss, histogram}}}};
}

Section charts_section() {
  page::Chart size{
      .title = "Code size and error",
      .alt = "The error falls with the size of the code, for networks faster than for PCA.",
      .caption = "Bands span five seeds.",
      .x = {"numbers in the code", true},
      .y = {"mean squared error", true},
      .series = {{"autoencoder",
                  {2, 4, 8, 16, 32, 64},
                  {.030, .021, .016, .012, .010, .008},
                  {.027, .019, .015, .011, .009, .0075},
                  {.034, .024, .018, .014, .012, .009}},
                 {"PCA", {2, 4, 8, 16, 32, 64}, {.046, .034, .026, .020, .0145, .0098}}}};
  page::Chart noise{
      .kind = ChartKind::scatter,
      .title = "Noise and what is left of it",
      .alt = "More noise, more error.",
      .x = {"noise"},
      .y = {"error"},
      .series = {{"denoising", {.1, .2, .3, .4, .5}, {.012, .013, .0145, .0165, .018}},
                 {"vanilla", {.1, .2, .3, .4, .5}, {.013, .018, .026, .035, .047}},
                 {"sparse", {.1, .2, .3, .4, .5}, {.015, .019, .025, .033, .041}}}};
  page::Chart bars{.kind = ChartKind::bar,
                   .title = "Error by network",
                   .alt = "Vanilla has the smallest error.",
                   .caption = "Whiskers span five seeds.",
                   .x = {""},
                   .y = {"mean squared error"},
                   .series = {{"training", {}, {.0105, .0115, .0124, .0184}},
                              {"validation",
                               {},
                               {.0107, .0118, .0126, .0186},
                               {.0104, .0114, .0123, .018},
                               {.011, .0121, .013, .0191}}},
                   .categories = {"vanilla", "multilayer", "sparse", "convolutional"}};
  page::Chart across = bars;
  across.title = "The same, across";
  across.caption = "";
  across.horizontal = true;
  return {"charts",
          "Charts of every kind",
          {page::Paragraph{"Two of them stand side by side where there is room."},
           page::Charts{{size, noise, bars, across}},
           page::Table{"Validation error of every network",
                       {{"network"}, {"parameters", true}, {"error", true}, {"reference", true}},
                       {{"vanilla", "101,200", "0.0107", "0.0106"},
                        {"multilayer", "218,192", "0.0118", "0.0119"},
                        {"sparse", "101,200", "0.0126", "0.0125"}}}}};
}

Section maps_section(const Example& example) {
  std::vector<std::uint8_t> bytes;
  for (const float value : example.images.values()) bytes.push_back(byte_of(value));
  const std::vector<double> x = column(example.codes, 0);
  const std::vector<double> y = column(example.codes, 1);
  std::vector<double> brightness;
  for (std::int64_t i = 0; i < example.images.batch(); ++i) {
    const auto image = example.images.sample(i);
    brightness.push_back(std::accumulate(image.begin(), image.end(), 0.0) / 784);
  }
  return {"maps",
          "Where images lie",
          {page::Paragraph{"Point at a dot to see its image, and where it lies on the other map."},
           page::Maps{.maps = {{"The code", "Kinds of clothing lie in patches of their own.",
                                "first number", "second number", x, y},
                               {"Brightness and error", "Bright images have larger errors.",
                                "brightness", "mean squared error", brightness, errors(example)}},
                      .labels = {kLabels, example.labels},
                      .sprites = page::make_sprites(bytes, 28, 28, 1),
                      .caption = "1,500 images; press a name to see it alone."}}};
}

page::CodeDimension dimension(const std::string& name, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return {name, values[values.size() / 100], values[values.size() * 99 / 100],
          values[values.size() / 2]};
}

ExpectedPlane example_plane(const Example& example) {
  page::LatentPlane plane{.title = "Two numbers become an image",
                          .alt = "The codes of 1,500 images.",
                          .caption = "Drag the point: the decoder runs in this page.",
                          .decoder = two_dense(example.models.decoder, 28, 28),
                          .x = column(example.codes, 0),
                          .y = column(example.codes, 1),
                          .labels = {kLabels, example.labels}};
  plane.dimensions = {dimension("first", plane.x), dimension("second", plane.y)};
  return expect(std::move(plane), example.models.decoder);
}

void write(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const Example example = train_example();
  page::Page page{.title = "What an autoencoder keeps",
                  .lead =
                      "A page of every kind of block: what the code of an image holds, what is "
                      "lost, and what the decoder makes of numbers that no image had.",
                  .sections = {network_section(example), charts_section(), maps_section(example)},
                  .footer = "Written by the browser tests of Hourglass."};
  Section planes{"planes", "A plane to play with", {}};
  nlohmann::json expected = {{"planes", nlohmann::json::array()}, {"names", hostile_names()}};
  for (ExpectedPlane& made : std::vector{example_plane(example), convolutional_plane(),
                                         transposed_plane(), every_step_plane()}) {
    planes.blocks.emplace_back(std::move(made.plane));
    expected["planes"].push_back(std::move(made.expected));
  }
  page.sections.push_back(std::move(planes));
  base::write_file_atomically(folder / "example.html", page::to_html(page));
  page.sections.push_back(hostile_section());
  base::write_file_atomically(folder / "page.html", page::to_html(page));
  base::write_file_atomically(folder / "expected.json", expected.dump());
}

}  // namespace
}  // namespace hourglass::browser

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: page_tool FOLDER\n", stderr);
    return 2;
  }
  try {
    hourglass::browser::write(argv[1]);
  } catch (const hourglass::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
