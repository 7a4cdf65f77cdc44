// SPDX-License-Identifier: MIT
#include "cli/corruption_note.h"

#include <cmath>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/shortest_double.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

using formats::Json;
using formats::OrderedJson;

// Where a corruption has a range.
template <class Kind, class Use>
void with_range(Kind& kind, Use use) {
  if (auto* gaussian = std::get_if<GaussianCorruption>(&kind)) use(*gaussian);
  if (auto* salt = std::get_if<SaltAndPepperCorruption>(&kind)) use(*salt);
}

// Throws, as get() does, for a number with a fraction too, and for one that is too large.
std::int64_t whole_number(const Json& json) {
  return json.get_ref<const Json::number_integer_t&>();
}

Shape shape_from(const Json& json) {
  std::vector<std::int64_t> dims;
  for (const Json& dim : json) dims.push_back(whole_number(dim));
  return Shape(dims);
}

}  // namespace

OrderedJson to_json(const ScheduledCorruption& corruption) {
  const auto& [kind, schedule] = corruption;
  OrderedJson json = {{"name", corruption_name(kind)},
                      {"strength", base::shortest_double(get_strength(kind))}};
  with_range(kind, [&](const auto& ranged) {
    json["minimum"] = base::shortest_double(ranged.minimum);
    json["maximum"] = base::shortest_double(ranged.maximum);
  });
  if (const auto* blur = std::get_if<BlurCorruption>(&kind); blur != nullptr && blur->image_shape)
    json["image_shape"] = blur->image_shape->dims();
  if (schedule.epochs > 0) {
    json["start"] = base::shortest_double(schedule.start);
    json["epochs"] = schedule.epochs;
  }
  return json;
}

ScheduledCorruption corruption_from_json(const Json& json) {
  ScheduledCorruption corruption = {corruption_from_name(json.at("name").get<std::string>())};
  set_strength(corruption.kind, json.at("strength").get<float>());
  with_range(corruption.kind, [&](auto& ranged) {
    ranged.minimum = json.at("minimum").get<float>();
    ranged.maximum = json.at("maximum").get<float>();
    // Beyond what a float holds they could not be noted again.
    if (std::isfinite(ranged.minimum) && std::isfinite(ranged.maximum)) return;
    throw Error(
        ErrorCode::bad_file, "corruption",
        "its range is not finite; expected two numbers; take an unchanged copy of the file");
  });
  if (auto* blur = std::get_if<BlurCorruption>(&corruption.kind);
      blur != nullptr && json.contains("image_shape"))
    blur->image_shape = shape_from(json.at("image_shape"));
  if (json.contains("epochs"))
    corruption.schedule = {json.at("start").get<float>(), whole_number(json.at("epochs"))};
  check_corruption("corruption", corruption);
  return corruption;
}

}  // namespace hourglass::cli
