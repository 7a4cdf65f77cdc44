// SPDX-License-Identifier: MIT
#include "analysis/pca.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "base/error_testing.h"
#include "base/random.h"

using namespace hourglass;
using namespace hourglass::analysis;
using base::error_of;
using base::says;
using doctest::Approx;

namespace {

// Along (3, 4) far and (-4, 3) near, around (10, 20); uncorrelated in these.
const Tensor kCross(4, {2}, {13, 24, 7, 16, 9.2F, 20.6F, 10.8F, 19.4F});

}  // namespace

TEST_CASE("components are the axes of the cloud, the widest first") {
  const Pca pca = fit_pca(kCross, 2);
  CHECK(pca.mean[0] == Approx(10));
  CHECK(pca.mean[1] == Approx(20));
  CHECK(pca.components.sample(0)[0] == Approx(0.6));
  CHECK(pca.components.sample(0)[1] == Approx(0.8));
  CHECK(pca.explained_variance[0] == Approx(50.0 / 3));  // with n - 1
  CHECK(pca.explained_variance[1] == Approx(2.0 / 3));
  CHECK(pca.total_variance == Approx(52.0 / 3));
}

TEST_CASE("the number of a component that is farthest from zero is positive") {
  const Pca pca = fit_pca(kCross, 2);
  CHECK(pca.components.sample(1)[0] == Approx(0.8));
  CHECK(pca.components.sample(1)[1] == Approx(-0.6));
}

TEST_CASE("codes are distances from the mean along the components") {
  const Pca pca = fit_pca(kCross, 1);
  const Tensor codes = transform(pca, kCross);
  CHECK(codes.shape() == Shape{1});
  CHECK(codes.values()[0] == Approx(5));
  CHECK(codes.values()[1] == Approx(-5));
  CHECK(codes.values()[2] == Approx(0).epsilon(1e-5));
}

TEST_CASE("what the components left out comes back as an error") {
  CHECK(reconstruction_mse(fit_pca(kCross, 1), kCross) == Approx(2.0 / 8));
  CHECK(reconstruction_mse(fit_pca(kCross, 2), kCross) < 1e-10);
}

TEST_CASE("samples come back in their own shape") {
  const Pca pca = fit_pca(Tensor(4, {1, 2, 1}, {13, 24, 7, 16, 9.2F, 20.6F, 10.8F, 19.4F}), 1);
  CHECK(pca.components.shape() == Shape{1, 2, 1});
  const Tensor back = inverse_transform(pca, Tensor(1, {1}, {5}));
  CHECK(back.shape() == Shape{1, 2, 1});
  CHECK(back.values()[0] == Approx(13));
  CHECK(back.values()[1] == Approx(24));
}

TEST_CASE("more samples than a block holds give the same as all at once") {
  // The cross, many times over, and an offset that float32 squares would drown in.
  Tensor many(4000, {2});
  for (std::int64_t i = 0; i < many.size(); ++i) {
    many.values()[static_cast<std::size_t>(i)] =
        4096 + kCross.values()[static_cast<std::size_t>(i % 8)];
  }
  const Pca pca = fit_pca(many, 2);
  CHECK(pca.explained_variance[0] == Approx(12.5 * 4000 / 3999).epsilon(1e-4));
  CHECK(pca.explained_variance[1] == Approx(0.5 * 4000 / 3999).epsilon(1e-3));
}

TEST_CASE("directions without variance are components too") {
  const Tensor line(3, {3}, {1, 0, 0, 2, 0, 0, 3, 0, 0});
  const Pca pca = fit_pca(line, 3);
  CHECK(pca.explained_variance[0] == Approx(1));
  CHECK(pca.explained_variance[2] == 0);
  CHECK(fit_pca(Tensor(2, {2}, {5, 5, 5, 5}), 1).explained_variance[0] == 0);
}

TEST_CASE("what cannot be analysed is refused") {
  CHECK(says(error_of([] { fit_pca(kCross, 3); }), ErrorCode::invalid_argument,
             "[fit_pca] 3 components asked for; expected 1 to 2, of 4 samples of shape (2)"));
  CHECK(error_of([] { fit_pca(kCross, 0); }));
  CHECK(says(error_of([] {
               fit_pca(Tensor(2, {64, 65, 1}), 1);
             }),
             ErrorCode::unsupported,
             "samples are of shape (64, 65, 1); expected 4096 numbers each at most"));
  CHECK(says(error_of([] { fit_pca(Tensor(1, {2}), 1); }), ErrorCode::invalid_argument,
             "1 samples given; expected at least 2"));
  CHECK(says(error_of([] {
               fit_pca(Tensor(2, {1}, {0, std::numeric_limits<float>::quiet_NaN()}), 1);
             }),
             ErrorCode::invalid_argument, "sample 1 holds"));
  CHECK(says(error_of([] {
               fit_pca(Tensor(2, {1}, {3e38F, -3e38F}), 1);
             }),
             ErrorCode::invalid_argument, "scale them"));
}

TEST_CASE("samples and codes have to be of the fit's sizes") {
  const Pca pca = fit_pca(kCross, 1);
  CHECK(says(error_of([&] { transform(pca, Tensor(1, {3})); }), ErrorCode::shape_mismatch,
             "[transform] samples are of shape (3); expected 2 numbers each"));
  CHECK(says(error_of([&] { inverse_transform(pca, Tensor(1, {2})); }), ErrorCode::shape_mismatch,
             "[inverse_transform] codes are of shape (2); expected 1 numbers each"));
  CHECK(error_of([&] { reconstruction_mse(pca, Tensor(0, {2})); }));
}
