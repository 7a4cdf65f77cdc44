// SPDX-License-Identifier: MIT
#include <charconv>
#include <ostream>
#include <string>

#include "base/atomic_file.h"
#include "data/csv/write_field.h"
#include "hourglass/error.h"
#include "hourglass/tables.h"

namespace hourglass {
namespace {

void check_names(const Tensor& samples, std::size_t names) {
  const auto numbers = static_cast<std::size_t>(samples.shape().size());
  if (names == numbers) return;
  throw Error(ErrorCode::shape_mismatch, "csv",
              std::to_string(names) + " names given; expected " + std::to_string(numbers) +
                  ", as samples of shape " + samples.shape().to_string() +
                  " have; give a name for each number");
}

void append_number(std::string& text, float number) {
  char digits[32];  // the longest float32 takes 15
  const auto result = std::to_chars(digits, digits + sizeof digits, number);
  text.append(digits, result.ptr);
}

std::string header_line(std::span<const std::string> names) {
  std::string line;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) line += ',';
    data::append_csv_field(line, names[i]);
  }
  return line + '\n';
}

// Appends the line of one sample.
void append_sample(std::string& text, std::span<const float> sample) {
  for (std::size_t i = 0; i < sample.size(); ++i) {
    if (i > 0) text += ',';
    append_number(text, sample[i]);
  }
  text += '\n';
}

}  // namespace

void save_csv(const std::filesystem::path& file, const Tensor& samples,
              std::span<const std::string> names) {
  check_names(samples, names.size());
  std::string text = header_line(names);
  for (std::int64_t i = 0; i < samples.batch(); ++i) append_sample(text, samples.sample(i));
  base::write_file_atomically(file, text);
}

void save_csv(std::ostream& stream, const Tensor& samples, std::span<const std::string> names) {
  check_names(samples, names.size());
  stream << header_line(names);
  std::string line;
  for (std::int64_t i = 0; i < samples.batch() && stream; ++i) {
    line.clear();
    append_sample(line, samples.sample(i));
    stream << line;
  }
  if (stream.flush()) return;
  throw Error(ErrorCode::io, "csv",
              "the output cannot be written; expected a stream that takes text; look for a full "
              "disk or a closed pipe");
}

}  // namespace hourglass
