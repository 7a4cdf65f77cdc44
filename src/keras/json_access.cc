// SPDX-License-Identifier: MIT
#include "keras/json_access.h"

#include <cmath>
#include <limits>

#include "base/quote.h"

namespace hourglass::keras {

using formats::Json;

void Place::refuse(const std::string& message) const {
  throw Error(ErrorCode::bad_file, "keras", text + ": " + message);
}

void Place::unsupported(const std::string& message) const {
  throw Error(ErrorCode::unsupported, "keras", text + ": " + message);
}

void Place::refuse_damage(const std::string& message) const {
  refuse(message + "; " + std::string(remedy));
}

void Place::refuse_value(std::string_view key, const Json& value, std::string_view expected) const {
  refuse_damage(std::string(key) + " is " + formats::describe_json(value) + "; expected " +
                std::string(expected));
}

Place Place::inside(std::string_view part) const {
  return {text + ", " + std::string(part), remedy};
}

Place Place::inside(std::string_view class_name, std::string_view name) const {
  Place place = inside(base::excerpt(class_name));
  if (!name.empty()) place.text += " " + base::quote(name);
  return place;
}

const Json* find(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

bool is_text(const Json& value, std::string_view text) {
  return value.is_string() && value.get_ref<const std::string&>() == text;
}

const Json& need(const Json& object, std::string_view key, const Place& place) {
  const Json* value = find(object, key);
  if (value == nullptr) {
    place.refuse_damage("there is no " + base::quote(key) + "; expected that key and a value");
  }
  return *value;
}

const std::string& to_text(const Json& value, std::string_view key, const Place& place) {
  if (!value.is_string()) place.refuse_value(key, value, "a text");
  return value.get_ref<const std::string&>();
}

std::int64_t to_integer(const Json& value, std::string_view key, const Place& place) {
  const bool fits = value.is_number_integer() &&
                    (!value.is_number_unsigned() ||
                     value.get<std::uint64_t>() <=
                         static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  if (!fits) place.refuse_value(key, value, "a whole number");
  return value.get<std::int64_t>();
}

double to_number(const Json& value, std::string_view key, const Place& place) {
  if (!value.is_number()) place.refuse_value(key, value, "a number");
  return value.get<double>();
}

float to_float(const Json& value, std::string_view key, const Place& place) {
  const double number = to_number(value, key, place);
  if (std::abs(number) > static_cast<double>(std::numeric_limits<float>::max())) {
    place.refuse_value(key, value, "a number that fits float32");
  }
  return static_cast<float>(number);
}

const Json& to_array(const Json& value, std::string_view key, const Place& place) {
  if (!value.is_array()) place.refuse_value(key, value, "a list");
  return value;
}

NamedObject to_named_object(const Json& value, std::string_view key, const Place& place) {
  if (value.is_string()) return {value.get<std::string>(), nullptr};
  const Json* class_name = find(value, "class_name");
  if (class_name == nullptr || !class_name->is_string()) {
    place.refuse_value(key, value, "a name, or an object with a class_name");
  }
  const Json* module = find(value, "module");
  const bool of_keras =
      module == nullptr || is_text(*module, "builtins") || is_text(*module, "keras") ||
      (module->is_string() && module->get_ref<const std::string&>().starts_with("keras."));
  const Json* registered = find(value, "registered_name");
  if (!of_keras || (registered != nullptr && *registered != *class_name)) {
    place.unsupported(
        std::string(key) + " is the custom class " + base::quote(class_name->get<std::string>()) +
        "; expected one that Keras itself has; nothing in a file is ever executed, so "
        "replace it by such a one");
  }
  const Json* config = find(value, "config");
  // A function: {"class_name": "function", "config": "relu"}.
  if (is_text(*class_name, "function") && config != nullptr && config->is_string())
    return {config->get<std::string>(), nullptr};
  return {class_name->get<std::string>(), config};
}

}  // namespace hourglass::keras
