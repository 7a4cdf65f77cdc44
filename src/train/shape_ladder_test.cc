// SPDX-License-Identifier: MIT
#include "train/shape_ladder.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/error_testing.h"
#include "hourglass/hourglass.h"
#include "train/model_base.h"

using namespace hourglass;
using base::message_of;

namespace {

train::ShapeLadder ladder_of(const Model& model) {
  return train::shape_ladder(train::base_of(model));
}

struct Network {
  Padding pool = "same", convolution = "same";
  std::int64_t strides = 1;
  std::int64_t size = 3;
};

// Pools twice by two and goes back, whatever comes of it.
SymbolicTensor there_and_back(const SymbolicTensor& x, const Network& network) {
  const auto convolved = [&](std::int64_t filters, const SymbolicTensor& image) {
    return Conv2D(filters, network.size, {.padding = network.convolution})(image);
  };
  SymbolicTensor h = MaxPooling2D(2, {.padding = network.pool})(convolved(4, x));
  h = Conv2D(3, 3, {.strides = network.strides, .padding = "same"})(h);
  h = MaxPooling2D(2, {.padding = network.pool})(convolved(4, h));
  h = UpSampling2D(2)(convolved(4, h));
  return convolved(x.shape()[-1], UpSampling2D(2 * network.strides)(h));
}

}  // namespace

TEST_CASE("what the layers lose and add is what comes out too small or too large") {
  for (const Network& network : {Network{}, Network{.pool = "valid"}, Network{.size = 1},
                                 Network{.convolution = "valid", .size = 2}, Network{.strides = 2},
                                 Network{.pool = "valid", .strides = 3}}) {
    for (std::int64_t side = 18; side <= 60; ++side) {
      const auto x = Input({side, 77 - side, 2});
      const auto ladder = ladder_of(Model(x, there_and_back(x, network)));
      for (std::size_t axis = 0; axis < 2; ++axis) {
        double sum = 0;
        for (const train::Rung& rung : ladder.rungs)
          sum += static_cast<double>(rung.change[axis]) * rung.scale[axis];
        const auto at = static_cast<std::int64_t>(axis);
        CHECK(sum == static_cast<double>(ladder.output[at] - ladder.input[at]));
      }
    }
  }
}

TEST_CASE("layers are named with what they do, and with what brings the size back") {
  const auto x = Input({23, 30, 1});
  const auto pooled = MaxPooling2D(2, {.padding = "same", .name = "pool"})(x);
  const auto large = Model(x, UpSampling2D(2)(pooled));
  CHECK(ladder_of(large).difference ==
        "MaxPooling2D 'pool' rounds 23 rows up to 24; to bring it back add Cropping2D(((0, 1), "
        "(0, 0))) at the end");
  const auto valid = MaxPooling2D(4, {.name = "pool"})(x);
  const auto small = Model(x, UpSampling2D(4)(valid));
  CHECK(ladder_of(small).difference ==
        "MaxPooling2D 'pool' loses 3 of 23 rows and 2 of 30 columns, "
        "padding=\"valid\"; to bring it back add ZeroPadding2D(((1, 2), (1, 1))) at the end, or "
        "have padding=\"same\" where rows or columns are lost");
}

TEST_CASE("what is lost further in counts by the scale it is lost at") {
  const auto x = Input({28, 28, 1});
  SymbolicTensor h = MaxPooling2D(2)(x);
  h = Conv2D(1, 3, {.name = "narrow"})(h);
  const auto ladder = ladder_of(Model(x, UpSampling2D(2)(h)));
  CHECK(ladder.output == Shape{24, 24, 1});
  CHECK(ladder.difference.find("Conv2D 'narrow' loses 2 of 14 rows and 2 of "
                               "14 columns, padding=\"valid\" (each is 2 of the input's)") == 0);
  CHECK(ladder.difference.find("ZeroPadding2D(((2, 2), (2, 2)))") != std::string::npos);
}

TEST_CASE("the layers that are named do bring the size back") {
  for (std::int64_t side = 20; side < 40; ++side) {
    const auto x = Input({side, side, 1});
    const auto r = there_and_back(x, {});
    const std::int64_t over = r.shape()[0] - side;
    REQUIRE(over >= 0);
    if (over == 0) continue;
    const std::int64_t before = over / 2, after = over - over / 2;
    const std::string margins = "(" + std::to_string(before) + ", " + std::to_string(after) + ")";
    const std::string difference = ladder_of(Model(x, r)).difference;
    CHECK(difference.find("Cropping2D((" + margins + ", " + margins + "))") != std::string::npos);
    CHECK(ladder_of(Model(x, Cropping2D({before, after, before, after})(r))).difference.empty());
  }
}

TEST_CASE("an upsampling too few or too many is told") {
  const auto x = Input({23, 23, 1});
  const auto code = MaxPooling2D(2, {.padding = "same"})(MaxPooling2D(2, {.padding = "same"})(x));
  CHECK(ladder_of(Model(x, UpSampling2D(2)(code)))
            .difference.find(
                "add UpSampling2D((2, 2)) and Cropping2D(((0, 1), (0, 1))) at the end") !=
        std::string::npos);
  CHECK(ladder_of(Model(x, UpSampling2D(8)(code))).difference.find("take an upsampling out") !=
        std::string::npos);
}

TEST_CASE("a transposed convolution enlarges, and adds what its kernel reaches beyond") {
  const auto x = Input({9, 9, 1});
  const auto h = Conv2D(2, 3, {.strides = 2, .padding = "same"})(x);
  const auto same =
      ladder_of(Model(x, Conv2DTranspose(1, 3, {.strides = 2, .padding = "same"})(h)));
  CHECK(same.rungs.back().note.empty());
  CHECK(same.difference.find("Cropping2D(((0, 1), (0, 1)))") != std::string::npos);
  const auto valid = ladder_of(
      Model(x, Conv2DTranspose(1, 3, {.strides = 2, .padding = "valid", .name = "back"})(h)));
  CHECK(valid.output == Shape{11, 11, 1});
  CHECK(valid.rungs.back().change == std::vector<std::int64_t>{1, 1});
  CHECK(valid.difference.find("Conv2DTranspose 'back' adds 1 row and 1 column") !=
        std::string::npos);
}

TEST_CASE("sequences have steps") {
  const auto x = Input({9, 2});
  const auto pooled = MaxPooling1D(2, {.padding = "same", .name = "pool"})(x);
  CHECK(ladder_of(Model(x, UpSampling1D(2)(pooled))).difference ==
        "MaxPooling1D 'pool' rounds 9 steps up to 10; to bring it back add Cropping1D((0, 1)) at "
        "the end");
  const auto valid = MaxPooling1D(2, {.name = "pool"})(x);
  CHECK(ladder_of(Model(x, UpSampling1D(2)(valid))).difference ==
        "MaxPooling1D 'pool' loses 1 of 9 steps, padding=\"valid\"; to bring it back add "
        "ZeroPadding1D((0, 1)) at the end, or have padding=\"same\" where steps are lost");
}

TEST_CASE("channels and flat outputs are told apart from sizes") {
  const auto x = Input({6, 6, 2});
  CHECK(ladder_of(Model(x, Conv2D(1, 3, {.padding = "same"})(x))).difference ==
        "the last layer makes 1 channels, where 2 came in; give it as many");
  CHECK(ladder_of(Model(x, Dense(72)(Flatten()(x)))).difference ==
        "the numbers are as many: add Reshape((6, 6, 2)) at the end");
  CHECK(ladder_of(Model(x, Dense(7)(Flatten()(x)))).difference ==
        "the last layer makes 7 numbers, where 72 came in; give it as many");
}

TEST_CASE("what is neither image nor sequence has no rows, and numbers alone") {
  const auto x = Input({2, 3, 4, 5});
  CHECK(ladder_of(Model(x, Dense(5)(x))).difference.empty());
  const auto ladder = ladder_of(Model(x, Dense(7)(Dense(6)(x))));
  CHECK(ladder.rungs.back().change.empty());
  CHECK(ladder.difference == "the last layer makes 7 channels, where 5 came in; give it as many");
  CHECK(ladder_of(Model(x, Dense(7)(Flatten()(x)))).difference ==
        "the last layer makes 7 numbers, where 120 came in; give it as many");
  const auto deep = Input({1, 2, 1, 2, 1, 2, 1, 2});
  CHECK(ladder_of(Model(deep, Dense(2)(deep))).difference.empty());
  CHECK(ladder_of(Model(deep, Reshape({4, 4})(deep))).difference ==
        "the numbers are as many: add Reshape((1, 2, 1, 2, 1, 2, 1, 2)) at the end");
}

TEST_CASE("what counts less than one of the input's is told in few digits") {
  const auto x = Input({6, 6, 1});
  const auto half = Cropping2D({0, 1, 0, 1}, {.name = "crop"})(UpSampling2D(2)(x));
  CHECK(ladder_of(Model(x, half)).difference.find("(each is 0.5 of the input's)") !=
        std::string::npos);
  const auto third = Cropping2D({0, 1, 0, 1}, {.name = "crop"})(UpSampling2D(3)(x));
  CHECK(ladder_of(Model(x, third)).difference.find("(each is 0.333 of the input's)") !=
        std::string::npos);
}

TEST_CASE("an image that is made of a code stands where the one before it stood") {
  const auto x = Input({9, 9, 1});
  const auto pooled = MaxPooling2D(2, {.padding = "same"})(x);
  const auto code = Dense(3)(Flatten()(pooled));
  const auto image = Reshape({4, 4, 1}, {.name = "image"})(Dense(16)(code));
  const auto ladder = ladder_of(Model(x, UpSampling2D(2)(image)));
  CHECK(ladder.difference.find("Reshape 'image' makes 4 rows of 5 and 4 columns of 5 (each is 2 "
                               "of the input's)") != std::string::npos);
}

TEST_CASE("layers of nested models are named by their path") {
  const Autoencoder recipe = build_recipe("convolutional", 0, {.input_shape = Shape{23, 23, 1}});
  const auto ladder = ladder_of(recipe.autoencoder);
  CHECK(ladder.difference.empty());
  CHECK(ladder.rungs.front().layer == "encoder/conv2d");
  CHECK(ladder.rungs[1].note == "rounds 23 rows up to 24 and 23 columns up to 24");
}

TEST_CASE("a network is looked at with samples of another size") {
  const auto x = Input({8, 8, 1});
  const Model model(x, UpSampling2D(2)(MaxPooling2D(2, {.padding = "same"})(x)));
  CHECK(train::shape_ladder(train::base_of(model), {9, 10, 1}).output == Shape{10, 10, 1});
  const auto flat = Input({8});
  const Model dense(flat, Dense(8, {.name = "only"})(flat));
  CHECK(message_of([&] { train::shape_ladder(train::base_of(dense), {9}); },
                   ErrorCode::shape_mismatch)
            .find("only") != std::string::npos);
}

TEST_CASE("fit and evaluate say which layers make another size of what came in") {
  const auto x = Input({5, 5, 1});
  Model model(x, UpSampling2D(2)(MaxPooling2D(2, {.padding = "same", .name = "pool"})(x)));
  model.compile({.optimizer = Adam(), .loss = "mse"});
  const Tensor images(4, {5, 5, 1});
  const std::string told =
      "the model makes samples of shape (None, 6, 6, 1) from (None, 5, 5, 1); expected the same, "
      "as "
      "the inputs are the targets; MaxPooling2D 'pool' rounds 5 rows up to 6";
  CHECK(message_of([&] { model.fit(images); }, ErrorCode::shape_mismatch).find(told) !=
        std::string::npos);
  CHECK(message_of([&] { model.evaluate(images); }, ErrorCode::shape_mismatch).find(told) !=
        std::string::npos);
}
