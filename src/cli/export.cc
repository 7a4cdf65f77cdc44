// SPDX-License-Identifier: MIT
// hourglass export: a model for other programs.
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "base/atomic_file.h"
#include "base/output_folder.h"
#include "base/quote.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/model_argument.h"
#include "hourglass/error.h"
#include "hourglass/onnx.h"

namespace hourglass::cli {
namespace {

namespace fs = std::filesystem;

struct ExportArguments {
  Given model, split, onnx;
  bool json = false;
  bool quiet = false;
};

struct OnnxFile {
  std::string name;
  std::vector<std::byte> bytes;
};

// The three parts, or the model alone if no layer is named and there is none to split it at.
std::vector<OnnxFile> make_onnx_files(const OpenedModel& file, const Given& split) {
  const auto parts = split.empty() ? try_to_split(file.model) : split_model(file, split);
  if (!parts) return {{"model.onnx", to_onnx(file.model)}};
  return {{"encoder.onnx", to_onnx(parts->encoder)},
          {"decoder.onnx", to_onnx(parts->decoder)},
          {"autoencoder.onnx", to_onnx(parts->autoencoder)}};
}

// Everything is made before the first file is written, so that little can go wrong in between.
void write_onnx_files(const fs::path& path, const std::vector<OnnxFile>& files) {
  const base::OutputFolder folder("--onnx", path);
  std::error_code ignored;
  std::vector<fs::path> added;
  try {
    for (const OnnxFile& file : files) base::check_writable(path / file.name);
    for (const OnnxFile& file : files) {
      if (!fs::exists(path / file.name, ignored)) added.push_back(path / file.name);
      base::write_file_atomically(path / file.name, file.bytes);
    }
  } catch (const Error&) {
    for (const fs::path& file : added) fs::remove(file, ignored);
    throw;
  }
}

int run_export(const ExportArguments& arguments, Output& output) {
  const std::string path = parse_model_path(arguments.model);
  const auto folder = single("--onnx", arguments.onnx);
  if (!folder) {
    throw Error(ErrorCode::invalid_argument, "--onnx",
                "is missing; expected the folder to write to; add for instance --onnx onnx/");
  }
  const std::vector<OnnxFile> files = make_onnx_files(open_model(path), arguments.split);
  write_onnx_files(*folder, files);
  const bool is_split = files.size() > 1;
  if (arguments.json) {
    nlohmann::ordered_json json = {{"split", is_split}, {"files", nlohmann::ordered_json::array()}};
    for (const OnnxFile& file : files) {
      json["files"].push_back(
          {{"path", (fs::path(*folder) / file.name).native()}, {"bytes", file.bytes.size()}});
    }
    output.write(json_text(json));
  } else if (!arguments.quiet) {
    std::string text;
    for (const OnnxFile& file : files)
      text += base::quote_path(fs::path(*folder) / file.name) + "\n";
    if (!is_split) text += "no layer is a code between encoder and decoder: one file\n";
    output.write(text);
  }
  return kSuccess;
}

}  // namespace

Command add_export(CLI::App& program) {
  CLI::App* command =
      add_command(program, "export", "Write a model as ONNX files",
                  "  hourglass export model.keras --onnx onnx/\n"
                  "  hourglass export model.keras --split bottleneck --onnx onnx/ --json");
  auto arguments = std::make_shared<ExportArguments>();
  add_model(*command, arguments->model);
  add_value(*command, "--onnx", arguments->onnx, "DIR",
            "Write encoder.onnx, decoder.onnx and autoencoder.onnx to this folder; model.onnx of a "
            "model that has no code");
  add_split(*command, arguments->split);
  add_flag(*command, "--json", arguments->json, "Print what was written as JSON");
  add_flag(*command, "--quiet", arguments->quiet, "Print nothing but errors");
  return {command, [arguments](Output& output) { return run_export(*arguments, output); }};
}

}  // namespace hourglass::cli
