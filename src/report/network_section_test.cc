// SPDX-License-Identifier: MIT
#include "report/network_section.h"

#include "report/comparison.h"
#include "report/diagram.h"
#include "report/error_unit.h"
#include "report/errors_section.h"
#include "report/report_testing.h"

using namespace hourglass;
using namespace hourglass::report;

namespace {

page::Section section_of(const Subject& subject, const Network& network, Numbers& numbers) {
  page::Section section = network_section(subject, 1);
  add_network(subject, network, measure(subject, network, network.corruption), section, numbers);
  return section;
}

// Two columns, one a hundred times the other's size.
Subject uneven_rows() {
  Subject subject = rows_of({1, 100, -1, 300, 2, -100, -2, 0}, 2);
  subject.scale = {1, 100};
  return subject;
}

std::vector<std::string> names_of(const page::Diagram& diagram) {
  std::vector<std::string> names;
  for (const page::DiagramLayer& layer : diagram.layers) names.push_back(layer.name);
  return names;
}

}  // namespace

TEST_CASE("epochs are counted also where nobody took the time") {
  Network network = network_of(12, 2);
  network.history.epochs = {{{"loss", 2.0}}, {{"loss", 1.0}}};
  Numbers numbers;
  const page::Section section = section_of(subject_of(8, 12), network, numbers);
  CHECK(numbers["networks"]["net"]["epochs"] == 2);
  CHECK_FALSE(numbers["networks"]["net"].contains("seconds_an_epoch"));
  CHECK(numbers["networks"]["net"]["loss"] == Numbers({2.0, 1.0}));
  const page::Diagram& diagram = block_of<page::Diagram>(section);
  REQUIRE(diagram.layers.size() == 3);
  CHECK(diagram.layers[1].part == page::Part::code);
  CHECK(diagram.layers[2].part == page::Part::output);
  CHECK(diagram.layers[2].detail == "36 parameters");
}

TEST_CASE("how fast a network trained is told in samples and in operations") {
  Network network = network_of(12, 2);
  network.history = {.epochs = {{{"loss", 2.0}}, {{"loss", 1.0}}}, .seconds = {0.5, 0.25}};
  Numbers numbers;
  const page::Section section = section_of(subject_of(6, 12), network, numbers);
  const Numbers& told = numbers["networks"]["net"];
  CHECK(told["seconds_an_epoch"] == 0.375);
  CHECK(told["samples_a_second"] == 16);
  CHECK(told["gflops"].get<double>() ==
        doctest::Approx(16 * network.parts.autoencoder.operations_to_train() / 1e9));
  const auto& key = block_of<page::KeyNumbers>(section).numbers;
  REQUIRE(key.size() == 4);
  CHECK(key[3].value == "0.38 s");
  CHECK(key[3].note.starts_with("2 epochs of 6 samples; 16 samples a second, "));
}

TEST_CASE("a curve leaves out the epochs that were not validated") {
  Network network = network_of(12, 2);
  network.history.epochs = {{{"loss", 3.0}}, {{"loss", 2.0}, {"val_loss", 2.5}}, {{"loss", 1.0}}};
  Numbers numbers;
  const page::Section section = section_of(subject_of(6, 12), network, numbers);
  const auto& series = block_of<page::Charts>(section).charts.front().series;
  REQUIRE(series.size() == 2);
  CHECK(series[0].x == std::vector<double>{1, 2, 3});
  CHECK(series[1].x == std::vector<double>{2});
  CHECK(series[1].y == std::vector<double>{2.5});
}

TEST_CASE("a long history is drawn with fewer points, and the last is one of them") {
  Network network = network_of(12, 2);
  for (int i = 1; i <= 5000; ++i) network.history.epochs.push_back({{"loss", i}});
  Numbers numbers;
  const page::Section section = section_of(subject_of(6, 12), network, numbers);
  const page::Series& series = block_of<page::Charts>(section).charts.front().series.front();
  CHECK(series.x.size() <= 501);
  CHECK(series.x.front() == 1);
  CHECK(series.x.back() == 5000);
  CHECK(numbers["networks"]["net"]["loss"].size() == 5000);
}

TEST_CASE("a history of other names has no curve") {
  Network network = network_of(12, 2);
  network.history.epochs = {{{"mse", 3.0}}, {{"mse", 2.0}}};
  Numbers numbers;
  CHECK_FALSE(has_block<page::Charts>(section_of(subject_of(6, 12), network, numbers)));
}

TEST_CASE("a network that is no better than the average sample is told in words") {
  const Subject subject = rows_of({-1, 1, 3, -3}, 1);  // whose mean is 0
  Numbers numbers;
  const page::Section section = section_of(subject, zero_network(1), numbers);
  CHECK(numbers["networks"]["net"]["mse"] == 5);
  CHECK(numbers["networks"]["net"]["mse_of_the_mean"] == 5);
  CHECK(says(section, "net learned nothing beyond the mean: whoever gives the average row"));
  CHECK(says(section, "has an error of 5.00, and 5.00 is no better."));
}

TEST_CASE("less than a twentieth better than the average sample is nothing") {
  const Subject subject = rows_of({-1, 1}, 1);
  Network network = network_of(1, 1);
  const auto makes = [&](float share) {
    network.parts.autoencoder.set_weights({{1}, {0}, {share}, {0}});
    Numbers numbers;
    return section_of(subject, network, numbers);
  };
  CHECK(says(makes(0.02F), "is less than 5 % better."));  // an error of 0.9604
  CHECK_FALSE(says(makes(0.03F), "learned nothing"));     // of 0.9409
}

TEST_CASE("where all samples are the same there is nothing to learn") {
  Numbers numbers;
  CHECK_FALSE(says(section_of(rows_of({2, 2, 2}, 1), zero_network(1), numbers), "learned nothing"));
}

TEST_CASE("errors of tables have one unit, that of the network's scale") {
  const Subject subject = uneven_rows();
  Numbers numbers;
  const page::Section section = section_of(subject, zero_network(2), numbers);
  // (1 + 1 + 4 + 4) and (1 + 9 + 1 + 0), over eight numbers.
  CHECK(numbers["networks"]["net"]["mse"] == doctest::Approx(21 / 8.0));
  CHECK(says(section, "each divided by the scale that the network learned for its column"));
  const Compared compared = compare(subject, "net", codes_of(subject, zero_network(2)));
  CHECK(compared.mse == doctest::Approx(21 / 8.0));
  CHECK_FALSE(says(network_section(rows_of({1, 2}, 1), 1), "divided"));
}

TEST_CASE("principal components are of the scaled numbers, too") {
  const Subject subject = uneven_rows();
  const auto pca = analysis::fit_pca(comparable(subject, subject.train), 1);
  const double error = compare(subject, "PCA", codes_of(subject, pca)).mse;
  // As if the table had come in that unit.
  Subject even = rows_of({1, 1, -1, 3, 2, -1, -2, 0}, 2);
  const auto same = analysis::fit_pca(even.train, 1);
  CHECK(error == doctest::Approx(compare(even, "PCA", codes_of(even, same)).mse));
}

TEST_CASE("scores in another unit than the page's are said to be") {
  Subject subject = uneven_rows();
  const Network network = zero_network(2);
  const Measured measured = measure(subject, network, network.corruption);
  Numbers numbers;
  CHECK(says(errors_section(subject, network, measured, std::nullopt, numbers),
             "in units of the scale that net learned"));
  subject.scale.clear();
  CHECK_FALSE(says(errors_section(subject, network, measured, std::nullopt, numbers), "in units"));
}

TEST_CASE("pooling claims no padding, a convolution without any says so") {
  const SymbolicTensor x = Input({6, 6, 1});
  SymbolicTensor h = Conv2D(2, 3, {.padding = "valid", .activation = "relu"})(x);
  h = MaxPooling2D(2)(Conv2D(2, 3, {.padding = "same"})(h));
  const Autoencoder parts = make_autoencoder(x, h, UpSampling2D(3)(Conv2D(1, 1)(h)));
  CHECK(names_of(diagram_of(parts)) ==
        std::vector<std::string>{"Input", "Conv2D 3 x 3, valid, relu", "Conv2D 3 x 3",
                                 "MaxPooling2D 2 x 2", "Conv2D 1 x 1, valid",
                                 "UpSampling2D 3 x 3"});
}
