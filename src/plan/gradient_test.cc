// SPDX-License-Identifier: MIT
// Every primitive's gradient against central differences, in double on plain loops; and the
// vectorised float kernels of every instruction set against those doubles.
#include <doctest/doctest.h>

#include "hourglass/layers/convolution.h"
#include "hourglass/layers/core.h"
#include "hourglass/layers/merging.h"
#include "hourglass/layers/preprocessing.h"
#include "hourglass/layers/regularization.h"
#include "hourglass/layers/reshaping.h"
#include "hourglass/layers/sampling.h"
#include "hourglass/layers/sparse_codes.h"
#include "plan/gradient_testing.h"

using namespace hourglass;
using namespace hourglass::plan;

namespace {

SymbolicTensor flat_dense(const SymbolicTensor& x, std::int64_t units = 2) {
  return Dense(units)(Flatten()(x));
}

}  // namespace

TEST_CASE("dense: odd widths, no bias, rank 3") {
  auto x = Input({7});
  check_gradients({{x}, {Dense(3)(Dense(5, {.use_bias = false})(x))}});
  auto one = Input({1});
  check_gradients({{one}, {Dense(1)(Dense(1)(one))}});
  auto sequence = Input({3, 2});
  check_gradients({{sequence}, {Dense(2)(Dense(5)(sequence))}});
  auto wide = Input({17});
  check_gradients({{wide}, {Dense(33)(Dense(2)(wide))}});
}

TEST_CASE("convolution: sizes, strides, paddings, channels") {
  struct Case {
    Shape image;
    std::int64_t filters;
    Size2D kernel, strides;
    Padding padding;
  };
  const Case cases[] = {
      {{5, 5, 1}, 2, 3, 1, "same"},       {{5, 4, 2}, 3, {3, 2}, 1, "valid"},
      {{7, 5, 1}, 1, 3, 2, "same"},       {{7, 6, 3}, 5, {2, 3}, {2, 3}, "same"},
      {{6, 7, 2}, 4, 5, {1, 2}, "valid"}, {{4, 4, 2}, 6, 1, 1, "same"},
      {{5, 5, 1}, 2, 1, 3, "valid"},      {{3, 9, 2}, 7, {1, 5}, {1, 3}, "same"},
      {{1, 1, 1}, 1, 1, 1, "same"},       {{2, 2, 1}, 1, 4, 1, "same"},
      {{8, 8, 1}, 1, 2, 4, "same"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.image.to_string());
    auto x = Input(c.image);
    // A first convolution makes the second one's input gradient matter.
    auto h = Conv2D(2, {2, 2}, {.padding = "same"})(x);
    auto r = Conv2D(c.filters, c.kernel, {.strides = c.strides, .padding = c.padding})(h);
    check_gradients({{x}, {r}}, {1, 19});
  }
}

TEST_CASE("convolution over many shards and threads") {
  auto x = Input({4, 3, 1});
  auto r =
      Conv2D(1, 3, {.padding = "same"})(Conv2D(2, 2, {.padding = "same", .activation = "tanh"})(x));
  check_gradients({{x}, {r}}, {300});
}

TEST_CASE("pooling: max and average, padded, overlapping, with gaps") {
  for (const Padding padding : {Padding("same"), Padding("valid")}) {
    for (const Size2D strides : {Size2D(1), Size2D(2), Size2D(3, 2)}) {
      auto x = Input({7, 5, 1});
      auto h = Conv2D(2, 2, {.padding = "same"})(x);
      check_gradients({{x}, {MaxPooling2D({2, 3}, {.strides = strides, .padding = padding})(h)}},
                      {19});
      check_gradients(
          {{x}, {AveragePooling2D({2, 3}, {.strides = strides, .padding = padding})(h)}}, {19});
    }
  }
}

TEST_CASE("upsampling, padding, cropping") {
  auto x = Input({3, 4, 1});
  auto h = Conv2D(2, 2, {.padding = "same"})(x);
  check_gradients({{x}, {UpSampling2D({2, 3})(h)}});
  // Folded into the convolution, with the slope of the ReLU before it in the same step.
  auto relu = Conv2D(2, 2, {.padding = "same", .activation = "relu"})(x);
  check_gradients({{x}, {Conv2D(3, 3, {.padding = "same"})(UpSampling2D({2, 2})(relu))}});
  check_gradients({{x}, {Conv2D(1, {2, 5}, {.padding = "valid"})(UpSampling2D({3, 2})(relu))}});
  check_gradients({{x}, {ZeroPadding2D({1, 2, 0, 3})(h)}});
  check_gradients({{x}, {Cropping2D({1, 0, 2, 1})(h)}});
  // What is cropped away has a gradient from elsewhere, added to this one: the next samples must
  // not find it there.
  check_gradients({{x}, {Conv2D(1, 2)(h), Cropping2D({1, 0, 2, 1})(h)}});
  check_gradients(
      {{x}, {Conv2D(1, 3, {.padding = "same"})(ZeroPadding2D(1)(Cropping2D({1, 0, 0, 1})(h)))}});
}

TEST_CASE("reshapes between rows and lanes") {
  auto x = Input({3, 4, 2});
  auto h = Conv2D(3, 2, {.padding = "same"})(x);
  check_gradients({{x}, {flat_dense(h)}});
  auto back = Reshape({2, 3, 4})(Dense(24)(Flatten()(h)));
  check_gradients({{x}, {Conv2D(2, 2, {.padding = "same"})(back)}});
  check_gradients({{x}, {Reshape({4, 9})(h)}});
}

TEST_CASE("a sigmoid that is reshaped before the loss") {
  auto x = Input({3, 4, 1});
  auto r = Dense(12, {.activation = "sigmoid"})(Dense(5)(Flatten()(x)));
  check_gradients({{x}, {Reshape({3, 4, 1})(r)}});
  check_gradients({{x}, {Reshape({12})(Reshape({2, 6})(r))}});
  check_gradients({{x}, {Reshape({3, 4, 1})(r), Dense(2)(r)}});
  auto image = Conv2D(2, 2, {.padding = "same", .activation = "sigmoid"})(x);
  check_gradients({{x}, {Reshape({24})(image)}});
}

TEST_CASE("every activation, on rows and on images") {
  for (const auto& known : NameTable<ActivationKind>::kNames) {
    CAPTURE(known.name);
    const Activation activation(known.value);
    auto x = Input({6});
    check_gradients({{x}, {Dense(3)(Dense(5, {.activation = activation})(x))}}, {5});
    // Behind a layer whose own gradient looks at its output.
    auto image = Input({4, 4, 1});
    auto pooled = MaxPooling2D(2, {.strides = 1})(Conv2D(2, 2, {.padding = "same"})(image));
    auto r = Conv2D(1, 2)(ActivationLayer(activation)(pooled));
    check_gradients({{image}, {r}}, {5});
    auto twice =
        Conv2D(2, 2, {.activation = activation})(Conv2D(3, 2, {.activation = activation})(image));
    check_gradients({{image}, {twice}}, {5});
  }
}

TEST_CASE("rescaling, sums, products, concatenations") {
  auto x = Input({4});
  auto a = Dense(3)(x);
  auto b = Dense(3, {.activation = "tanh"})(x);
  auto c = Dense(3, {.activation = "sigmoid"})(x);
  check_gradients({{x}, {Rescaling(0.3F, {.offset = -2})(a)}});
  check_gradients({{x}, {Add()({a, b, c})}});
  check_gradients({{x}, {Add()({a, a})}});
  check_gradients({{x}, {Multiply()({a, b, c})}});
  check_gradients({{x}, {Multiply()({a, a})}});
  check_gradients({{x}, {Concatenate()({a, b, a})}});
  auto image = Input({3, 4, 2});
  auto p = Conv2D(2, 2, {.padding = "same"})(image);
  auto q = Conv2D(2, 3, {.padding = "same", .activation = "tanh"})(image);
  for (const std::int64_t axis : {1, 2, 3, -1}) {
    check_gradients({{image}, {Conv2D(1, 2)(Concatenate({.axis = axis})({p, q, image}))}}, {5});
  }
  check_gradients({{image}, {Add()({p, image, q})}});
  check_gradients({{image}, {Multiply()({q, image})}});
}

// Means and variances for so many places.
NormalizationOptions statistics(std::int64_t count, Axes axis, bool invert) {
  NormalizationOptions options{.axis = std::move(axis), .invert = invert};
  for (std::int64_t i = 0; i < count; ++i) {
    options.mean.push_back(test_number(70, i));
    options.variance.push_back(1.5F + test_number(71, i));
  }
  return options;
}

TEST_CASE("normalization, by feature, by channel, by pixel, and first of all") {
  auto x = Input({3});
  auto image = Input({3, 4, 2});
  auto conv = Conv2D(3, 2, {.padding = "same"})(image);
  for (const bool invert : {false, true}) {
    check_gradients({{x}, {Normalization(statistics(5, -1, invert))(Dense(5)(x))}});
    const auto on_image = [&](std::int64_t count, Axes axis) {
      auto h = Normalization(statistics(count, std::move(axis), invert))(conv);
      check_gradients({{image}, {Conv2D(1, 2)(h)}}, {5, 19});
    };
    on_image(3, -1);
    on_image(1, {});
    on_image(3, 1);
    on_image(36, {1, 2, 3});
    check_gradients({{image}, {Conv2D(1, 2)(Normalization(statistics(2, -1, invert))(image))}});
  }
}

TEST_CASE("noise keeps its draw for the way back") {
  auto x = Input({6});
  check_gradients({{x}, {Dense(3)(Dropout(0.4F)(Dense(5)(x)))}});
  check_gradients({{x}, {Dense(3, {.activation = "tanh"})(GaussianNoise(0.5F)(Dense(5)(x)))}});
  auto image = Input({4, 3, 1});
  check_gradients({{image}, {Conv2D(1, 2)(Dropout(0.3F)(Conv2D(2, 2)(image)))}});
  TestNetwork corrupted{{image}, {Conv2D(1, 2)(image)}};
  for (const Corruption& corruption :
       {Corruption(GaussianCorruption{}), Corruption(MaskingCorruption{}),
        Corruption(SaltAndPepperCorruption{}), Corruption(BlurCorruption{}),
        Corruption(SwapCorruption{})}) {
    corrupted.corruption = corruption;
    check_gradients(corrupted);
  }
}

TEST_CASE("sampling: beta, free bits, limits of the log-variance, two in one network") {
  auto x = Input({6});
  const auto network = [&](const SamplingOptions& options) {
    auto z = Sampling(options)({Dense(3)(x), Dense(3)(x)});
    return TestNetwork{{x}, {Dense(4)(z)}};
  };
  check_gradients(network({}));
  check_gradients(network({.beta = 0}));
  check_gradients(network({.beta = 2.5F, .free_bits = 0.05F}));
  check_gradients(network({.min_log_variance = -0.2F, .max_log_variance = 0.1F}));
  auto image = Input({4, 4, 2});
  auto hidden = Flatten()(Conv2D(2, {3, 3}, {.padding = "same"})(image));
  auto both = Concatenate()({Sampling()({Dense(2)(hidden), Dense(2)(hidden)}),
                             Sampling({.beta = 3})({Dense(1)(hidden), Dense(1)(hidden)})});
  check_gradients({{image}, {Dense(3)(both)}});
}

TEST_CASE("penalties on outputs, on rows and on images") {
  auto x = Input({6});
  auto h = Dense(5, {.activation = "relu", .activity_regularizer = L1(0.3F)})(x);
  check_gradients({{x}, {Dense(3)(h)}});
  check_gradients({{x}, {Dense(3)(ActivityRegularization(L1L2(0.2F, 0.1F))(Dense(5)(x)))}});
  auto image = Input({4, 3, 1});
  auto code = Conv2D(2, 2, {.activity_regularizer = L2(0.2F)})(image);
  check_gradients({{image}, {Conv2D(1, 2)(code)}}, {5, 19, 40});
}

TEST_CASE("every loss, several outputs, weights of losses, shared layers, skip connections") {
  for (const auto& known : NameTable<LossKind>::kNames) {
    CAPTURE(known.name);
    auto x = Input({6});
    TestNetwork rows{{x}, {Dense(3, {.activation = "sigmoid"})(x)}, {Loss(known.value)}};
    check_gradients(rows, {5});
    auto image = Input({3, 3, 2});
    TestNetwork images{
        {image}, {Conv2D(3, 2, {.activation = "sigmoid"})(image)}, {Loss(known.value)}};
    check_gradients(images, {1, 19});
  }
  auto x = Input({4});
  auto y = Input({4});
  Dense shared(4, {.activation = "tanh"});
  auto h = Add()({shared(x), shared(y)});
  auto again = Add()({shared(h), h});
  TestNetwork network{{x, y}, {Dense(2)(again), h}, {"mse", "huber"}, {0.7F, 1.5F}};
  check_gradients(network);
}

TEST_CASE("the largest of a code, read by dense layers alone, by others and by both") {
  auto x = Input({7});
  const auto code = [&](std::int64_t k, Activation activation) {
    return TopK(k)(Dense(21, {.activation = activation})(x));
  };
  check_gradients({{x}, {Dense(7)(code(3, "relu"))}});
  check_gradients({{x}, {Dense(3, {.activation = "relu", .use_bias = false})(code(5, "linear"))}});
  auto penalized = TopK(4)(Dense(21, {.activation = "relu", .activity_regularizer = L1(0.1F)})(x));
  check_gradients({{x}, {Dense(7)(penalized)}});
  // Dense layers before the one that makes the code, two that read it.
  auto deep = TopK(2)(Dense(9, {.activation = "sigmoid"})(Dense(5, {.activation = "tanh"})(x)));
  check_gradients({{x}, {Dense(7)(deep), Dense(4)(deep)}});
  check_gradients({{x}, {Reshape({7, 3})(code(6, "relu"))}});
  auto both = code(4, "relu");
  check_gradients({{x}, {Add()({Dense(21)(both), both}), both}});
}

TEST_CASE("dense layers tied to others: rows, sequences, stacks, beside what a code keeps") {
  auto x = Input({7});
  const Dense encoder(5, {.activation = "tanh"});
  auto h = encoder(x);
  check_gradients({{x}, {Dense(7, {.activation = "sigmoid", .tied_to = encoder})(h)}}, {1, 5, 19});
  // The encoder's own loss, its penalty, and two layers tied to it.
  const Dense penalized(3, {.activation = "relu", .kernel_regularizer = L2(0.1F)});
  auto code = penalized(x);
  check_gradients({{x},
                   {Dense(7, {.use_bias = false, .tied_to = penalized})(code),
                    Dense(7, {.activation = "relu", .tied_to = penalized})(code), code}});
  auto sequence = Input({3, 2});
  const Dense each(4);
  check_gradients({{sequence}, {Dense(2, {.tied_to = each})(each(sequence))}}, {5, 19});
  const Dense first(6, {.activation = "relu", .contraction = 0.1F});
  const Dense second(4, {.activation = "sigmoid"});
  auto deep = Dense(6, {.activation = "relu", .tied_to = second})(second(first(x)));
  check_gradients({{x}, {Dense(7, {.tied_to = first})(deep)}}, {19});
  const Dense wide(21, {.activation = "relu"});
  auto kept = TopK(4)(wide(x));
  check_gradients({{x}, {Dense(7, {.tied_to = wide})(kept)}});
  check_gradients({{x}, {Dense(7, {.tied_to = wide})(kept), Dense(3)(kept)}});
  // A layer without a gradient of its input, tied to one that reads a code.
  const Dense decoder(7);
  auto decoded = decoder(TopK(2)(Dense(9)(x)));
  auto back = TopK(3)(Dense(9, {.tied_to = decoder})(x));
  check_gradients({{x}, {decoded, back}});
}

TEST_CASE("a shorter batch gives what a batch of that size gives") {
  base::ThreadPool pool(2);
  auto image = Input({6, 5, 1});
  auto h = Conv2D(
      3, 3, {.padding = "same", .activation = "relu", .activity_regularizer = L1(0.1F)})(image);
  const TestNetwork large{
      {image}, {Conv2D(1, 3, {.padding = "same"})(MaxPooling2D(2)(h))}, {}, {}, 40};
  TestNetwork small = large;
  small.batch = 21;
  TestRun<float> shortened(large, kernels::vector_kernels(), pool);
  shortened.loss();
  shortened.shorten(21);
  TestRun<float> exact(small, kernels::vector_kernels(), pool);
  CHECK(shortened.loss() == exact.loss());
  for (std::size_t v = 0; v < exact.weights.size(); ++v) {
    CHECK(shortened.executor().gradient(v) == exact.executor().gradient(v));
  }
}

TEST_CASE("the number of threads and the vector width leave no trace in the bits") {
  auto image = Input({7, 6, 1});
  auto h = Conv2D(5, 3, {.padding = "same", .activation = "gelu"})(image);
  h = Normalization(statistics(5, -1, false))(h);
  auto code = Dense(3, {.activation = "tanh"})(Flatten()(MaxPooling2D(2, {.padding = "same"})(h)));
  const TestNetwork network{{image},
                            {Reshape({7, 6, 1})(Dense(42, {.activation = "sigmoid"})(code))},
                            {"binary_crossentropy"},
                            {},
                            150};
  base::ThreadPool one(1);
  TestRun<float> reference(network, kernels::vector_kernels(), one);
  const double loss = reference.loss();
  for (const int threads : {2, 3, 7}) {
    base::ThreadPool pool(threads);
    for (const kernels::Isa isa : {kernels::Isa::avx2, kernels::Isa::avx512}) {
      if (!kernels::has_isa(isa)) continue;
      TestRun<float> run(network, kernels::vector_kernels(isa), pool);
      CHECK(run.loss() == loss);
      for (std::size_t v = 0; v < run.weights.size(); ++v) {
        CHECK(run.executor().gradient(v) == reference.executor().gradient(v));
      }
    }
  }
}
