// SPDX-License-Identifier: MIT
#include "page/html.h"

#include <doctest/doctest.h>

namespace hourglass::page {
namespace {

TEST_CASE("text cannot become markup") {
  CHECK(Html::text("<script>a && b</script>").markup() ==
        "&lt;script&gt;a &amp;&amp; b&lt;/script&gt;");
  CHECK(element("p", {}, Html::text("</p><b>")).markup() == "<p>&lt;/p&gt;&lt;b&gt;</p>\n");
}

TEST_CASE("an attribute's value cannot leave its quotes") {
  CHECK(void_element("img", {{"alt", "\"><img onerror='x'>"}}).markup() ==
        "<img alt=\"&quot;&gt;&lt;img onerror=&#39;x&#39;&gt;\">\n");
}

TEST_CASE("text keeps its UTF-8, and what is none is shown as a replacement") {
  CHECK(Html::text("gr\xC3\xBC\xC3\x9F").markup() == "gr\xC3\xBC\xC3\x9F");
  CHECK(Html::text("\xE2\x80\xAE"
                   "abc")
            .markup() ==
        "\xE2\x80\xAE"
        "abc");
  CHECK(Html::text("\xF0\x9F\x91\x97").markup() == "\xF0\x9F\x91\x97");
  CHECK(Html::text("a\xFFz").markup() == "a\xEF\xBF\xBDz");
  CHECK(Html::text("cut \xE2\x82").markup() == "cut \xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("control characters are shown as replacements, but for tabs and new lines") {
  CHECK(Html::text(std::string_view("a\0b\x1B\x7F\xC2\x85\t\n", 9)).markup() ==
        "a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\t\n");
}

TEST_CASE("data cannot end their element, and are ASCII") {
  const Json data = {{"name", "</script><!-- & \xE2\x80\xA8\xE2\x80\xA9\xC3\xBC"}};
  CHECK(data_element(data).markup() ==
        "<script type=\"application/json\">{\"name\":\"\\u003c/script\\u003e\\u003c!-- "
        "\\u0026 \\u2028\\u2029\\u00fc\"}</script>\n");
}

TEST_CASE("data with bytes that are not UTF-8 are still JSON") {
  CHECK(data_element(Json("\xFF")).markup() ==
        "<script type=\"application/json\">\"\\ufffd\"</script>\n");
}

}  // namespace
}  // namespace hourglass::page
