// SPDX-License-Identifier: MIT
// The first two bytes choose the options, the rest is the table. What is read can be read again by
// its own schema, and what is written is read back the same.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>

#include "fuzz/fuzz.h"
#include "hourglass/tables.h"

using namespace hourglass;

namespace {

TableOptions options_of(unsigned first, unsigned second) {
  TableOptions options;
  constexpr MissingKind kMissing[] = {MissingKind::refuse, MissingKind::drop, MissingKind::mean};
  options.missing = kMissing[first % 3];
  if (first & 0x10U) options.header = (first & 0x20U) != 0;
  if (first & 0x40U) options.separator = ",;\t|"[second % 4];
  if (second & 0x10U) options.label = "1";
  if (second & 0x20U) options.drop = {"2"};
  if (second & 0x40U) options.categories = {"3"};
  return options;
}

LoadedTable load(const std::string& text, const TableOptions& options) {
  std::istringstream stream(text);
  return load_csv(stream, "input", options);
}

bool same(const Tensor& a, const Tensor& b) {
  return std::equal(a.values().begin(), a.values().end(), b.values().begin(), b.values().end());
}

void read_again(const std::string& text, const LoadedTable& table, TableOptions options) {
  const Tensor samples = table.samples.read(0, table.samples.size());
  fuzz::expect(samples.shape().size() == table.schema.num_features());
  options.schema = table.schema;
  options.categories = {};
  const LoadedTable again = load(text, options);
  fuzz::expect(same(samples, again.samples.read(0, again.samples.size())));
  fuzz::expect(table.labels.indices == again.labels.indices);
}

void write_and_read(const Tensor& samples) {
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < samples.shape().size(); ++i) names.push_back(std::to_string(i));
  std::ostringstream written;
  save_csv(written, samples, names);
  const LoadedTable copy = load(written.str(), {.header = true});
  fuzz::expect(same(samples, copy.samples.read(0, copy.samples.size())));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const TableOptions options = options_of(data[0], data[1]);
  std::optional<LoadedTable> table;
  try {
    table = load(text, options);
  } catch (const Error& error) {
    // Or options name columns which are not there.
    fuzz::expect(error.code() == ErrorCode::bad_file ||
                 error.code() == ErrorCode::invalid_argument);
    return 0;
  }
  read_again(text, *table, options);
  write_and_read(table->samples.read(0, table->samples.size()));
  return 0;
}
