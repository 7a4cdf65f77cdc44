// SPDX-License-Identifier: MIT
// The recipe `table`: an autoencoder that finds anomalies in tables, with settings taken from the
// table's size. docs/tables.md says how they were chosen and how well they do.
//
// The network: while it trains, half of a row's numbers are hidden from it, another half each time,
// and it has to find them from the others. So it learns how columns hang together, not to copy,
// and its code may be wider than the table. Rows that do not hang together as the rest do are
// reconstructed badly: reconstruction_errors (scores.h) are their scores.
#pragma once

#include <cstdint>

#include "hourglass/autoencoder.h"
#include "hourglass/model.h"

namespace hourglass {

struct TableRecipe {
  std::int64_t features = 0;  // numbers in a row
  std::int64_t units = 0;     // of the one hidden layer, which is the code
  float hidden_share = 0;     // of a row's numbers, hidden while it trains
  bool tied_weights = false;  // the decoder's kernel is the encoder's, transposed
  std::int64_t epochs = 0;
  std::int64_t batch_size = 0;
  CompileOptions compile;
};

// For a table of `rows` samples of `features` numbers. Epochs are as many as make a thousand steps,
// at least one. Throws invalid_argument unless both are at least 1.
TableRecipe table_recipe(std::int64_t rows, std::int64_t features);

// The network, with fresh weights from `seed`, not yet compiled. It takes and gives rows [features]
// of scaled numbers: each column has its mean taken away and is divided by its standard deviation,
// as add_scaling(..., ScaleKind::standard, ...) of scaling.h does it.
Autoencoder build_table_autoencoder(const TableRecipe& recipe, std::uint64_t seed = 0);

}  // namespace hourglass
