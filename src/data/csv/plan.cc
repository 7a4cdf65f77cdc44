// SPDX-License-Identifier: MIT
#include "data/csv/plan.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/nearest_name.h"
#include "base/quote.h"
#include "data/csv/header.h"
#include "data/csv/schema.h"
#include "hourglass/error.h"

namespace hourglass::data {
namespace {

enum class Role { feature, label, ignored };

[[noreturn]] void refuse_option(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, "csv", message);
}

// The number of a column as users count, or 0.
std::size_t parse_column_number(std::string_view text, std::size_t columns) {
  std::size_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = result.ec == std::errc() && result.ptr == text.data() + text.size();
  return whole && number <= columns ? number : 0;
}

std::size_t find_column(const CsvReader& reader, const std::vector<std::string>& names,
                        std::string_view option, const std::string& wanted) {
  const auto found = std::find(names.begin(), names.end(), wanted);
  if (found != names.end() && !wanted.empty()) {
    return static_cast<std::size_t>(found - names.begin());
  }
  if (const std::size_t number = parse_column_number(wanted, names.size())) return number - 1;
  std::string message = std::string(option) + " names " + base::quote_excerpt(wanted) +
                        ", which is no column of " + reader.file() + "; expected one of " +
                        base::quote_list(names) + ", or a number from 1 to " +
                        std::to_string(names.size());
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string_view nearest = base::nearest_name(wanted, known);
  message += nearest.empty() ? "; see the first line of the file"
                             : "; did you mean " + base::quote_excerpt(nearest) + "?";
  refuse_option(message);
}

// What each column of a file is, found by the options that name it.
class RoleTable {
 public:
  RoleTable(const CsvReader& reader, const std::vector<std::string>& names, Role role)
      : reader_(reader), names_(names), roles_(names.size(), role), options_(names.size()) {}

  Role role(std::size_t column) const { return roles_[column]; }
  bool is_assigned(std::size_t column) const { return options_[column] != nullptr; }

  std::size_t assign(const char* option, const std::string& wanted, Role role) {
    const std::size_t column = find_column(reader_, names_, option, wanted);
    assign(option, column, role);
    return column;
  }

  void assign(const char* option, std::size_t column, Role role) {
    const char* other = options_[column];
    if (other != nullptr && roles_[column] != role) {
      refuse_option(std::string(option) + " and " + other + " both name column " +
                    base::quote_excerpt(names_[column]) + " of " + reader_.file() +
                    "; expected it in one of them; leave it out of the other");
    }
    roles_[column] = role;
    options_[column] = option;
  }

 private:
  const CsvReader& reader_;
  const std::vector<std::string>& names_;
  std::vector<Role> roles_;
  std::vector<const char*> options_;  // that gave a column its role
};

TablePlan plan_fitting(const CsvReader& reader, const std::vector<std::string>& names,
                       const TableOptions& options) {
  RoleTable roles(reader, names, options.columns.empty() ? Role::feature : Role::ignored);
  TablePlan plan;
  for (const std::string& wanted : options.columns) roles.assign("columns", wanted, Role::feature);
  for (const std::string& wanted : options.drop) roles.assign("drop", wanted, Role::ignored);
  if (options.label) {
    plan.label = roles.assign("label", *options.label, Role::label);
    plan.schema.label = plan.label_name = names[*plan.label];
  }
  std::vector<bool> is_category(names.size());
  for (const std::string& wanted : options.categories) {
    const std::size_t column = find_column(reader, names, "categories", wanted);
    if (roles.role(column) != Role::feature) {
      refuse_option("categories names column " + base::quote_excerpt(names[column]) + " of " +
                    reader.file() + ", which is not a feature; expected features; leave it out");
    }
    is_category[column] = true;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (roles.role(i) == Role::ignored) plan.schema.ignored.push_back(names[i]);
    if (roles.role(i) != Role::feature) continue;
    if (names[i].empty()) {
      reader.refuse("has no name for column " + std::to_string(i + 1) +
                    ", which is often a count of the rows; expected a name; name it, or drop "
                    "column " +
                    std::to_string(i + 1));
    }
    plan.features.push_back(i);
    plan.is_category.push_back(is_category[i]);
    plan.schema.columns.emplace_back().name = names[i];
  }
  if (plan.features.empty()) {
    refuse_option("no column of " + reader.file() +
                  " is left; expected at least one that is a feature; drop fewer");
  }
  return plan;
}

void check_schema_options(const CsvReader& reader, bool header, const TableOptions& options) {
  if (!options.columns.empty() || !options.categories.empty()) {
    refuse_option(std::string(options.columns.empty() ? "categories" : "columns") +
                  " and schema are both given for " + reader.file() +
                  "; expected one of them, as the schema says what each column is; leave the other "
                  "out");
  }
  if (options.schema->header == header) return;
  reader.refuse(header ? "begins with a line of names; expected values at once, as in the "
                         "training file; remove that line"
                       : "begins with values; expected a line of names, as in the training file; "
                         "add it");
}

// "lacks 'age' and has 'agee'", or nothing.
std::string describe_difference(const std::vector<std::string>& lacking,
                                const std::vector<std::string>& foreign) {
  std::string text;
  if (!lacking.empty()) text = "lacks " + base::quote_list(lacking);
  if (!foreign.empty()) text += (text.empty() ? "has " : " and has ") + base::quote_list(foreign);
  return text;
}

// Of all columns, those that neither the schema nor an option accounts for.
std::vector<std::string> find_foreign(const std::vector<std::string>& names, const RoleTable& roles,
                                      const TableSchema& schema) {
  const std::unordered_set<std::string_view> ignored(schema.ignored.begin(), schema.ignored.end());
  std::vector<std::string> foreign;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool known =
        roles.is_assigned(i) || names[i] == schema.label || ignored.contains(names[i]);
    if (!known) foreign.push_back(names[i]);
  }
  return foreign;
}

TablePlan plan_by_schema(const CsvReader& reader, const std::vector<std::string>& names,
                         const TableOptions& options) {
  const TableSchema& schema = *options.schema;
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < names.size(); ++i) places.emplace(names[i], i);
  RoleTable roles(reader, names, Role::ignored);
  TablePlan plan;
  plan.schema = schema;
  plan.is_fitted = true;
  std::vector<std::string> lacking;
  for (const TableColumn& column : schema.columns) {
    const auto place = places.find(column.name);
    if (place == places.end()) {
      lacking.push_back(column.name);
      continue;
    }
    plan.features.push_back(place->second);
    plan.is_category.push_back(column.kind == ColumnKind::category);
    roles.assign("schema", place->second, Role::feature);
  }
  for (const std::string& wanted : options.drop) roles.assign("drop", wanted, Role::ignored);
  if (options.label) {
    plan.label = roles.assign("label", *options.label, Role::label);
  } else if (const auto place = schema.label ? places.find(*schema.label) : places.end();
             place != places.end() && !roles.is_assigned(place->second)) {
    plan.label = place->second;
    roles.assign("schema", place->second, Role::label);
  }
  if (plan.label) plan.label_name = names[*plan.label];
  const std::string difference = describe_difference(lacking, find_foreign(names, roles, schema));
  if (!difference.empty()) {
    reader.refuse(difference +
                  "; expected the columns of the training file; rename columns, or "
                  "drop what is too much");
  }
  return plan;
}

}  // namespace

TablePlan plan_table(const CsvReader& reader, const std::vector<std::string>& names, bool header,
                     const TableOptions& options) {
  if (options.schema) {
    check_schema(*options.schema);
    check_schema_options(reader, header, options);
    return plan_by_schema(reader, names, options);
  }
  TablePlan plan = plan_fitting(reader, names, options);
  plan.schema.header = header;
  return plan;
}

}  // namespace hourglass::data
