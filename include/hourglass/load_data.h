// SPDX-License-Identifier: MIT
// One front door for data of every format.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hourglass/dataset.h"
#include "hourglass/image_folder.h"
#include "hourglass/labels.h"
#include "hourglass/size2d.h"
#include "hourglass/tables.h"

namespace hourglass {

// The options of every format. One that does not apply to the data is refused by its name, but for
// those said to be of no use then.
struct LoadOptions {
  // NPZ: the array that holds the samples; X, x or the only one with two dimensions or more unless
  // given. `label` is the array that holds the labels.
  std::optional<std::string> array = {};

  // CSV: see TableOptions.
  std::vector<std::string> columns = {};
  std::vector<std::string> drop = {};
  std::vector<std::string> categories = {};
  std::optional<std::string> label = {};
  std::optional<bool> header = {};
  std::optional<char> separator = {};
  Missing missing = MissingKind::refuse;

  // Folders of pictures: see ImageFolderOptions.
  std::optional<Size2D> size = {};
  bool gray = false;
  std::optional<Colour> background = {};

  // What whoever reads for a model knows of it; data of another kind have no use for it.
  std::optional<TableSchema> schema = {};  // CSV: the columns, as they were read before
  bool scale_bytes = true;                 // whether bytes become [0, 1]

  std::vector<std::filesystem::path> data_dirs = {};  // where names are looked up, in order
};

struct LoadedData {
  Dataset samples;
  Labels labels;                                // empty where there are none
  std::optional<LabelledSamples> test = {};     // of data sets that come in two parts
  std::optional<TableSchema> schema = {};       // of a table
  std::vector<std::string> files = {};          // of a folder of pictures: one a sample
  std::vector<std::int64_t> dropped_rows = {};  // of a table, left out for missing values
};

// Loads data by name or path, whatever it is:
//   a name ("fashion-mnist", "mnist"), a folder of MNIST's files, an IDX file   load_images
//   a folder of PNG and JPEG pictures, or of one folder a label                 load_image_folder
//   an array, *.npy                                                             load_npy
//   arrays, *.npz; FILE.npz:ARRAY names one of them                             load_npz
//   a table: *.csv, *.tsv, *.txt, *.data, with or without .gz                   load_csv
// What a file is follows from its first bytes where its format has a mark, else from its name.
// Arrays of images, [samples, height, width], get a channel. Throws as these do; invalid_argument,
// listing what is accepted, for what is none of them; bad_file if an NPZ file has not as many
// labels as samples,
// or if data that are read into memory hold a number that is not finite.
LoadedData load_data(std::string_view name_or_path, const LoadOptions& options = {});
// A table from a stream, read once and to its end; `name` is for messages.
LoadedData load_data(std::istream& stream, const std::string& name,
                     const LoadOptions& options = {});

}  // namespace hourglass
