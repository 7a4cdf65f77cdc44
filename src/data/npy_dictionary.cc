// SPDX-License-Identifier: MIT
#include "data/npy_dictionary.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/quote.h"

namespace hourglass::data {
namespace {

constexpr std::array<std::string_view, 3> kKeys = {"descr", "fortran_order", "shape"};
// NumPy's own limit.
constexpr std::size_t kMostDimensions = 64;

// Recursive descent without the recursion: what nests, the fields of a structured type, is skipped.
class Parser {
 public:
  Parser(std::string_view text, NpyDictionary& dictionary) : text_(text), dictionary_(dictionary) {}

  std::optional<NpyFault> parse() {
    if (!parse_dictionary()) return NpyFault{position_, fault_};
    return std::nullopt;
  }

 private:
  bool fail(std::string fault) {
    fault_ = std::move(fault);
    return false;
  }

  void skip_space() {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\n'))
      ++position_;
  }

  // Takes the token if it comes next.
  bool take(std::string_view token) {
    skip_space();
    if (!text_.substr(position_).starts_with(token)) return false;
    position_ += token.size();
    return true;
  }

  bool parse_dictionary() {
    if (!take("{")) return fail("no opening brace");
    std::array<bool, kKeys.size()> seen = {};
    while (!take("}")) {
      std::string key;
      if (!parse_string(key)) return false;
      const auto known =
          static_cast<std::size_t>(std::find(kKeys.begin(), kKeys.end(), key) - kKeys.begin());
      if (known == kKeys.size()) return fail("the key " + base::quote(key.substr(0, 64)));
      if (seen[known]) return fail("the key " + base::quote(key) + " twice");
      seen[known] = true;
      if (!take(":")) return fail("no colon after a key");
      if (!parse_value(known)) return false;
      if (take(",")) continue;
      if (!take("}")) return fail("no comma between its entries");
      break;
    }
    for (std::size_t key = 0; key < kKeys.size(); ++key) {
      if (!seen[key]) return fail("no key " + base::quote(kKeys[key]));
    }
    skip_space();
    return position_ == text_.size() || fail("text after the closing brace");
  }

  bool parse_value(std::size_t key) {
    if (key == 0) return parse_descr();
    if (key == 2) return parse_shape();
    dictionary_.fortran_order = take("True");
    return dictionary_.fortran_order || take("False") ||
           fail("a fortran_order that is neither True nor False");
  }

  bool parse_string(std::string& string) {
    skip_space();
    const char quote = position_ < text_.size() ? text_[position_] : ' ';
    if (quote != '\'' && quote != '"') return fail("no text in quotes where one belongs");
    const std::size_t end = text_.find(quote, position_ + 1);
    if (end == std::string_view::npos) return fail("no closing quote");
    string = text_.substr(position_ + 1, end - position_ - 1);
    if (string.find('\\') != std::string::npos) return fail("a backslash");
    position_ = end + 1;
    return true;
  }

  bool parse_descr() {
    skip_space();
    const char first = position_ < text_.size() ? text_[position_] : ' ';
    dictionary_.is_structured = first == '[' || first == '(';
    return dictionary_.is_structured ? skip_brackets() : parse_string(dictionary_.descr);
  }

  // To behind the bracket that closes the one that comes next.
  bool skip_brackets() {
    std::size_t depth = 0;
    while (position_ < text_.size()) {
      const char letter = text_[position_];
      if (letter == '\'' || letter == '"') {
        std::string ignored;
        if (!parse_string(ignored)) return false;
        continue;
      }
      ++position_;
      if (letter == '[' || letter == '(') ++depth;
      if ((letter == ']' || letter == ')') && --depth == 0) return true;
    }
    return fail("no closing bracket");
  }

  bool parse_shape() {
    if (!take("(")) return fail("a shape that is no tuple of whole numbers");
    bool comma = true;
    while (!take(")")) {
      if (!comma) return fail("no comma between the dimensions");
      if (dictionary_.shape.size() == kMostDimensions) return fail("more than 64 dimensions");
      if (!parse_dimension()) return false;
      comma = take(",");
    }
    return dictionary_.shape.size() != 1 || comma || fail("a shape of one number without a comma");
  }

  bool parse_dimension() {
    skip_space();
    const std::size_t begin = position_;
    if (take("-")) return fail("a negative dimension");
    std::int64_t dimension = 0;
    const auto [end, error] =
        std::from_chars(text_.data() + begin, text_.data() + text_.size(), dimension);
    if (error == std::errc::result_out_of_range) return fail("a dimension above 2^63");
    if (error != std::errc()) return fail("a dimension that is no whole number");
    position_ = static_cast<std::size_t>(end - text_.data());
    take("L");  // Python 2 marked some so
    dictionary_.shape.push_back(dimension);
    return true;
  }

  std::string_view text_;
  NpyDictionary& dictionary_;
  std::size_t position_ = 0;
  std::string fault_;
};

}  // namespace

std::optional<NpyFault> parse_npy_dictionary(std::string_view text, NpyDictionary& dictionary) {
  return Parser(text, dictionary).parse();
}

std::string tuple_text(const std::vector<std::int64_t>& numbers) {
  std::string text = "(";
  for (std::size_t i = 0; i < numbers.size(); ++i)
    text += (i == 0 ? "" : ", ") + std::to_string(numbers[i]);
  return text + (numbers.size() == 1 ? ",)" : ")");
}

}  // namespace hourglass::data
