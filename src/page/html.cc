// SPDX-License-Identifier: MIT
#include "page/html.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/utf8.h"

namespace hourglass::page {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// How many bytes the character at `text`'s beginning takes; 0 if it is none.
std::size_t character_size(std::string_view text) {
  for (std::size_t size = 1; size <= std::min<std::size_t>(4, text.size()); ++size) {
    if (base::is_utf8(text.substr(0, size))) return size;
  }
  return 0;
}

bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (first < 0x20) return first != '\t' && first != '\n';
  const bool c1 =
      character.size() == 2 && first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
  return first == 0x7F || c1;
}

std::string_view escaped(std::string_view character) {
  switch (character[0]) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return is_control(character) ? kReplacement : character;
  }
}

std::string escape(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    result += size == 0 ? kReplacement : escaped(text.substr(0, size));
    text.remove_prefix(std::max<std::size_t>(1, size));
  }
  return result;
}

std::string opening(const char* name, Attributes attributes) {
  std::string result = std::string("<") + name;
  for (const Attribute& attribute : attributes) {
    result += std::string(" ") + attribute.name + "=\"" + escape(attribute.value) + '"';
  }
  return result + '>';
}

// JSON holds these characters in strings alone, where it can say them otherwise.
std::string without_markup(const std::string& json) {
  std::string result;
  for (const char character : json) {
    switch (character) {
      case '<':
        result += "\\u003c";
        break;
      case '>':
        result += "\\u003e";
        break;
      case '&':
        result += "\\u0026";
        break;
      default:
        result += character;
    }
  }
  return result;
}

}  // namespace

Html Html::text(std::string_view text) { return markup(escape(text)); }

Html Html::markup(std::string_view markup) {
  Html html;
  html.markup_ = markup;
  return html;
}

Html& Html::operator+=(const Html& other) {
  markup_ += other.markup_;
  return *this;
}

Html element(const char* name, Attributes attributes, const Html& content) {
  return Html::markup(opening(name, attributes)) + content +
         Html::markup(std::string("</") + name + ">\n");
}

Html text_element(const char* name, Attributes attributes, std::string_view text) {
  return text.empty() ? Html() : element(name, attributes, Html::text(text));
}

Html void_element(const char* name, Attributes attributes) {
  return Html::markup(opening(name, attributes) + '\n');
}

Html data_element(const Json& data) {
  // Whatever is not ASCII becomes an escape: U+2028 and U+2029, too.
  const std::string json = data.dump(-1, ' ', true, Json::error_handler_t::replace);
  return element("script", {{"type", "application/json"}}, Html::markup(without_markup(json)));
}

}  // namespace hourglass::page
