// SPDX-License-Identifier: MIT
// Blocks of words and numbers. Here as in every block all text is plain: it is shown as it is,
// whatever it holds.
#pragma once

#include <string>
#include <vector>

namespace hourglass::page {

struct Paragraph {
  std::string text = {};
};

// Below a section's title: the part that follows.
struct Heading {
  std::string text = {};
};

// What somebody says, which the blocks after it are to show.
struct Claim {
  std::string text = {};
  std::string source = {};  // who says so; may be empty
};

struct KeyNumber {
  std::string value = {};  // as it is to be read: "0.0107", "12 times"
  std::string label = {};
  std::string note = {};  // may be empty
};

struct KeyNumbers {
  std::vector<KeyNumber> numbers = {};
};

struct Column {
  std::string title = {};
  bool numeric = false;  // digits below digits
};

struct Table {
  std::string caption = {};
  std::vector<Column> columns = {};
  std::vector<std::vector<std::string>> rows = {};  // a cell a column; the first names the row
};

}  // namespace hourglass::page
