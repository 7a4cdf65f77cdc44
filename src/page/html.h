// SPDX-License-Identifier: MIT
// Markup as a type of its own: plain text enters it escaped or not at all.
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace hourglass::page {

using Json = nlohmann::ordered_json;

class Html {
 public:
  Html() = default;
  // Text as it is to be read. Bytes that are not UTF-8 and characters that HTML does not know are
  // shown as U+FFFD.
  static Html text(std::string_view text);
  // Markup of our own.
  static Html markup(std::string_view markup);

  Html& operator+=(const Html& other);
  friend Html operator+(Html left, const Html& right) { return std::move(left += right); }
  bool empty() const { return markup_.empty(); }
  const std::string& markup() const { return markup_; }

 private:
  std::string markup_;
};

struct Attribute {
  const char* name;
  std::string value;
};
using Attributes = std::initializer_list<Attribute>;

Html element(const char* name, Attributes attributes, const Html& content);
// Nothing if `text` is empty.
Html text_element(const char* name, Attributes attributes, std::string_view text);
// <img>, <meta>: what has no content.
Html void_element(const char* name, Attributes attributes);
// Numbers for the page's program, in an element that is never run.
Html data_element(const Json& data);

}  // namespace hourglass::page
