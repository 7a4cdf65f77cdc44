// SPDX-License-Identifier: MIT
#include <string>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "data/csv/byte_source.h"
#include "data/csv/header.h"
#include "data/csv/plan.h"
#include "data/csv/reader.h"
#include "data/csv/table_builder.h"
#include "hourglass/error.h"
#include "hourglass/tables.h"

namespace hourglass {
namespace {

void check_separator(std::optional<char> separator) {
  constexpr std::string_view kSeparators = ",;\t|";
  if (!separator || kSeparators.find(*separator) != std::string_view::npos) return;
  throw Error(ErrorCode::invalid_argument, "csv",
              "the separator " + base::quote(std::string_view(&*separator, 1)) +
                  " is given; expected ',', ';', '|' or a tab; choose one of them");
}

// Which it is follows from the option, from the schema, or from the rows themselves.
bool has_header(const data::CsvReader& reader, const TableOptions& options,
                std::span<const std::string> first, std::span<const std::string_view> second) {
  if (options.header) return *options.header;
  if (options.schema) return options.schema->header;
  return data::guess_header(reader, first, second);
}

LoadedTable load(data::ByteSource& source, const TableOptions& options) {
  check_separator(options.separator);
  data::CsvReader reader(source, options.separator);
  if (!reader.next()) {
    reader.refuse("has no rows; expected CSV, a table as text; see whether it is the right file");
  }
  std::vector<std::string> first(reader.fields().begin(), reader.fields().end());
  const std::int64_t first_line = reader.line();
  const bool has_second = reader.next();
  const auto second = has_second ? reader.fields() : std::span<const std::string_view>();

  const bool header = has_header(reader, options, first, second);
  std::vector<std::string> kept_row;
  if (!header) kept_row = first;
  const std::vector<std::string> names = data::column_names(reader, std::move(first), header);
  data::TableBuilder table(reader, data::plan_table(reader, names, header, options),
                           options.missing);
  if (!header) {
    table.add(std::vector<std::string_view>(kept_row.begin(), kept_row.end()), first_line);
  }
  for (bool has_row = has_second; has_row; has_row = reader.next()) {
    table.add(reader.fields(), reader.line());
  }
  return table.finish();
}

}  // namespace

LoadedTable load_csv(const std::filesystem::path& file, const TableOptions& options) {
  return load(*data::open_file(file), options);
}

LoadedTable load_csv(std::istream& stream, const std::string& name, const TableOptions& options) {
  data::StreamSource source(stream, name);
  return load(source, options);
}

}  // namespace hourglass
