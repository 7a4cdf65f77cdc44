// SPDX-License-Identifier: MIT
#include "data/csv/reader.h"

#include <algorithm>
#include <cstring>

#include "data/csv/separator.h"
#include "hourglass/error.h"

namespace hourglass::data {
namespace {

constexpr std::size_t kFirstBuffer = std::size_t{256} << 10;

bool is_blank(char character) { return character == ' ' || character == '\t'; }
bool is_line_end(char character) { return character == '\n' || character == '\r'; }

std::string separator_text(char separator) {
  return separator == '\t' ? "a tab" : std::string{'\'', separator, '\''};
}

std::string fields_text(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " field" : " fields");
}

}  // namespace

CsvReader::CsvReader(ByteSource& source, std::optional<char> separator) : source_(source) {
  open(separator);
}

void CsvReader::open(std::optional<char> separator) {
  fill();
  const std::string_view start(bytes_, end_);
  if (start.starts_with("\xef\xbb\xbf")) row_begin_ = row_end_ = 3;
  if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff")) {
    refuse("is UTF-16; expected UTF-8; convert it with 'iconv -f UTF-16 -t UTF-8'");
  }
  separator_ = separator ? *separator : guess_separator(start.substr(row_begin_), at_end_);
  for (const char character : {separator_, '\n', '\r', '"', '\0'}) {
    ends_plain_field_[static_cast<unsigned char>(character)] = true;
  }
}

bool CsvReader::next() {
  do {
    if (!read_row()) return false;
  } while (is_empty_line());
  if (empty_line_ != 0) {
    refuse("line " + std::to_string(empty_line_) +
           " is empty; expected empty lines at the end alone; remove it, or write NA for a missing "
           "value");
  }
  check_width();
  halve_quotes();
  return true;
}

bool CsvReader::read_row() {
  row_begin_ = row_end_;
  line_ = next_line_;
  if (row_begin_ == end_ && !at_end_) fill();
  if (row_begin_ == end_) return false;
  while (!scan_row()) fill();
  next_line_ = line_ + lines_in_row_ + 1;
  if (width_ > 0 && empty_line_ == 0 && is_empty_line()) empty_line_ = line_;
  return true;
}

bool CsvReader::is_empty_line() const { return is_line_end(bytes_[row_begin_]); }

void CsvReader::check_width() {
  if (width_ == 0) {
    width_ = fields_.size();
    first_line_ = line_;
  }
  if (fields_.size() == width_) return;
  refuse("line " + std::to_string(line_) + " has " + fields_text(fields_.size()) + "; expected " +
         std::to_string(width_) + ", as in line " + std::to_string(first_line_) + ", with " +
         separator_text(separator_) +
         " between them; put fields that hold it in quotes, or name another separator");
}

bool CsvReader::scan_row() {
  fields_.clear();
  with_doubled_quotes_.clear();
  lines_in_row_ = 0;
  std::size_t at = row_begin_;
  while (true) {
    at = bytes_[at] == '"' ? scan_quoted_field(at) : scan_plain_field(at);
    if (at == end_ && !at_end_) return false;
    if (fields_.size() > kMostColumns) {
      refuse_here("has more than " + std::to_string(kMostColumns) +
                  " fields; expected at most as many; cut the table into several");
    }
    if (at == end_ || bytes_[at] != separator_) break;
    ++at;
  }
  if (at < end_ && bytes_[at] == '\r') {
    // A LF behind it belongs to it, and may not have been read yet.
    if (at + 1 == end_ && !at_end_) return false;
    if (bytes_[at + 1] == '\n') ++at;
  }
  row_end_ = std::min(at + 1, end_);
  return true;
}

std::size_t CsvReader::scan_plain_field(std::size_t begin) {
  std::size_t end = begin;
  while (!ends_plain_field_[static_cast<unsigned char>(bytes_[end])]) ++end;
  if (end < end_ && bytes_[end] == '\0') refuse_nul();
  if (end < end_ && bytes_[end] == '"') {
    refuse_here("has a quote within field " + std::to_string(fields_.size() + 1) +
                "; expected fields with quotes in them to begin and end with one, and quotes "
                "inside to be doubled; mend it");
  }
  const std::size_t after = end;
  while (begin < end && is_blank(bytes_[begin])) ++begin;
  while (begin < end && is_blank(bytes_[end - 1])) --end;
  add_field(begin, end);
  return after;
}

std::size_t CsvReader::scan_quoted_field(std::size_t begin) {
  const std::size_t closing = find_closing_quote(begin + 1);
  // The byte behind it tells whether the quote is doubled.
  if (closing == end_ || (closing + 1 == end_ && !at_end_)) return end_;
  look_into_quotes(begin + 1, closing);
  add_field(begin + 1, closing);
  const std::size_t after = closing + 1;
  if (after < end_ && bytes_[after] != separator_ && !is_line_end(bytes_[after])) {
    refuse_here("goes on behind the closing quote of field " + std::to_string(fields_.size()) +
                "; expected " + separator_text(separator_) +
                " or the end of the line; double the quotes inside a field");
  }
  return after;
}

std::size_t CsvReader::find_closing_quote(std::size_t begin) {
  while (true) {
    const void* found = std::memchr(bytes_ + begin, '"', end_ - begin);
    if (found == nullptr) {
      if (!at_end_) return end_;
      refuse_here("opens a quote in field " + std::to_string(fields_.size() + 1) +
                  " that nothing closes; expected a quote at the end of the field; add it");
    }
    const auto closing = static_cast<std::size_t>(static_cast<const char*>(found) - bytes_);
    if (closing + 1 == end_ || bytes_[closing + 1] != '"') return closing;
    if (with_doubled_quotes_.empty() || with_doubled_quotes_.back() != fields_.size()) {
      with_doubled_quotes_.push_back(fields_.size());
    }
    begin = closing + 2;
  }
}

void CsvReader::look_into_quotes(std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    const char character = bytes_[i];
    if (character == '\0') refuse_nul();
    // Of CRLF, the LF counts.
    if (character == '\n' || (character == '\r' && bytes_[i + 1] != '\n')) ++lines_in_row_;
  }
}

void CsvReader::add_field(std::size_t begin, std::size_t end) {
  fields_.emplace_back(bytes_ + begin, end - begin);
}

// Of each two quotes that follow one another, one stays.
void CsvReader::halve_quotes() {
  for (const std::size_t index : with_doubled_quotes_) {
    std::string_view& field = fields_[index];
    char* const begin = bytes_ + (field.data() - bytes_);
    char* to = begin;
    for (const char* from = begin; from < begin + field.size(); ++from) {
      *to++ = *from;
      if (*from == '"') ++from;
    }
    field = {begin, static_cast<std::size_t>(to - begin)};
  }
}

void CsvReader::fill() {
  const std::size_t kept = end_ - row_begin_;
  if (kept > kLongestRow) {
    refuse_here("begins a row of more than " + std::to_string(kLongestRow) +
                " bytes; expected shorter rows; look for a quote that is not closed");
  }
  // One byte more, for the NUL behind the end.
  const std::size_t wanted = std::min(std::max(kFirstBuffer, 2 * kept), kLongestRow + 1) + 1;
  if (buffer_.size() < wanted) {
    base::ByteBuffer larger(wanted);
    char* bytes = reinterpret_cast<char*>(larger.bytes().data());
    if (kept > 0) std::memcpy(bytes, bytes_ + row_begin_, kept);
    buffer_ = std::move(larger);
    bytes_ = bytes;
  } else {
    std::memmove(bytes_, bytes_ + row_begin_, kept);
  }
  row_end_ -= row_begin_;
  row_begin_ = 0;
  const std::size_t room = buffer_.size() - 1 - kept;
  const std::size_t count = source_.read({bytes_ + kept, room});
  end_ = kept + count;
  at_end_ = count < room;
  bytes_[end_] = '\0';
}

void CsvReader::refuse(const std::string& message) const {
  throw Error(ErrorCode::bad_file, "csv", file() + " " + message);
}

void CsvReader::refuse_here(const std::string& message) const {
  refuse("line " + std::to_string(line_ + lines_in_row_) + " " + message);
}

void CsvReader::refuse_nul() const {
  refuse_here(
      "holds a NUL byte; expected text in UTF-8; convert UTF-16 with 'iconv -f UTF-16 -t UTF-8', "
      "or name a CSV file");
}

}  // namespace hourglass::data
