// SPDX-License-Identifier: MIT
#include "keras/config_reader.h"

#include <algorithm>

#include "base/quote.h"
#include "keras/names.h"

namespace hourglass::keras {
namespace {

using formats::Json;
using Key = std::string_view;

// These say how a layer was made or is called, not what it computes.
constexpr std::string_view kMeaningless[] = {
    "dtype",       "trainable", "seed",     "batch_input_shape",
    "batch_shape", "name",      "autocast", "renorm_momentum"};

std::vector<std::int64_t> to_integers(const Json& value, Key key, const Place& place) {
  std::vector<std::int64_t> numbers;
  if (value.is_number()) return {to_integer(value, key, place)};
  for (const Json& number : to_array(value, key, place))
    numbers.push_back(to_integer(number, key, place));
  return numbers;
}

// The name of an enumeration's value; unsupported if there is none of that name here.
template <class Enum>
Named<Enum> to_name(const std::string& name, Key key, const Place& place) {
  try {
    return Named<Enum>::from_name(name);
  } catch (const Error& error) {
    place.unsupported(std::string(key) + ": " + error.what());
  }
}

std::pair<std::int64_t, std::int64_t> to_pair(const Json& value, Key key, const Place& place) {
  if (value.is_number()) {
    const std::int64_t both = to_integer(value, key, place);
    return {both, both};
  }
  const auto numbers = to_integers(value, key, place);
  if (numbers.size() != 2) place.refuse_value(key, value, "one whole number or two");
  return {numbers[0], numbers[1]};
}

}  // namespace

const Json* ConfigReader::take(Key key) {
  seen_.emplace(key);
  return find(config_, key);
}

void ConfigReader::require(Key key) { need(config_, key, place_); }

void ConfigReader::visit(Key key, bool& value) {
  const Json* given = take(key);
  if (given == nullptr) return;
  if (!given->is_boolean()) place_.refuse_value(key, *given, "true or false");
  value = given->get<bool>();
}

void ConfigReader::visit(Key key, std::int64_t& value) {
  if (const Json* given = take(key)) value = to_integer(*given, key, place_);
}

void ConfigReader::visit(Key key, float& value) {
  if (const Json* given = take(key)) value = to_float(*given, key, place_);
}

void ConfigReader::visit(Key key, std::string& value) {
  if (const Json* given = take(key)) value = to_text(*given, key, place_);
}

// One number, a list, or lists in lists, which are flat row by row.
void ConfigReader::visit(Key key, std::vector<float>& value, const std::vector<std::int64_t>&) {
  const Json* given = take(key);
  if (given == nullptr) return;
  // [[[1]], [[2]]] stands for the same along the last axes; flat it would be taken for other
  // numbers.
  const Json* inner = given;
  bool has_several = false;
  while (inner->is_array() && !inner->empty()) {
    if (has_several && inner->size() == 1) {
      place_.unsupported(std::string(key) + " is " + formats::describe_json(*given) +
                         ", the same along a last axis; expected numbers for each of its places; "
                         "repeat them");
    }
    has_several = has_several || inner->size() > 1;
    inner = &inner->front();
  }
  value.clear();
  std::vector<const Json*> waiting = {given};
  while (!waiting.empty()) {
    const Json* next = waiting.back();
    waiting.pop_back();
    if (next->is_array()) {
      for (auto item = next->rbegin(); item != next->rend(); ++item) waiting.push_back(&*item);
    } else {
      value.push_back(to_float(*next, key, place_));
    }
  }
}

void ConfigReader::visit(Key key, std::vector<std::int64_t>& value) {
  if (const Json* given = take(key)) value = to_integers(*given, key, place_);
}

void ConfigReader::visit_length(Key key, std::int64_t& value) {
  const Json* given = take(key);
  if (given == nullptr) return;
  const auto numbers = to_integers(*given, key, place_);
  if (numbers.size() != 1) place_.refuse_value(key, *given, "one whole number");
  value = numbers.front();
}

void ConfigReader::visit_aside(Key key, float& value) {
  if (aside_ == nullptr) return;
  if (const Json* given = find(aside_->options, key)) value = to_float(*given, key, place_);
}

void ConfigReader::visit_aside(Key key, std::optional<Layer>& value) {
  if (aside_ == nullptr) return;
  const Json* given = find(aside_->options, key);
  if (given == nullptr) return;
  value = aside_->layers.find(to_text(*given, key, place_));
  if (!value) {
    place_.refuse(std::string(key) + " is " + formats::describe_json(*given) +
                  "; expected the path of a layer that stands before this one, "
                  "\"encoder/dense\"; take it out to have the layer untied");
  }
}

void ConfigReader::visit(Key key, Size2D& value) {
  const Json* given = take(key);
  if (given == nullptr) return;
  const auto [height, width] = to_pair(*given, key, place_);
  value = {height, width};
}

void ConfigReader::visit(Key key, Margins2D& value) {
  const Json* given = take(key);
  if (given == nullptr) return;
  if (!given->is_array()) {
    value = to_integer(*given, key, place_);
    return;
  }
  if (given->size() != 2) place_.refuse_value(key, *given, "((top, bottom), (left, right))");
  const auto [top, bottom] = to_pair((*given)[0], key, place_);
  const auto [left, right] = to_pair((*given)[1], key, place_);
  value = {top, bottom, left, right};
}

void ConfigReader::visit(Key key, Activation& value) {
  const Json* given = take(key);
  if (given == nullptr) return;
  const NamedObject object = to_named_object(*given, key, place_);
  if (object.config != nullptr && !object.config->empty()) {
    place_.unsupported(std::string(key) + " is " + base::quote(object.class_name) +
                       " with options; expected an activation without; use its layer instead");
  }
  value = to_name<ActivationKind>(object.class_name, key, place_);
}

void ConfigReader::visit(Key key, Padding& value) {
  if (const Json* given = take(key))
    value = to_name<PaddingKind>(to_text(*given, key, place_), key, place_);
}

void ConfigReader::visit(Key key, Initializer& value) {
  const Json* given = take(key);
  if (given == nullptr) return;
  const NamedObject object = to_named_object(*given, key, place_);
  // Other initializers of Keras's: the weights have their values already, and come with the file.
  const auto kind = find_initializer(object.class_name);
  if (!kind) return;
  value = *kind;
  if (*kind != InitializerKind::constant) return;
  if (object.config == nullptr) return;
  if (const Json* constant = find(*object.config, "value"))
    value.value = to_float(*constant, "value", place_);
}

void ConfigReader::visit(Key key, Regularizer& value) {
  const Json* given = take(key);
  if (given == nullptr) return;
  const NamedObject object = to_named_object(*given, key, place_);
  const std::string& name = object.class_name;
  const bool has_l1 = name == "L1" || name == "l1" || name == "L1L2" || name == "l1_l2";
  const bool has_l2 = name == "L2" || name == "l2" || name == "L1L2" || name == "l1_l2";
  if (!has_l1 && !has_l2) {
    place_.unsupported(std::string(key) + " is " + base::quote(name) +
                       "; expected L1, L2 or L1L2; replace it by one of them");
  }
  const auto coefficient = [&](Key which) {
    const Json* number = object.config == nullptr ? nullptr : find(*object.config, which);
    return number == nullptr ? 0.01F : to_float(*number, which, place_);
  };
  value.l1 = has_l1 ? coefficient("l1") : 0;
  value.l2 = has_l2 ? coefficient("l2") : 0;
}

void ConfigReader::refuse_only(Key key, const Json& value, const std::string& expected) const {
  place_.unsupported(std::string(key) + " is " + formats::describe_json(value) + "; expected " +
                     expected + ", which is all that Hourglass has; change it in the model");
}

void ConfigReader::only(Key key, std::string_view value) {
  const Json* given = take(key);
  if (given != nullptr && !is_text(*given, value)) refuse_only(key, *given, base::quote(value));
}

void ConfigReader::only(Key key, std::int64_t value) {
  const Json* given = take(key);
  if (given == nullptr) return;
  // One number, or one a direction.
  const auto numbers = to_integers(*given, key, place_);
  const bool all = std::all_of(numbers.begin(), numbers.end(),
                               [&](std::int64_t number) { return number == value; });
  if (!all || numbers.empty() || numbers.size() > 2)
    refuse_only(key, *given, std::to_string(value));
}

void ConfigReader::check_rest() const {
  for (const auto& [key, value] : config_.items()) {
    const bool says_nothing = value.is_null() || value == false ||
                              ((value.is_object() || value.is_array()) && value.empty());
    const bool means_nothing =
        std::find(std::begin(kMeaningless), std::end(kMeaningless), key) != std::end(kMeaningless);
    if (says_nothing || means_nothing || seen_.contains(key)) continue;
    place_.unsupported("the option " + base::quote(key) + " is " + formats::describe_json(value) +
                       "; expected none of that name; take it out of the model");
  }
}

}  // namespace hourglass::keras
