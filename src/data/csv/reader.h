// SPDX-License-Identifier: MIT
// CSV (RFC 4180) a row at a time:
//
//   row    = field *(separator field) (LF / CRLF / CR / end of the file)
//   field  = '"' *(any character but '"' / '""') '"'
//          / *(any character but '"', separator, CR, LF), without the spaces and tabs around it
//
// All rows have as many fields as the first. Empty lines may come before the first row and after
// the last. What is not so is refused with its line, as is NUL and UTF-16. Only the row at hand is
// kept in memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_buffer.h"
#include "data/csv/byte_source.h"

namespace hourglass::data {

class CsvReader {
 public:
  static constexpr std::size_t kMostColumns = 1'000'000;
  static constexpr std::size_t kLongestRow = std::size_t{64} << 20;  // in bytes

  // `source` must outlive the reader. The separator is guessed unless given.
  CsvReader(ByteSource& source, std::optional<char> separator);

  // Goes to the next row; false after the last. Throws bad_file for what is wrong in it, io if
  // reading fails.
  bool next();
  // The fields of the row, valid until the next one.
  std::span<const std::string_view> fields() const { return fields_; }
  // The line in which the row begins; the first is 1.
  std::int64_t line() const { return line_; }
  const std::string& file() const { return source_.name(); }

  // Throws bad_file: "[csv] 'file' <message>".
  [[noreturn]] void refuse(const std::string& message) const;

 private:
  void open(std::optional<char> separator);
  bool read_row();
  bool is_empty_line() const;
  void check_width();
  // Finds the fields of the row at row_begin_; false if its end is not in the buffer.
  bool scan_row();
  // Where the field at `begin` ends: at a separator, at the end of its line, or at end_.
  std::size_t scan_plain_field(std::size_t begin);
  std::size_t scan_quoted_field(std::size_t begin);
  std::size_t find_closing_quote(std::size_t begin);
  // The bytes between closed quotes: counts their lines.
  void look_into_quotes(std::size_t begin, std::size_t end);
  void add_field(std::size_t begin, std::size_t end);
  void halve_quotes();
  // Reads more bytes behind those of the row at hand.
  void fill();
  [[noreturn]] void refuse_here(const std::string& message) const;
  [[noreturn]] void refuse_nul() const;

  ByteSource& source_;
  char separator_ = ',';
  std::array<bool, 256> ends_plain_field_ = {};
  base::ByteBuffer buffer_;
  char* bytes_ = nullptr;                         // of the buffer
  std::size_t row_begin_ = 0;                     // in the buffer; so are the next two
  std::size_t row_end_ = 0;                       // of the row at hand, behind its line end
  std::size_t end_ = 0;                           // of what has been read; a NUL follows
  bool at_end_ = false;                           // of the source
  std::vector<std::string_view> fields_;          // in the buffer
  std::vector<std::size_t> with_doubled_quotes_;  // of the fields
  std::size_t width_ = 0;                         // fields of the first row
  std::int64_t first_line_ = 0;                   // its line
  std::int64_t line_ = 0;                         // of the row at hand
  std::int64_t next_line_ = 1;                    // the line behind it
  std::int64_t lines_in_row_ = 0;                 // line breaks within quotes
  std::int64_t empty_line_ = 0;                   // the first one behind the last row, if any
};

}  // namespace hourglass::data
