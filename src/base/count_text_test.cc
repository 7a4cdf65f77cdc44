// SPDX-License-Identifier: MIT
#include "base/count_text.h"

#include <doctest/doctest.h>

#include <limits>

using hourglass::base::count_text;

TEST_CASE("counts have a comma after every three digits from the right") {
  CHECK(count_text(0) == "0");
  CHECK(count_text(999) == "999");
  CHECK(count_text(1000) == "1,000");
  CHECK(count_text(101200) == "101,200");
  CHECK(count_text(1234567) == "1,234,567");
  CHECK(count_text(std::numeric_limits<std::int64_t>::max()) == "9,223,372,036,854,775,807");
}

TEST_CASE("a minus is no digit") {
  CHECK(count_text(-123) == "-123");
  CHECK(count_text(-1234) == "-1,234");
  CHECK(count_text(-123456) == "-123,456");
}
