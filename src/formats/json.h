// SPDX-License-Identifier: MIT
// JSON from files that nobody has vouched for.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace hourglass::formats {

using Json = nlohmann::json;
// Keys stay in the order in which they were added: what is written.
using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t kMostJsonBytes = std::size_t{16} << 20;

// `where` names the text in messages. Throws bad_file, with the place, for what is not JSON, is
// longer than kMostJsonBytes, has more than half a million values, is nested deeper than 64, or
// says one key twice in one object (programs disagree which counts).
Json parse_json(std::string_view text, const std::string& where);

// A value for a message, on one line and not too long.
std::string describe_json(const Json& value);

}  // namespace hourglass::formats
