// SPDX-License-Identifier: MIT
#include "data/csv/reader.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <streambuf>
#include <utility>

#include "base/atomic_file.h"
#include "base/temporary_folder.h"
#include "data/csv/csv_testing.h"

using namespace hourglass;
using namespace hourglass::data;

namespace {

using Row = std::vector<std::string>;

std::vector<Row> rows_of(const std::string& text, std::optional<char> separator = ',') {
  std::istringstream stream(text);
  StreamSource source(stream, "t.csv");
  CsvReader reader(source, separator);
  std::vector<Row> rows;
  while (reader.next()) rows.emplace_back(reader.fields().begin(), reader.fields().end());
  return rows;
}

bool refused_rows(const std::string& text, const std::string& part, char separator = ',') {
  const std::string message =
      base::message_of([&] { rows_of(text, separator); }, ErrorCode::bad_file);
  const bool found = message.find("[csv] 't.csv' " + part) == 0;
  if (!found) MESSAGE(message);
  return found;
}

const std::vector<Row> kTwoRows = {{"a", "b"}, {"c", "d"}};

}  // namespace

TEST_CASE("lines end with LF, CRLF or CR, and the last one need not end") {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    CAPTURE(end);
    CHECK(rows_of("a,b" + end + "c,d" + end) == kTwoRows);
    CHECK(rows_of("a,b" + end + "c,d") == kTwoRows);
  }
  CHECK(rows_of("a\r\nb\nc\rd").size() == 4);
}

TEST_CASE("an empty file has no rows") {
  CHECK(rows_of("").empty());
  CHECK(rows_of("\n\n").empty());
  CHECK(rows_of("\xef\xbb\xbf").empty());
}

TEST_CASE("a byte order mark is not part of the first field") {
  CHECK(rows_of("\xef\xbb\xbf"
                "a,b\nc,d") == kTwoRows);
  CHECK(rows_of("\xef\xbb\xbf"
                "\"a\",b\nc,d") == kTwoRows);
}

TEST_CASE("fields may be empty, the last one too") {
  CHECK(rows_of(",,") == std::vector<Row>{{"", "", ""}});
  CHECK(rows_of("a,\nb,\n") == std::vector<Row>{{"a", ""}, {"b", ""}});
}

TEST_CASE("spaces and tabs around fields without quotes are left out") {
  CHECK(rows_of(" a\t, b c ,\t\n") == std::vector<Row>{{"a", "b c", ""}});
  CHECK(rows_of("\" a \",b") == std::vector<Row>{{" a ", "b"}});
}

TEST_CASE("a tab that separates is not a blank") {
  CHECK(rows_of("a\t\tb\t", '\t') == std::vector<Row>{{"a", "", "b", ""}});
}

TEST_CASE("quoted fields hold separators, line breaks and doubled quotes") {
  CHECK(rows_of("\"a,b\",\"c\nd\"\n") == std::vector<Row>{{"a,b", "c\nd"}});
  CHECK(rows_of("\"\",\"\"\"\"") == std::vector<Row>{{"", "\""}});
  CHECK(rows_of("\"say \"\"hello\"\" twice\",\"\"\"\"\"\"") ==
        std::vector<Row>{{"say \"hello\" twice", "\"\""}});
}

TEST_CASE("a row larger than the buffer is read, and rows around it") {
  const std::string large(700'000, 'x');
  const auto rows = rows_of("a,b\n\"" + large + "\"\"\",d\n" + large + ",f\ng,h\n");
  REQUIRE(rows.size() == 4);
  CHECK(rows[1][0] == large + "\"");
  CHECK(rows[2][0] == large);
  CHECK(rows[3] == Row{"g", "h"});
}

TEST_CASE("wherever the buffer ends, the rows are the same") {
  const std::string row = "\"a\"\"b\",c\r\n";
  for (std::size_t shift = 0; shift < row.size(); ++shift) {
    CAPTURE(shift);
    const std::size_t before = (std::size_t{256} << 10) - row.size() + shift;
    const auto rows = rows_of("x," + std::string(before - 3, 'y') + "\n" + row + row);
    REQUIRE(rows.size() == 3);
    CHECK(rows[1] == Row{"a\"b", "c"});
    CHECK(rows[2] == Row{"a\"b", "c"});
  }
}

TEST_CASE("a million columns are read, more are not") {
  const std::string most(CsvReader::kMostColumns - 1, ',');
  CHECK(rows_of(most + "\n").front().size() == CsvReader::kMostColumns);
  CHECK(refused_rows(most + ",\n", "line 1 has more than 1000000 fields; expected"));
}

TEST_CASE("a line without end is refused before it fills the memory") {
  const std::string line(CsvReader::kLongestRow + 1, 'x');
  CHECK(refused_rows("a\n" + line, "line 2 begins a row of more than 67108864 bytes; expected"));
}

TEST_CASE("a row of more or fewer fields than the first is refused with its line") {
  CHECK(refused_rows("a,b\nc,d\ne\n", "line 3 has 1 field; expected 2, as in line 1, with ','"));
  CHECK(
      refused_rows("a\tb\nc\n", "line 2 has 1 field; expected 2, as in line 1, with a tab", '\t'));
  CHECK(refused_rows("\n\na,b\nc,d,e\n", "line 4 has 3 fields; expected 2, as in line 3"));
  CHECK(refused_rows("a\nb,c\n", "line 2 has 2 fields; expected 1"));
}

TEST_CASE("lines are counted within quotes, whichever way they end") {
  CHECK(refused_rows("\"\n\r\n\r\",b\nc\n", "line 5 has 1 field; expected 2"));
}

TEST_CASE("empty lines are passed over at the beginning and at the end alone") {
  CHECK(rows_of("\n\r\na,b\nc,d\n\n\r\n\n") == kTwoRows);
  CHECK(refused_rows("a,b\n\n\nc,d\n", "line 2 is empty; expected empty lines at the end alone"));
  CHECK(refused_rows("1\n2\n\n4\n", "line 3 is empty"));
  CHECK(rows_of("1\n\"\"\n2").size() == 3);
}

TEST_CASE("a quote that nothing closes is refused where it opens") {
  CHECK(refused_rows("a,b\nc,\"d\ne,f\n", "line 2 opens a quote in field 2 that nothing closes"));
  CHECK(refused_rows("\"", "line 1 opens a quote in field 1"));
  CHECK(refused_rows("\"a\"\"", "line 1 opens a quote in field 1"));
}

TEST_CASE("a quote within a field that does not begin with one is refused") {
  CHECK(refused_rows("a,b\n5\" pipe,d\n", "line 2 has a quote within field 1; expected"));
  CHECK(refused_rows("a, \"b\"\n", "line 1 has a quote within field 2"));
}

TEST_CASE("text behind a closing quote is refused") {
  CHECK(refused_rows("a,\"b\"c\n", "line 1 goes on behind the closing quote of field 2; expected"));
  CHECK(refused_rows("\"a\" ,b\n", "line 1 goes on behind the closing quote of field 1"));
}

TEST_CASE("NUL bytes are refused, in quotes or not") {
  CHECK(refused_rows(std::string("a,b\nc\0,d\n", 9), "line 2 holds a NUL byte; expected text"));
  CHECK(refused_rows(std::string("a,\"\n\0\"\n", 7), "line 2 holds a NUL byte"));
  CHECK(refused_rows(std::string("\0", 1), "line 1 holds a NUL byte"));
}

TEST_CASE("UTF-16 is refused by its mark or by its zeros") {
  CHECK(refused_rows(std::string("\xff\xfe"
                                 "a\0,\0b\0",
                                 8),
                     "is UTF-16; expected UTF-8"));
  CHECK(refused_rows(std::string("\xfe\xff\0a\0,\0b", 8), "is UTF-16; expected UTF-8"));
  CHECK(refused_rows(std::string("a\0,\0b\0", 6), "line 1 holds a NUL byte"));
}

TEST_CASE("a stream that fails is an error of reading") {
  std::istringstream stream("a,b");
  stream.setstate(std::ios::badbit);
  const auto error = base::error_of([&] { StreamSource(stream, "pipe"); });
  CHECK(base::says(error, ErrorCode::io, "[read] 'pipe' cannot be read"));
}

TEST_CASE("a stream that fails on the way is an error of reading") {
  // Of its second block.
  class Failing : public std::streambuf {
    int underflow() override {
      if (std::exchange(was_read_, true)) throw std::runtime_error("gone");
      setg(text_.data(), text_.data(), text_.data() + text_.size());
      return text_[0];
    }
    std::string text_ = "a,b\n1,2\n";
    bool was_read_ = false;
  };
  Failing buffer;
  std::istream stream(&buffer);
  StreamSource source(stream, "pipe");
  CHECK(base::says(base::error_of([&] {
                     CsvReader reader(source, ',');
                     while (reader.next()) continue;
                   }),
                   ErrorCode::io, "[read] 'pipe' cannot be read"));
}

TEST_CASE("a file that becomes shorter or longer while it is read is refused") {
  const base::TemporaryFolder folder;
  const auto path = folder.path() / "t.csv";
  for (const std::uintmax_t length : {4, 20}) {
    base::write_file_atomically(path, "a,b\n1,2\n");
    FileSource source(std::make_unique<const base::RegularFile>(path));
    std::filesystem::resize_file(path, length);
    std::string bytes(100, ' ');
    CHECK(base::says(base::error_of([&] { source.read(bytes); }), ErrorCode::bad_file,
                     "t.csv' changed its length while it was read; expected 8 bytes"));
  }
}
