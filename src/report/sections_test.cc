// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <numeric>

#include "report/baseline.h"
#include "report/codes_section.h"
#include "report/comparison.h"
#include "report/denoising_section.h"
#include "report/errors_section.h"
#include "report/latent_section.h"
#include "report/report_testing.h"
#include "report/samples.h"

using namespace hourglass;
using namespace hourglass::report;

namespace {

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

page::Section codes_of_nets(const Subject& subject, const std::vector<std::int64_t>& sizes,
                            Numbers& numbers) {
  std::vector<Network> networks;
  for (const std::int64_t size : sizes)
    networks.push_back(
        network_of(subject.test.shape().size(), size, "net " + std::to_string(size)));
  return codes_section(subject, networks, numbers);
}

page::Section errors_of(const Subject& subject, const Network& network,
                        const std::optional<Threshold>& threshold, Numbers& numbers) {
  return errors_section(subject, network, measure(subject, network, network.corruption), threshold,
                        numbers);
}

void check_is_a_page(const page::Section& section) {
  CHECK_NOTHROW(page::to_html({.title = "t", .sections = {section}}));
}

}  // namespace

TEST_CASE("a threshold splits the errors, and what reaches it counts as above") {
  const Subject subject = rows_of({1, 2, 3, 4}, 1);  // errors of 1, 4, 9 and 16
  Numbers numbers;
  const page::Section section = errors_of(subject, zero_network(1), Threshold{9, "given"}, numbers);
  const page::Chart& chart = block_of<page::Charts>(section).charts.front();
  REQUIRE(chart.series.size() == 2);
  CHECK(sum(chart.series[0].y) == 2);
  CHECK(sum(chart.series[1].y) == 2);
  CHECK(chart.caption.find("Threshold: 9.00 (given).") != std::string::npos);
  CHECK(numbers["errors"]["net"]["anomalies"] == 2);
  CHECK(numbers["errors"]["net"]["threshold"] == 9);
  CHECK(numbers["errors"]["net"]["median"] == doctest::Approx(6.5));
  check_is_a_page(section);
}

TEST_CASE("without a threshold there is one kind of errors and no anomalies") {
  Numbers numbers;
  const page::Section section =
      errors_of(rows_of({1, 2, 3, 4}, 1), zero_network(1), std::nullopt, numbers);
  const page::Chart& chart = block_of<page::Charts>(section).charts.front();
  REQUIRE(chart.series.size() == 1);
  CHECK(sum(chart.series[0].y) == 4);
  CHECK_FALSE(numbers["errors"]["net"].contains("anomalies"));
}

TEST_CASE("the last bar counts what lies beyond it, however far") {
  std::vector<float> values(1000, 1e-15F);
  values[500] = 1e15F;
  Numbers numbers;
  const page::Section section =
      errors_of(rows_of(values, 1), zero_network(1), std::nullopt, numbers);
  const page::Series& bars = block_of<page::Charts>(section).charts.front().series.front();
  CHECK(sum(bars.y) == 1000);
  CHECK(bars.y.back() >= 1);
  CHECK(bars.x.back() < 1);
}

TEST_CASE("errors of 0 have bars, too") {
  Numbers numbers;
  const page::Section section =
      errors_of(rows_of({0, 0, 0}, 1), zero_network(1), std::nullopt, numbers);
  CHECK(block_of<page::Charts>(section).charts.front().series.front().y.front() == 3);
  check_is_a_page(section);
}

TEST_CASE("a strange row is told by where it stood, its columns and its label") {
  Subject subject = rows_of({0, 1, 0, 0, 5, 0, 2, 0, 9}, 3);
  subject.columns = {"a", "<b>"};  // fewer than there are numbers
  subject.row_numbers = {1, 4, 7};
  subject.label_names = {"good", "bad"};
  subject.test_labels = {0, 0, 1};
  Numbers numbers;
  const page::Section section = errors_of(subject, zero_network(3), std::nullopt, numbers);
  const auto& rows = block_of<page::Table>(section).rows;
  REQUIRE(rows.size() == 3);
  CHECK(rows[0] == std::vector<std::string>{"7", "28.3", "number 3 (81), a (4.0), <b> (0)", "bad"});
  CHECK(rows[1] == std::vector<std::string>{"4", "8.33", "<b> (25), a (0), number 3 (0)", "good"});
  const auto& features = std::get<page::Charts>(section.blocks.back()).charts.front();
  CHECK(features.categories == std::vector<std::string>{"number 3", "<b>", "a"});
  CHECK(features.y.title == "mean squared error");  // bars lie, and their axis with them
  subject.row_numbers.clear();
  const page::Section plain = errors_of(subject, zero_network(3), std::nullopt, numbers);
  CHECK(block_of<page::Table>(plain).rows[0][0] == "3");
  CHECK(page::to_html({.title = "t", .sections = {section}}).find("<b>") == std::string::npos);
}

TEST_CASE("the strangest images are shown instead of rows") {
  Numbers numbers;
  const page::Section section =
      errors_of(subject_of(5, 12, Shape{2, 2, 3}), network_of(12, 2), std::nullopt, numbers);
  CHECK(has_block<page::Pictures>(section));
  CHECK_FALSE(has_block<page::Table>(section));
  check_is_a_page(section);
}

TEST_CASE("codes are compared with as many principal components, once for each size") {
  Numbers numbers;
  const page::Section section =
      codes_of_nets(with_labels(subject_of(30, 12, Shape{3, 4, 1}), 3), {2, 5, 2}, numbers);
  const auto& rows = block_of<page::Table>(section).rows;
  std::vector<std::string> names;
  for (const auto& row : rows) names.push_back(row.front());
  CHECK(names == std::vector<std::string>{"net 2", "PCA, 2 components", "net 5",
                                          "PCA, 5 components", "net 2"});
  CHECK(block_of<page::Maps>(section).maps.size() == 4);
  CHECK(numbers["codes"]["PCA, 5 components"]["mse"] <
        numbers["codes"]["PCA, 2 components"]["mse"]);
  CHECK(numbers["codes"]["net 2"].contains("nearest_accuracy"));
  check_is_a_page(section);
}

TEST_CASE("codes of one number have no map") {
  Numbers numbers;
  const page::Section section = codes_of_nets(subject_of(30, 12, Shape{3, 4, 1}), {1, 2}, numbers);
  CHECK_FALSE(has_block<page::Maps>(section));
  CHECK(numbers["codes"]["net 1"]["units"] == 1);
  check_is_a_page(section);
}

TEST_CASE("a handful of samples is measured as far as it goes") {
  for (const std::int64_t samples : {1, 2, 4, 5, 10, 11}) {
    CAPTURE(samples);
    Numbers numbers;
    const page::Section section =
        codes_of_nets(with_labels(subject_of(samples, 12, Shape{3, 4, 1}), 2), {3}, numbers);
    CHECK(numbers["codes"]["net 3"].contains("trustworthiness") == (samples > 10));
    CHECK(numbers["codes"]["net 3"].contains("nearest_accuracy") == (samples >= 5));
    CHECK((numbers["codes"].size() == 2) == (samples >= 2));
    const auto& row = block_of<page::Table>(section).rows.front();
    if (samples < 5) CHECK(row.back() == "too few labels");
    check_is_a_page(section);
  }
}

TEST_CASE("samples of more numbers than PCA takes are compared without it") {
  Numbers numbers;
  const page::Section section =
      codes_of_nets(subject_of(12, 5000, Shape{50, 100, 1}), {3}, numbers);
  CHECK(block_of<page::Table>(section).rows.size() == 1);
  CHECK(block_of<page::Maps>(section).maps.size() == 1);
  CHECK(std::get<page::Paragraph>(section.blocks.back()).text.find("4,096") != std::string::npos);
}

TEST_CASE("constant samples are no error") {
  Subject subject = rows_of(std::vector<float>(60, 3), 3);
  Numbers numbers;
  check_is_a_page(codes_of_nets(subject, {2}, numbers));
  CHECK(numbers["codes"]["PCA, 2 components"]["mse"] == doctest::Approx(0));
}

TEST_CASE("classifiers want labels, two kinds at least") {
  const Tensor codes = wavy(20, {2});
  const auto text = [&](const Subject& subject) {
    return accuracy_text(subject, linear_accuracy(subject, codes, codes));
  };
  const Subject plain = subject_of(20, 4);
  CHECK(text(plain) == "no labels");
  CHECK(text(with_labels(plain, 1)) == "too few labels");
  CHECK(text(with_labels(plain, 2)).ends_with(" %"));
  Subject half = with_labels(plain, 2);
  half.train_labels.clear();
  CHECK(text(half) == "no labels");
}

TEST_CASE("a code of two numbers is a plane as it is") {
  const Subject subject = with_labels(subject_of(40, 12, Shape{3, 4, 1}), 3);
  const Network network = network_of(12, 2);
  const auto section = latent_section(subject, network);
  REQUIRE(section);
  const auto& plane = block_of<page::LatentPlane>(*section);
  CHECK(plane.decoder.steps.size() == 1);
  const Tensor codes = network.parts.encoder.predict(subject.test);
  CHECK(plane.x[7] == codes.sample(7)[0]);
  CHECK(plane.y[7] == codes.sample(7)[1]);
  CHECK(plane.labels.of_points[4] == 1);
  check_is_a_page(*section);
}

TEST_CASE("a code of many numbers is a plane through its principal components") {
  const Subject subject = subject_of(40, 12, Shape{2, 2, 3});
  const Network network = network_of(12, 6);
  const auto section = latent_section(subject, network);
  REQUIRE(section);
  const auto& plane = block_of<page::LatentPlane>(*section);
  REQUIRE(plane.decoder.steps.size() == 2);
  const auto& way_back = std::get<page::DenseStep>(plane.decoder.steps.front());
  CHECK(way_back.units == 6);
  CHECK(way_back.kernel.size() == 12);
  // The middle of the plane is the mean of the codes.
  const Tensor codes = network.parts.encoder.predict(subject.test);
  double mean = 0;
  for (std::int64_t i = 0; i < 40; ++i) mean += double{codes.sample(i)[3]} / 40;
  CHECK(way_back.bias[3] == doctest::Approx(mean));
  CHECK(plane.labels.names.empty());
  check_is_a_page(*section);
}

TEST_CASE("there is no plane of one number, of rows or of one sample of many numbers") {
  const Shape image = {3, 4, 1};
  CHECK_FALSE(latent_section(subject_of(40, 12, image), network_of(12, 1)));
  CHECK_FALSE(latent_section(subject_of(40, 12), network_of(12, 2)));
  CHECK_FALSE(latent_section(subject_of(1, 12, image), network_of(12, 6)));
  CHECK(latent_section(subject_of(1, 12, image), network_of(12, 2)));
}

TEST_CASE("codes that are all the same have room around them, however far out") {
  const Subject subject = subject_of(40, 12, Shape{3, 4, 1});
  for (const float at : {0.0F, 1e20F, -5000.0F}) {
    Network network = network_of(12, 2);
    std::vector<std::vector<float>> weights = network.parts.encoder.get_weights();
    std::fill(weights[0].begin(), weights[0].end(), 0.0F);
    std::fill(weights[1].begin(), weights[1].end(), at);
    network.parts.encoder.set_weights(weights);
    const auto section = latent_section(subject, network);
    REQUIRE(section);
    check_is_a_page(*section);
  }
}

TEST_CASE("images too small for structural similarity are judged without it") {
  for (const std::int64_t side : {4, 11}) {
    Numbers numbers;
    const Subject subject = subject_of(3, side * side, Shape{side, side, 1});
    const Network networks[] = {network_of(side * side, 2)};
    const page::Section section = denoising_section(subject, networks, numbers);
    const bool is_large = side >= 11;
    CHECK(block_of<page::Charts>(section).charts.size() == (is_large ? 2 : 1));
    CHECK(numbers["denoising"]["nothing"]["ssim"].empty() == !is_large);
    CHECK(numbers["denoising"]["net autoencoder"]["psnr"].size() == 7);
    check_is_a_page(section);
  }
}

TEST_CASE("a network that was trained with corruption is measured with it, and shown by its name") {
  const Subject subject = subject_of(6, 16, Shape{4, 4, 1});
  Network networks[] = {network_of(16, 2)};
  for (const CorruptionKind& corruption :
       {CorruptionKind(MaskingCorruption{.probability = 0.25F}),
        CorruptionKind(SwapCorruption{.probability = 0.25F}),
        CorruptionKind(BlurCorruption{.sigma = 1, .image_shape = Shape{4, 4, 1}})}) {
    networks[0].corruption = corruption;
    Numbers numbers;
    const page::Section section = denoising_section(subject, networks, numbers);
    const std::string name = std::string(corruption_name(corruption)) + " ";
    CHECK(says(section, "net was trained with " + name));
    const Numbers& told = numbers["denoising"]["trained_with"]["net"];
    CHECK(told["corruption"].get<std::string>().starts_with(name));
    const Tensor given = corrupted(networks[0], subject.test.read(0, 6), corruption);
    CHECK(told["given_psnr"].get<double>() ==
          doctest::Approx(-10 * std::log10(mse_between(subject.test.read(0, 6), given))));
    check_is_a_page(section);
  }
}

TEST_CASE("noise is clipped only where the images lie between black and white") {
  Subject subject = subject_of(6, 16, Shape{4, 4, 1});
  Numbers numbers;
  CHECK_FALSE(says(denoising_section(subject, {}, numbers), "otherwise clipped"));
  const double clipped = numbers["denoising"]["nothing"]["psnr"].back();
  Tensor moved = subject.test.read(0, 6);
  for (float& value : moved.values()) value -= 0.5F;
  subject.test = subject.train = moved;
  CHECK(says(denoising_section(subject, {}, numbers), "otherwise clipped"));
  // Noise of 0.8 alone: 20 log10(1 / 0.8), but for the luck of 96 draws.
  CHECK(numbers["denoising"]["nothing"]["psnr"].back().get<double>() ==
        doctest::Approx(1.94).epsilon(0.5));
  CHECK(numbers["denoising"]["nothing"]["psnr"].back() < clipped);
}

TEST_CASE("noise is measured in units of white") {
  Subject one = subject_of(6, 16, Shape{4, 4, 1});
  Subject bytes = one;
  Tensor scaled = one.test.read(0, 6);
  for (float& value : scaled.values()) value *= 255;
  bytes.test = bytes.train = scaled;
  one.train = one.test;
  bytes.white = 255;
  Numbers plain, in_bytes;
  denoising_section(one, {}, plain);
  denoising_section(bytes, {}, in_bytes);
  for (std::size_t i = 0; i < 7; ++i)
    CHECK(plain["denoising"]["nothing"]["psnr"][i].get<double>() ==
          doctest::Approx(in_bytes["denoising"]["nothing"]["psnr"][i].get<double>()));
}
