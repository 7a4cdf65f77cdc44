// SPDX-License-Identifier: MIT
// The recipes with images of other sizes than the article's.
#include <doctest/doctest.h>

#include <string>

#include "base/error_testing.h"
#include "hourglass/hourglass.h"

using namespace hourglass;
using base::error_of;
using base::says;

namespace {

constexpr std::string_view kConvolutional[] = {"convolutional", "denoising", "conv-vae"};

void check_comes_back(std::string_view name, const Shape& shape) {
  CAPTURE(name);
  CAPTURE(shape.to_string());
  const Autoencoder built = build_recipe(name, 0, {.input_shape = shape});
  CHECK(built.autoencoder.inputs().front().shape() == shape);
  CHECK(built.autoencoder.outputs().front().shape() == shape);
}

bool crops(const Model& model) {
  return model.summary({.expand_nested = true}).find("Cropping2D") != std::string::npos;
}

}  // namespace

TEST_CASE("images of any size come back as large as they were") {
  for (const std::string_view name : kConvolutional) {
    for (std::int64_t side = 1; side <= 40; ++side) {
      check_comes_back(name, {side, side, 1});
      check_comes_back(name, {side, 29, 3});
      check_comes_back(name, {1, side, 2});
      check_comes_back(name, {28, side, 1});
    }
  }
}

TEST_CASE("the article's own size needs no cropping, nor do those that halve evenly") {
  for (const std::string_view name : kConvolutional) {
    CHECK(!crops(build_recipe(name).autoencoder));
    CHECK(!crops(build_recipe(name, 0, {.input_shape = Shape{40, 64, 3}}).autoencoder));
    CHECK(crops(build_recipe(name, 0, {.input_shape = Shape{23, 23, 1}}).autoencoder));
  }
}

TEST_CASE("the size that is the article's own gives the article's own network") {
  for (const std::string_view name : recipe_names()) {
    const Shape shape = find_recipe(name).input_shape;
    const Autoencoder own = build_recipe(name, 5);
    const Autoencoder asked = build_recipe(name, 5, {.input_shape = shape});
    CHECK(own.autoencoder.summary() == asked.autoencoder.summary());
    CHECK(own.autoencoder.weights_sha256() == asked.autoencoder.weights_sha256());
  }
}

TEST_CASE("networks of dense layers take as many numbers as there are") {
  for (const std::string_view name : {"vanilla", "multilayer", "sparse", "vae"}) {
    check_comes_back(name, {1});
    check_comes_back(name, {529});
    CHECK(find_recipe(name, "article", Shape{529}).input_shape == Shape{529});
  }
  // The reconstruction of a variational one counts by the number.
  CHECK(find_recipe("vae", "article", Shape{529}).compile.loss_weights == std::vector<float>{529});
}

TEST_CASE("images of an odd size are trained") {
  for (const std::string_view name : kConvolutional) {
    const Recipe recipe = find_recipe(name, "article", Shape{11, 5, 3});
    Model model = build_recipe(name, 1, {.input_shape = recipe.input_shape}).autoencoder;
    Tensor images(32, recipe.input_shape);
    for (std::size_t i = 0; i < images.values().size(); ++i)
      images.values()[i] = static_cast<float>((i * 7 + i / 165) % 11) / 10;
    model.compile(recipe.compile);
    const History history = model.fit(images, {.epochs = 6, .batch_size = 8, .threads = 1});
    CHECK(history["loss"].back() < history["loss"].front());
  }
}

TEST_CASE("what is no image is refused by a network of convolutions") {
  CHECK(says(error_of([] { build_recipe("convolutional", 0, {.input_shape = Shape{784}}); }),
             ErrorCode::shape_mismatch,
             "convolutional was given the input shape (784); expected (height, width, channels)"));
  CHECK(says(error_of([] {
               find_recipe("vanilla", "article", Shape{28, 28, 1});
             }),
             ErrorCode::shape_mismatch, "expected (numbers), as (784)"));
}
