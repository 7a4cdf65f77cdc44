// SPDX-License-Identifier: MIT
// Data as a model takes it: read as the training's was, and shaped as the input is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/cli11_fwd.h"
#include "cli/data_arguments.h"
#include "cli/model_argument.h"

namespace hourglass::cli {

// As typed. An argument that was not given is empty.
struct ModelDataArguments {
  DataArguments data;
  Given part;
};

void declare_model_data_arguments(CLI::App& command, ModelDataArguments& arguments);

void add_part(CLI::App& command, Given& given);
enum class DataPart { train, test };
// The test part unless given. Throws invalid_argument for what is neither.
DataPart parse_part(const Given& given);

struct ModelDataSettings {
  DataSettings data;
  DataPart part = DataPart::test;  // of data that comes in two
};

// Throws invalid_argument for missing and wrong arguments.
ModelDataSettings parse_model_data_arguments(const ModelDataArguments& arguments);

// A file that is named is meant as it is, without the other part that may lie beside it.
bool names_one_file(const std::string& name);

// Leaves nothing but that part of data that comes in two.
void take_part(LoadedData& loaded, const std::string& name, DataPart part);

// Windows as the model was trained on, where nothing else is asked for; `input` is what it takes.
// Throws invalid_argument, naming the file, for windows of another length.
void take_windows(DataSettings& data, const ModelNotes& notes, const Shape& input,
                  const std::string& path);

// Where each of the `rows` that are left stood in a table, counting from 1.
std::vector<std::int64_t> numbers_of_rows(std::int64_t rows,
                                          const std::vector<std::int64_t>& dropped);

struct ModelData {
  Dataset samples;  // as the model takes them
  Shape shape;      // as they were
  Labels labels;
  std::vector<std::string> files;          // of a folder of pictures: one a sample
  std::vector<std::int64_t> row_numbers;   // where each sample stood, or a window's first row did,
                                           // counting from 1
  std::optional<TableSchema> schema = {};  // of a table
  double white = 1;                        // what is bright in pictures: 1, or 255 for bytes
};

// Reads data for `model`, which is the one in the file or a part of it. Throws as load_data;
// shape_mismatch, naming both shapes, if it does not fit the input.
ModelData load_model_data(const ModelDataSettings& settings, const OpenedModel& file,
                          const Model& model);
// The same for data that is not what the model was trained with, such as codes.
ModelData load_plain_data(const ModelDataSettings& settings, const OpenedModel& file,
                          const Model& model);

}  // namespace hourglass::cli
