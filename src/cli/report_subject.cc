// SPDX-License-Identifier: MIT
#include "cli/report_subject.h"

#include <utility>

#include "cli/label_names.h"
#include "cli/tensor_output.h"

namespace hourglass::cli {

report::Subject make_subject(LoadedData loaded, const std::string& name, double white,
                             int threads) {
  const Shape shape = loaded.samples.shape();
  const Dataset test = loaded.test ? loaded.test->samples : loaded.samples;
  const Labels& test_labels = loaded.test ? loaded.test->labels : loaded.labels;
  report::Subject subject = {.data_name = name,
                             .train = loaded.samples.reshape({shape.size()}),
                             .test = test.reshape({shape.size()}),
                             .label_names = label_names(name, test_labels.names),
                             .train_labels = loaded.labels.indices,
                             .test_labels = test_labels.indices,
                             .image_shape = std::nullopt,
                             .white = white,
                             .threads = threads};
  if (loaded.schema) {
    subject.columns = loaded.schema->feature_names();
  } else {
    subject.image_shape = image_shape(shape);
  }
  return subject;
}

}  // namespace hourglass::cli
