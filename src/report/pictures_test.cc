// SPDX-License-Identifier: MIT
// Sheets, samples, units and maps.
#include <cstdlib>

#include "report/maps.h"
#include "report/report_testing.h"
#include "report/samples.h"
#include "report/sheets.h"
#include "report/units.h"

using namespace hourglass;
using namespace hourglass::report;

namespace {

// Of sheets: between images and around them all.
constexpr std::int64_t kSpacing = 2;

// So many images of `size` pixels beside each other; where the first pixel of number `i` is.
std::int64_t length(std::int64_t images, std::int64_t size) {
  return images * size + (images + 1) * kSpacing;
}
std::int64_t start(std::int64_t i, std::int64_t size) { return length(i, size); }

Tensor counted(std::int64_t batch, const Shape& shape, float step) {
  Tensor tensor(batch, shape);
  float at = 0;
  for (float& value : tensor.values()) value = step * at++;
  return tensor;
}

std::vector<float> list(const Tensor& tensor) {
  return {tensor.values().begin(), tensor.values().end()};
}

using Floats = std::vector<float>;
using Indices = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("samples are spread evenly from the first on, or all") {
  CHECK(spread(10, 5) == Indices{0, 2, 4, 6, 8});
  CHECK(spread(7, 3) == Indices{0, 2, 4});
  CHECK(spread(3, 10) == Indices{0, 1, 2});
  CHECK(spread(1, 10) == Indices{0});
  CHECK(spread(0, 10).empty());
  CHECK(spread(1'000'000, 1500).back() == 999'333);
}

TEST_CASE("samples are picked by number, cut and shaped") {
  const Tensor all = counted(4, {2}, 1);
  CHECK(list(pick(all, Indices{2, 0})) == Floats{4, 5, 0, 1});
  CHECK(first(all, 3).size() == 3);
  CHECK(first(all, 9).size() == 4);
  const Tensor square = reshaped(counted(2, {4}, 1), {2, 2, 1});
  CHECK(square.shape() == Shape{2, 2, 1});
  CHECK(square.batch() == 2);
}

TEST_CASE("errors are measured in units of white") {
  const Tensor black(1, {2}), bytes(1, {2}, {255, 0});
  CHECK(mse_between(black, bytes, 255) == 0.5);
  CHECK(mse_between(black, bytes) == 255.0 * 255 / 2);
}

TEST_CASE("feature maps stand side by side, in as square a grid as there is") {
  // One code of 1 x 2 cells in 6 maps: two rows of three maps.
  const Tensor images = codes_as_images(Tensor(1, {1, 2, 6},
                                               {0, 1, 2, 3, 4, 5,  //
                                                6, 7, 8, 9, 10, -12}));
  CHECK(images.shape() == Shape{2, 6, 1});
  Floats cells = list(images);
  for (float& cell : cells) cell *= 12;
  const Floats expected = {0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 12};
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(cells[i] == doctest::Approx(expected[i]));
}

TEST_CASE("codes of numbers in a row are rectangles, white farthest from 0") {
  CHECK(codes_as_images(Tensor(1, {64})).shape() == Shape{8, 8, 1});
  CHECK(codes_as_images(Tensor(1, {32})).shape() == Shape{4, 8, 1});
  CHECK(codes_as_images(Tensor(1, {7})).shape() == Shape{1, 7, 1});
  CHECK(codes_as_images(Tensor(1, {1})).shape() == Shape{1, 1, 1});
  CHECK(list(codes_as_images(Tensor(2, {2}, {0, -4, 2, 1}))) == Floats{0, 1, 0.5F, 0.25F});
  CHECK(list(codes_as_images(Tensor(1, {2}))) == Floats{0, 0});
}

TEST_CASE("weights of 0 are grey, each image by itself") {
  CHECK(list(weights_as_images(Tensor(3, {2}, {0, 2, -8, 4, 0, 0}))) ==
        Floats{0.5F, 1, 0, 0.75F, 0.5F, 0.5F});
}

TEST_CASE("wrapped rows are filled up with white") {
  const Tensor images(5, {3, 2, 1});
  const page::Picture picture = wrapped_sheet(images, 3, {"title", "alt", "caption"}, 4);
  CHECK(picture.title == "title");
  CHECK(picture.alt == "alt");
  CHECK(picture.caption == "caption");
  CHECK(picture.scale == 4);
  const data::Image pixels = pixels_of(picture);
  CHECK(pixels.width == length(3, 2));
  CHECK(pixels.height == length(2, 3));
  CHECK(*pixels.pixel(start(0, 3), start(2, 2)) == 0);
  CHECK(*pixels.pixel(start(1, 3), start(1, 2)) == 0);
  CHECK(*pixels.pixel(start(1, 3), start(2, 2)) == 255);
}

TEST_CASE("bytes and colours are drawn as they are") {
  const Tensor bytes(1, {3}, {255, 51, 0});
  const Tensor rows[] = {as_images(bytes, {1, 1, 3}, 255)};
  const data::Image pixels = pixels_of(sheet(rows, {}));
  REQUIRE(pixels.channels == 3);
  CHECK(pixels.pixel(kSpacing, kSpacing)[0] == 255);
  CHECK(pixels.pixel(kSpacing, kSpacing)[1] == 51);
  CHECK(pixels.pixel(kSpacing, kSpacing)[2] == 0);
}

TEST_CASE("filters of dense layers have the image's shape, those of convolutions their own") {
  const Subject subject = subject_of(2, 12, Shape{3, 4, 1});
  Network dense = network_of(12, 2);
  std::vector<std::vector<float>> weights = dense.parts.encoder.get_weights();
  weights[0].assign(24, 0);
  weights[0][5 * 2 + 1] = -1;  // from number 5 to unit 1
  dense.parts.encoder.set_weights(weights);
  const auto filters = learned_filters(subject, dense);
  REQUIRE(filters);
  const data::Image pixels = pixels_of(*filters);
  CHECK(pixels.height == length(1, 3));
  CHECK(std::abs(*pixels.pixel(kSpacing, kSpacing) - 128) <= 1);
  CHECK(*pixels.pixel(kSpacing + 1, start(1, 4) + 1) == 0);
  CHECK(std::abs(*pixels.pixel(kSpacing + 1, start(1, 4)) - 128) <= 1);

  const SymbolicTensor x = Input({12});
  const SymbolicTensor code = Conv2D(70, {2, 3})(Reshape({3, 4, 1})(x));
  const Network conv = {
      .name = "conv", .about = {}, .parts = make_autoencoder(x, code, Dense(12)(Flatten()(code)))};
  const auto windows = learned_filters(subject, conv);
  REQUIRE(windows);
  CHECK(windows->height == length(4, 2));  // 64 of the 70, 16 a row
}

TEST_CASE("there are no filters to draw of rows or of weights that are no images") {
  const Network network = network_of(12, 2);
  CHECK_FALSE(learned_filters(subject_of(2, 12), network));
  CHECK_FALSE(learned_filters(subject_of(2, 16, Shape{4, 4, 1}), network));
}

TEST_CASE("the busiest units are shown with the images that excite them most") {
  Subject subject = subject_of(4, 1, Shape{1, 1, 1});
  subject.test = Tensor(4, {1}, {0, 0.2F, 0.6F, 1});
  // Unit 1 is busier than unit 0; it likes samples 2 and 0.
  const Tensor codes(4, {2}, {0.1F, 5, 0.3F, 0, 0, 9, 0.2F, 1});
  const data::Image pixels = pixels_of(*favourite_images(subject, codes, 2, 2));
  CHECK(pixels.height == length(2, 1));
  const auto brightness = [&](std::int64_t row, std::int64_t column) {
    return *pixels.pixel(start(row, 1), start(column, 1));
  };
  CHECK(brightness(0, 0) == 153);
  CHECK(brightness(0, 1) == 0);
  CHECK(brightness(1, 0) == 51);
  CHECK(brightness(1, 1) == 255);
  // More units and images asked for than there are.
  CHECK(pixels_of(*favourite_images(subject, codes, 8, 10)).width == length(4, 1));
}

TEST_CASE("units that are never active have no favourites, which is said") {
  const Subject subject = subject_of(2, 1, Shape{1, 1, 1});
  const auto some = favourite_images(subject, Tensor(2, {3}, {0, 5, 0, 0, 1, 1e-4F}), 3, 2);
  REQUIRE(some);
  CHECK(some->height == length(1, 1));
  CHECK(some->caption.ends_with(" Of the 3 units 2 are never active and like no image best."));
  CHECK_FALSE(favourite_images(subject, Tensor(2, {3}), 3, 2));
  const auto all = favourite_images(subject, Tensor(2, {1}, {1, 2}), 3, 2);
  CHECK(all->caption.find("never") == std::string::npos);
}

TEST_CASE("maps know labels where there are some") {
  const Subject plain = subject_of(6, 4, Shape{2, 2, 1});
  const std::vector<std::int64_t> shown = mapped_samples(plain);
  CHECK(shown.size() == 6);
  CHECK(labels_of(plain, shown).names.empty());
  CHECK(labels_of(plain, shown).of_points.empty());
  const page::Labels labels = labels_of(with_labels(plain, 4), Indices{5, 2});
  CHECK(labels.names.size() == 4);
  CHECK(labels.of_points == std::vector<std::size_t>{1, 2});
}

TEST_CASE("a map shows no more images than a page can hold") {
  CHECK(std::ssize(mapped_samples(subject_of(4000, 1))) == kMapped);
}

TEST_CASE("points of a map are the two numbers of codes") {
  const page::Map map = map_of("net", Tensor(2, {2}, {1, 2, 3, 4}));
  CHECK(map.title == "net");
  CHECK(map.x == std::vector<double>{1, 3});
  CHECK(map.y == std::vector<double>{2, 4});
}

TEST_CASE("small images of a map are those of the samples, also in colour") {
  Subject subject = subject_of(2, 12, Shape{2, 2, 3});
  subject.white = 255;
  const page::Sprites sprites = sprites_of(subject, Indices{0, 1});
  CHECK(sprites.width == 2);
  CHECK(sprites.height == 2);
  const data::DecodedImage decoded = data::decode_image(sprites.png);
  REQUIRE(decoded.image);
  CHECK(decoded.image->channels == 3);
}
