// SPDX-License-Identifier: MIT
#include "data/csv/value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <system_error>

namespace hourglass::data {
namespace {

bool is_digit(char character) { return character >= '0' && character <= '9'; }

std::string_view without_sign(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text;
}

bool holds_only(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

bool same_letters(std::string_view text, std::string_view small) {
  return std::equal(text.begin(), text.end(), small.begin(), small.end(),
                    [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a + 32 == b); });
}

// Pixels and counts, most of all tables: float32 holds every whole number of seven digits.
std::optional<float> parse_short_integer(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 7) return std::nullopt;
  std::int32_t number = 0;
  for (const char digit : text) {
    if (!is_digit(digit)) return std::nullopt;
    number = 10 * number + (digit - '0');
  }
  const auto value = static_cast<float>(number);
  return negative ? -value : value;
}

// Where the first digit that counts stands: 3 for 123, 0 for 0.5, -2 for 0.005, without exponent.
std::int64_t magnitude(std::string_view digits) {
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const std::size_t first = digits.find_first_not_of("0.");
  const auto distance = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
  return first < point ? distance : distance + 1;
}

// Whether a number that is beyond the range of float32 is so for being too small.
bool is_next_to_zero(std::string_view number) {
  const std::size_t letter = number.find_first_of("eE");
  if (letter == std::string_view::npos) return magnitude(number) <= 0;
  std::string_view text = number.substr(letter + 1);
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t exponent = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (result.ec == std::errc::result_out_of_range) return text.starts_with('-');
  // No text is long enough to weigh up an exponent of 2^62.
  constexpr std::int64_t kMost = std::int64_t{1} << 62;
  return magnitude(number.substr(0, letter)) + std::clamp(exponent, -kMost, kMost) <= 0;
}

struct Parsed {
  bool is_number = false;  // by its form
  std::optional<float> value;
};

Parsed parse_decimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  const std::string_view digits = without_sign(text);
  // What begins otherwise may still be "inf" or "nan" to from_chars.
  if (digits.empty() || (!is_digit(digits[0]) && digits[0] != '.')) return {};
  const char* end = digits.data() + digits.size();
  float value = 0;
  const auto result = std::from_chars(digits.data(), end, value);
  if (result.ptr != end || result.ec == std::errc::invalid_argument) return {};
  if (result.ec == std::errc::result_out_of_range) {
    if (!is_next_to_zero(digits)) return {true, std::nullopt};
    value = 0;
  }
  return {true, negative ? -value : value};
}

bool is_hexadecimal(std::string_view unsigned_text) {
  return unsigned_text.size() > 2 && unsigned_text[0] == '0' &&
         (unsigned_text[1] == 'x' || unsigned_text[1] == 'X') &&
         holds_only(unsigned_text.substr(2), "0123456789abcdefABCDEF.pP+-");
}

// 2024-03-01, 1/3/24, 01.03.2024, 12:30, 2024-03-01T12:30:00Z.
bool is_date_or_time(std::string_view text) {
  if (!is_digit(text.front()) || !holds_only(text, "0123456789-/.: TZ+")) return false;
  const auto count = [&](char separator) {
    return std::count(text.begin(), text.end(), separator);
  };
  return count('-') == 2 || count('/') == 2 || count('.') == 2 || count(':') >= 1;
}

}  // namespace

bool is_missing(std::string_view text) {
  // As they are spelled: "Na" is sodium.
  constexpr std::array<std::string_view, 14> kWords = {"?",    "NA",   "N/A",  "n/a", "#N/A",
                                                       "<NA>", "NaN",  "nan",  "NAN", "-NaN",
                                                       "-nan", "NULL", "null", "None"};
  if (text.size() > 4) return false;
  if (text.empty()) return true;
  if (is_digit(text.back()) || text.back() == '.') return false;
  return std::find(kWords.begin(), kWords.end(), text) != kWords.end();
}

std::optional<float> parse_number(std::string_view text) {
  if (const auto number = parse_short_integer(text)) return number;
  return parse_decimal(text).value;
}

std::optional<Oddity> find_oddity(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const std::string_view unsigned_text = without_sign(text);
  if (parse_decimal(text).is_number) {
    return Oddity{"is beyond the largest float32 number, 3.4e38", "scale the column"};
  }
  if (same_letters(unsigned_text, "inf") || same_letters(unsigned_text, "infinity")) {
    return Oddity{"is not finite", "write NA if it is a missing value"};
  }
  if (is_hexadecimal(unsigned_text)) return Oddity{"is hexadecimal", "write it in decimal digits"};
  if (is_date_or_time(text)) {
    return Oddity{"is a date or a time", "write it as a number, such as days since the first"};
  }
  const std::size_t number_end = unsigned_text.find_last_of("0123456789") + 1;
  if (number_end == 0) return std::nullopt;
  if (unsigned_text.ends_with('%') && parse_number(text.substr(0, text.size() - 1))) {
    return Oddity{"is a percentage", "leave the sign out"};
  }
  if (holds_only(unsigned_text, "0123456789.,'_ ")) {
    return Oddity{"has commas, spaces or several points in it",
                  "write numbers with a decimal point and nothing between their digits"};
  }
  return std::nullopt;
}

}  // namespace hourglass::data
