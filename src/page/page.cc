// SPDX-License-Identifier: MIT
#include "page/page.h"

#include <set>
#include <span>
#include <variant>

#include "base/sha256.h"
#include "page/assets.h"
#include "page/base64.h"
#include "page/blocks.h"

namespace hourglass::page {
namespace {

// What is left of an id; a number where nothing is, or where it is taken.
std::string anchor(const std::string& id, std::size_t number, std::set<std::string>& taken) {
  std::string result;
  for (const char character : id) {
    const bool small = character >= 'a' && character <= 'z';
    const bool large = character >= 'A' && character <= 'Z';
    const bool digit = character >= '0' && character <= '9';
    if (small || large || digit || character == '-') result += character;
  }
  if (result.empty() || !taken.insert(result).second) {
    result = "section_" + std::to_string(number);  // no id keeps an underscore
    taken.insert(result);
  }
  return result;
}

std::vector<std::string> anchors(const Page& page) {
  std::set<std::string> taken = {"content"};
  std::vector<std::string> result;
  for (const Section& section : page.sections) {
    result.push_back(anchor(section.id, result.size() + 1, taken));
  }
  return result;
}

Html contents(const Page& page, std::span<const std::string> anchors) {
  Html items;
  for (std::size_t i = 0; i < page.sections.size(); ++i) {
    const Html link =
        element("a", {{"href", "#" + anchors[i]}}, Html::text(page.sections[i].title));
    items += element("li", {}, link);
  }
  return element("nav", {{"class", "contents"}, {"aria-label", "Contents"}},
                 element("ol", {{"role", "list"}}, items));
}

Html section_html(const Section& section, const std::string& anchor) {
  Html content = element("h2", {{"id", anchor + "_title"}}, Html::text(section.title));
  for (const Block& block : section.blocks) {
    content += std::visit([](const auto& kind) { return html_of(kind); }, block);
  }
  return element("section", {{"id", anchor}, {"aria-labelledby", anchor + "_title"}}, content);
}

// One function, so that nothing of it is seen from outside; Chart.js needs to be.
std::string script() {
  return std::string(chart_library()) + "\n(() => {\n\"use strict\";\n" +
         std::string(page_script()) + "})();\n";
}

std::string sha256_base64(const std::string& text) {
  base::Sha256 hash;
  hash.update(std::as_bytes(std::span(text)));
  const std::string digits = hash.hex_digest();
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    bytes.push_back(static_cast<std::byte>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  }
  return base64(bytes);
}

// Runs this one script and no other, even if markup ever got where text should be.
std::string security_policy(const std::string& script) {
  return "default-src 'none'; script-src 'sha256-" + sha256_base64(script) +
         "'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
}

Html head(const Page& page, const std::string& script) {
  return element("head", {},
                 void_element("meta", {{"charset", "utf-8"}}) +
                     void_element("meta", {{"http-equiv", "Content-Security-Policy"},
                                           {"content", security_policy(script)}}) +
                     void_element("meta", {{"name", "viewport"},
                                           {"content", "width=device-width, initial-scale=1"}}) +
                     void_element("meta", {{"name", "color-scheme"}, {"content", "light dark"}}) +
                     element("title", {}, Html::text(page.title)) +
                     element("style", {}, Html::markup(page_style())));
}

Html main_html(const Page& page, std::span<const std::string> anchors) {
  Html content = element("header", {},
                         element("h1", {}, Html::text(page.title)) +
                             text_element("p", {{"class", "lead"}}, page.lead));
  content += element("noscript", {},
                     element("p", {},
                             Html::text("The charts are drawn by a script, which does not "
                                        "run here. Their numbers are in the tables.")));
  for (std::size_t i = 0; i < page.sections.size(); ++i) {
    content += section_html(page.sections[i], anchors[i]);
  }
  return element("main", {{"id", "content"}, {"tabindex", "-1"}}, content);
}

}  // namespace

std::string to_html(const Page& page) {
  const std::string program = script();
  const std::vector<std::string> ids = anchors(page);
  const Html body =
      element("a", {{"class", "skip"}, {"href", "#content"}}, Html::text("Skip to the content")) +
      contents(page, ids) + main_html(page, ids) + text_element("footer", {}, page.footer) +
      element("script", {}, Html::markup(program));
  return "<!DOCTYPE html>\n" +
         element("html", {{"lang", "en"}}, head(page, program) + element("body", {}, body))
             .markup();
}

}  // namespace hourglass::page
