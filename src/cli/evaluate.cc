// SPDX-License-Identifier: MIT
// hourglass evaluate: how well a model reconstructs data.
#include <memory>
#include <string>
#include <utility>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/compute_arguments.h"
#include "cli/denoising_quality.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/model_corruption.h"
#include "cli/model_data.h"
#include "cli/reconstruction_quality.h"
#include "cli/text.h"
#include "train/model_base.h"

namespace hourglass::cli {
namespace {

struct EvaluateArguments {
  Given model;
  ModelDataArguments data;
  ModelCorruptionArguments corruption;
  ComputeArguments compute;
  bool json = false;
};

// What becomes of corrupted samples. `is_picture` if decibels tell something.
Logs measure_denoising(const OpenedModel& file, const ModelData& data,
                       const CorruptionKind& corruption, std::uint64_t seed, bool is_picture,
                       int threads) {
  const DenoisingQuality quality = denoising_quality(file.model, data, corruption, seed, threads);
  Logs logs = {{"corrupted_mse", quality.corrupted_mse}, {"denoised_mse", quality.denoised_mse}};
  if (!is_picture || quality.corrupted_mse == 0 || quality.denoised_mse == 0) return logs;
  logs.emplace_back("corrupted_psnr", psnr_of(quality.corrupted_mse, data.white));
  logs.emplace_back("denoised_psnr", psnr_of(quality.denoised_mse, data.white));
  return logs;
}

// Names and values, in the order in which they are printed. The loss of a variational autoencoder
// is that of codes drawn from `seed`; all errors are those of what it makes of samples by itself.
Logs measure(OpenedModel& file, const ModelData& data, std::uint64_t seed, int threads) {
  Logs logs;
  if (train::base_of(file.model).is_compiled())
    logs = file.model.evaluate(data.samples, EvaluateOptions{.seed = seed, .threads = threads});
  if (find_log(logs, "kl_loss") != nullptr)
    std::erase_if(logs, [](const auto& log) { return log.first == "mse" || log.first == "mae"; });
  const auto add = [&](const std::string& name, double value) {
    if (find_log(logs, name) == nullptr) logs.emplace_back(name, value);
  };
  const ReconstructionQuality quality = reconstruction_quality(file.model, data, threads);
  add("mse", quality.mse);
  add("mae", quality.mae);
  if (quality.psnr) add("psnr", *quality.psnr);
  return logs;
}

int run_evaluate(const EvaluateArguments& arguments, Output& output) {
  const ComputeSettings compute = parse_compute_arguments(arguments.compute);
  const std::string path = parse_model_path(arguments.model);
  const ModelDataSettings settings = parse_model_data_arguments(arguments.data);
  const ModelCorruptionSettings corrupting = parse_model_corruption_arguments(arguments.corruption);
  use_instruction_set(compute.isa);
  OpenedModel file = open_model(path);
  check_is_autoencoder(file);
  const ModelData data = load_model_data(settings, file, file.model);
  const Corruption corruption = choose_corruption(corrupting, file, data);
  Logs logs = measure(file, data, corrupting.seed, compute.threads);
  const bool is_picture = find_log(logs, "psnr") != nullptr;
  if (corruption) {
    for (auto& log :
         measure_denoising(file, data, *corruption, corrupting.seed, is_picture, compute.threads))
      logs.push_back(std::move(log));
  }
  if (arguments.json) {
    nlohmann::ordered_json json = {{"samples", data.samples.size()}};
    if (corruption) json["corruption"] = to_text({*corruption});
    for (const auto& [name, value] : logs) json[name] = value;
    output.write(json_text(json));
    return kSuccess;
  }
  std::string text = "samples " + count_text(data.samples.size()) + "\n";
  if (corruption) text += "corruption " + to_text({*corruption}) + "\n";
  for (const auto& [name, value] : logs)
    text += name + " " + number_text(value) + (name.ends_with("psnr") ? " dB\n" : "\n");
  output.write(text);
  return kSuccess;
}

}  // namespace

Command add_evaluate(CLI::App& program) {
  CLI::App* command = add_command(
      program, "evaluate",
      "Measure how well samples are reconstructed: loss, metrics, mse, mae, PSNR",
      "  hourglass evaluate model.keras --data fashion-mnist\n"
      "  hourglass evaluate model.keras --data held-out.csv --json\n"
      "  hourglass evaluate model.keras --data fashion-mnist --corruption \"masking 0.5\"");
  auto arguments = std::make_shared<EvaluateArguments>();
  add_model(*command, arguments->model);
  declare_model_data_arguments(*command, arguments->data);
  declare_model_corruption_arguments(*command, arguments->corruption,
                                     "With it is also measured how clean they come out; trained, "
                                     "if the file notes it, unless given");
  declare_compute_arguments(*command, arguments->compute);
  add_flag(*command, "--json", arguments->json, "Print them as JSON");
  return {command, [arguments](Output& output) { return run_evaluate(*arguments, output); }};
}

}  // namespace hourglass::cli
