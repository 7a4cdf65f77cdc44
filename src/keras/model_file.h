// SPDX-License-Identifier: MIT
// A model with what the program keeps beside it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "formats/json.h"
#include "hourglass/model.h"

namespace hourglass::keras {

struct ModelFile {
  Model model;
  // What Hourglass keeps for itself, such as the columns of a table, in metadata.json, which Keras
  // never reads (keras/src/saving/saving_lib.py). null where the file has none.
  formats::Json notes = {};
};

// As the public load() and save(). Members that are not Keras's are left alone.
ModelFile read_model_file(const std::filesystem::path& path);
void write_model_file(const std::filesystem::path& path, const Model& model,
                      const formats::OrderedJson& notes);

// As model_from_json(), of a file. Throws io as well.
Model read_description_file(const std::filesystem::path& path, std::uint64_t seed);

// Replaces or adds one of the notes of a .keras file; everything else in it stays byte for byte,
// also what Hourglass cannot read. Throws io; bad_file for what is damaged or no .keras file.
void set_note(const std::filesystem::path& path, const std::string& name,
              const formats::Json& value);

}  // namespace hourglass::keras
