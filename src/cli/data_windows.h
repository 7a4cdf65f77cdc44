// SPDX-License-Identifier: MIT
// --window and --stride: rows that become windows.
#pragma once

#include "cli/data_arguments.h"

namespace hourglass::cli {

// The windows of the rows that were read, if there are to be any. A window has the label, of those
// that its rows have, that the fewest rows of the data, both parts of it, have: with an anomaly
// among them it is one. Samples that a model of windows takes as they are stay so, and the
// settings' window is taken back. Throws shape_mismatch, naming the data, for what cannot be cut.
void make_windows(LoadedData& loaded, DataSettings& settings);

}  // namespace hourglass::cli
