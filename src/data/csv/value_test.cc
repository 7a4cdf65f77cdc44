// SPDX-License-Identifier: MIT
#include "data/csv/value.h"

#include <doctest/doctest.h>

#include <clocale>
#include <cmath>
#include <limits>
#include <string>

using namespace hourglass::data;

namespace {

std::string fault(std::string_view text) {
  const auto oddity = find_oddity(text);
  return oddity ? std::string(oddity->fault) : "";
}

}  // namespace

TEST_CASE("numbers are read however they are written") {
  CHECK(parse_number("0") == 0.0F);
  CHECK(parse_number("-1") == -1.0F);
  CHECK(parse_number("+2") == 2.0F);
  CHECK(parse_number("007") == 7.0F);
  CHECK(parse_number("1.") == 1.0F);
  CHECK(parse_number(".5") == 0.5F);
  CHECK(parse_number("-.5") == -0.5F);
  CHECK(parse_number("1e3") == 1000.0F);
  CHECK(parse_number("1E+3") == 1000.0F);
  CHECK(parse_number("-25e-1") == -2.5F);
  CHECK(std::signbit(*parse_number("-0")));
  CHECK(std::signbit(*parse_number("-0.0")));
}

TEST_CASE("numbers become the nearest float32") {
  CHECK(parse_number("0.1") == 0.1F);
  CHECK(parse_number("9999999") == 9999999.0F);
  CHECK(parse_number("16777217") == 16777216.0F);
  CHECK(parse_number("9007199254740993") == 9007199254740992.0F);
  CHECK(parse_number("3.4028235e38") == std::numeric_limits<float>::max());
  CHECK(parse_number("-3.4028235e38") == std::numeric_limits<float>::lowest());
  // To double and from there to float would round twice, to 1.
  CHECK(parse_number("1.000000059604644775390626") == 1.00000012F);
}

TEST_CASE("numbers too small become denormal or zero") {
  CHECK(parse_number("1e-45") == std::numeric_limits<float>::denorm_min());
  CHECK(parse_number("1e-40") == 1e-40F);
  CHECK(parse_number("1e-46") == 0.0F);
  CHECK(parse_number("1e-999999999999999999999") == 0.0F);
  CHECK(std::signbit(*parse_number("-1e-400")));
  CHECK(parse_number("0." + std::string(400, '0') + "1") == 0.0F);
  CHECK(parse_number(std::string(5, '0') + "." + std::string(60, '0') + "9e3") == 0.0F);
  CHECK(parse_number("1" + std::string(60, '0') + "e-120") == 0.0F);
}

TEST_CASE("a number longer than any buffer is read") {
  CHECK(parse_number("0." + std::string(100'000, '3')) == 0.33333334F);
  CHECK(parse_number(std::string(100'000, '0') + "5") == 5.0F);
}

TEST_CASE("what is not a number is none") {
  for (const char* text :
       {"",    "-",     "+",    ".",   "-.",  "e5", "1e",    "1e+", "--1", "+-1", "- 1",
        "1 2", "1_000", "0x10", "inf", "nan", "1f", "1.2.3", "1,5", "abc", "1d5"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number(text));
  }
}

TEST_CASE("the locale does not matter") {
  // Not every machine has it; the point is then its own.
  std::setlocale(LC_NUMERIC, "de_DE.UTF-8");
  CHECK(parse_number("1.5") == 1.5F);
  CHECK_FALSE(parse_number("1,5"));
  std::setlocale(LC_NUMERIC, "C");
}

TEST_CASE("missing values are empty or one of the usual words") {
  for (const char* text : {"", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NAN", "-nan",
                           "NULL", "null", "None", "?"}) {
    CAPTURE(text);
    CHECK(is_missing(text));
  }
  for (const char* text : {"Na", "none", "0", "-", "??", "no", "unknown", "1.", "NANA"}) {
    CAPTURE(text);
    CHECK_FALSE(is_missing(text));
  }
}

TEST_CASE("what was meant as a number is told from words, and how it is odd") {
  CHECK(fault("inf") == "is not finite");
  CHECK(fault("-Infinity") == "is not finite");
  CHECK(fault("+INF") == "is not finite");
  CHECK(fault("1e39") == "is beyond the largest float32 number, 3.4e38");
  CHECK(fault("-1e999") == "is beyond the largest float32 number, 3.4e38");
  CHECK(fault("1" + std::string(50, '0')) == "is beyond the largest float32 number, 3.4e38");
  CHECK(fault("0." + std::string(50, '0') + "1e100") ==
        "is beyond the largest float32 number, 3.4e38");
  CHECK(fault("0x1F") == "is hexadecimal");
  CHECK(fault("-0x1.8p3") == "is hexadecimal");
  const std::string commas = "has commas, spaces or several points in it";
  CHECK(fault("1,5") == commas);
  CHECK(fault("-1.234,5") == commas);
  CHECK(fault("1,234,567") == commas);
  CHECK(fault("1 234") == commas);
  CHECK(fault("1'234") == commas);
  CHECK(fault("1_000") == commas);
  CHECK(fault("192.168.0.1") == commas);
  CHECK(fault("12%") == "is a percentage");
  CHECK(fault("-0.5 %").empty());
  CHECK(fault("2024-03-01") == "is a date or a time");
  CHECK(fault("1/3/24") == "is a date or a time");
  CHECK(fault("01.03.2024") == "is a date or a time");
  CHECK(fault("12:30") == "is a date or a time");
  CHECK(fault("2024-03-01T12:30:00Z") == "is a date or a time");
}

TEST_CASE("words are not odd numbers") {
  for (const char* text : {"red", "x1", "10-20", "A,B", "info", "infinite", "0xyz", "5kg", "-", "%",
                           "Mr. T", "1st", "e", ".", ","}) {
    CAPTURE(text);
    CHECK(fault(text).empty());
  }
}
