// SPDX-License-Identifier: MIT
// Data as reports want them.
#pragma once

#include <string>

#include "cli/model_data.h"
#include "hourglass/load_data.h"
#include "report/subject.h"

namespace hourglass::cli {

// Of data that come in two parts, the first is for fitting and the second is shown; of others all
// are both.
report::Subject make_subject(LoadedData loaded, const std::string& name, double white, int threads);

// Labels of the samples that are shown, from an IDX or .npy file of their own, in place of those
// that came with the data. Throws as the readers do; shape_mismatch unless there is one a sample.
void take_labels(report::Subject& subject, const std::string& file);

}  // namespace hourglass::cli
