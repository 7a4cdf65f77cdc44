// SPDX-License-Identifier: MIT
#include "hourglass/names.h"

#include <doctest/doctest.h>

#include "base/error_testing.h"
#include "base/nearest_name.h"
#include "base/quote.h"
#include "hourglass/activations.h"
#include "hourglass/losses.h"

using namespace hourglass;
using base::error_of;
using base::nearest_name;
using base::says;

namespace {

constexpr std::string_view kOptimizers[] = {"sgd",      "rmsprop", "adagrad",
                                            "adadelta", "adam",    "adamw"};

}  // namespace

TEST_CASE("a known name is found at run time") {
  CHECK(Activation::from_name("relu") == Activation("relu"));
  CHECK(Loss::from_name("mean_squared_error").name() == "mse");
}

TEST_CASE("an unknown name is answered with all names and the nearest") {
  const auto error = error_of([] { Activation::from_name("rellu"); });
  CHECK(says(error, ErrorCode::invalid_argument,
             "[activation] 'rellu' is not known; expected one of linear, relu, leaky_relu"));
  CHECK(says(error, ErrorCode::invalid_argument, "; did you mean 'relu'?"));
}

TEST_CASE("a name like none of the known ones gets no suggestion") {
  const auto error = error_of([] { Activation::from_name("zzzzzz"); });
  REQUIRE(error);
  CHECK(std::string(error->what()).find("did you mean") == std::string::npos);
}

TEST_CASE("a name of several lines stays on one") {
  const auto error = error_of([] { Activation::from_name("re\nlu\x1b[0m"); });
  CHECK(says(error, ErrorCode::invalid_argument, R"('re\x0alu\x1b[0m' is not known)"));
}

TEST_CASE("the nearest name is found over insertions, deletions, replacements and swaps") {
  CHECK(nearest_name("adm", kOptimizers) == "adam");
  CHECK(nearest_name("adaam", kOptimizers) == "adam");
  CHECK(nearest_name("adem", kOptimizers) == "adam");
  CHECK(nearest_name("sdg", kOptimizers) == "sgd");
  CHECK(nearest_name("SGD", kOptimizers) == "sgd");
}

TEST_CASE("a name half of which is wrong is near to none") {
  CHECK(nearest_name("adxx", kOptimizers).empty());
  CHECK(nearest_name("", kOptimizers).empty());
  CHECK(nearest_name(std::string(100000, 'a'), kOptimizers).empty());
}

TEST_CASE("the first of equally near names is suggested") {
  constexpr std::string_view kNames[] = {"adama", "adamb"};
  CHECK(nearest_name("adamc", kNames) == "adama");
}
