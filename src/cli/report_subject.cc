// SPDX-License-Identifier: MIT
#include "cli/report_subject.h"

#include <algorithm>
#include <utility>

#include "base/quote.h"
#include "cli/label_names.h"
#include "cli/tensor_output.h"
#include "data/loaders.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

// Each part of a data set numbers the labels that it has. Makes `more` use the numbers of `labels`,
// which gets the names that only `more` has.
void unite(Labels& labels, Labels& more) {
  std::vector<std::int32_t> renumbered;
  for (const std::string& name : more.names) {
    const auto found = std::find(labels.names.begin(), labels.names.end(), name);
    renumbered.push_back(static_cast<std::int32_t>(found - labels.names.begin()));
    if (found == labels.names.end()) labels.names.push_back(name);
  }
  for (std::int32_t& index : more.indices) index = renumbered[static_cast<std::size_t>(index)];
}

}  // namespace

report::Subject make_subject(LoadedData loaded, const std::string& name, double white,
                             int threads) {
  const Shape shape = loaded.samples.shape();
  const Dataset test = loaded.test ? loaded.test->samples : loaded.samples;
  if (loaded.test) unite(loaded.labels, loaded.test->labels);
  const Labels& test_labels = loaded.test ? loaded.test->labels : loaded.labels;
  report::Subject subject = {.data_name = name,
                             .train = loaded.samples.reshape({shape.size()}),
                             .test = test.reshape({shape.size()}),
                             .label_names = label_names(name, loaded.labels.names),
                             .train_labels = loaded.labels.indices,
                             .test_labels = test_labels.indices,
                             .image_shape = std::nullopt,
                             .white = white,
                             .threads = threads};
  subject.held_out = loaded.test.has_value();
  if (loaded.schema) {
    subject.columns = loaded.schema->feature_names();
    subject.row_numbers = numbers_of_rows(subject.test.size(), loaded.dropped_rows);
  } else {
    subject.image_shape = image_shape(shape);
  }
  return subject;
}

void take_labels(report::Subject& subject, const std::string& file) {
  const Labels labels = data::load_labels(file);
  const std::int64_t count = std::ssize(labels.indices);
  if (count != subject.test.size()) {
    throw Error(ErrorCode::shape_mismatch, "--labels",
                base::quote(file) + " has " + std::to_string(count) + " labels; expected " +
                    std::to_string(subject.test.size()) + ", one for each " + subject.noun() +
                    " that is shown; name the file that belongs to them");
  }
  subject.label_names = label_names(subject.data_name, labels.names);
  subject.test_labels = labels.indices;
  subject.train_labels = subject.held_out ? std::vector<std::int32_t>() : labels.indices;
}

}  // namespace hourglass::cli
