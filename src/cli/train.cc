// SPDX-License-Identifier: MIT
// hourglass train: data in, a trained network's history and picture out.
#include <chrono>
#include <csignal>
#include <memory>
#include <numeric>
#include <string>

#include "base/quote.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/history_file.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/result_picture.h"
#include "cli/text.h"
#include "cli/train_data.h"
#include "cli/train_settings.h"
#include "hourglass/hourglass.h"

namespace hourglass::cli {
namespace {

std::string announcement(const TrainSettings& settings, const TrainData& data, const Model& model) {
  const Recipe& recipe = settings.recipe;
  std::string text = recipe.name + ": " + count_text(model.parameter_count()) + " parameters; " +
                     count_text(data.images.size()) + " images";
  if (data.validation) text += " and " + count_text(data.validation->size()) + " for validation";
  text.append("; ").append(optimizer_name(recipe.compile.optimizer)).append(" ");
  text += shortest_text(get_learning_rate(recipe.compile.optimizer));
  text.append(", ").append(recipe.compile.loss.all.name());
  text +=
      "; batch " + std::to_string(recipe.batch_size) + ", seed " + std::to_string(settings.seed);
  return text + ", " + std::to_string(settings.threads) +
         (settings.threads == 1 ? " thread\n" : " threads\n");
}

void stop_if_interrupted(std::int64_t finished_epochs, std::int64_t epochs) {
  const int signal = interrupting_signal();
  if (signal == 0) return;
  throw Interrupted(
      signal,
      std::string("[train] stopped by ") + (signal == SIGINT ? "SIGINT" : "SIGTERM") + " after " +
          std::to_string(finished_epochs) + " of " + std::to_string(epochs) +
          " epochs; expected to finish; no file is written, train again from the beginning");
}

// How long the user waited for the first step: reading the data, making the plan, the step itself.
class FirstStep : public Callback {
 public:
  explicit FirstStep(std::chrono::steady_clock::time_point start) : start_(start) {}

  void on_train_batch_end(Model&, std::int64_t, const Logs&) override {
    if (seconds_ == 0) {
      seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }
  }
  double seconds() const { return seconds_; }

 private:
  std::chrono::steady_clock::time_point start_;
  double seconds_ = 0;
};

History train(Model& model, const TrainSettings& settings, const TrainData& data,
              FirstStep& first_step, Output& output) {
  Progress progress(output, settings.quiet ? ProgressStyle::none : choose_progress_style(output));
  StopOnInterrupt stop;
  FitOptions options;
  options.epochs = settings.recipe.epochs;
  options.batch_size = settings.recipe.batch_size;
  if (data.validation) options.validation_data = ValidationData(*data.validation);
  options.seed = settings.seed;
  options.threads = settings.threads;
  options.corruption = settings.recipe.corruption;
  options.callbacks = {&first_step, &progress, &stop};
  History history = model.fit(data.images, options);
  stop_if_interrupted(progress.finished_epochs(), settings.recipe.epochs);
  return history;
}

std::string conclusion(const TrainSettings& settings, const Model& model, const History& history) {
  const double seconds = std::accumulate(history.seconds.begin(), history.seconds.end(), 0.0);
  std::string text =
      "trained in " + duration_text(seconds) + "; weights " + model.weights_sha256() + "\n";
  if (settings.history) text += "history: " + base::quote(*settings.history) + "\n";
  if (settings.picture) text += "picture: " + base::quote(*settings.picture) + "\n";
  return text;
}

int run_train(const TrainArguments& arguments, Output& output) {
  FirstStep first_step(std::chrono::steady_clock::now());
  watch_for_interrupts();
  const TrainSettings settings = check_train_arguments(arguments);
  use_instruction_set(settings.isa);
  const TrainData data = load_train_data(settings);
  Model model =
      build_recipe(settings.recipe.name, settings.seed, settings.recipe_settings).autoencoder;
  model.compile(settings.recipe.compile);
  stop_if_interrupted(0, settings.recipe.epochs);
  if (!settings.quiet) output.write(announcement(settings, data, model));
  const History history = train(model, settings, data, first_step, output);
  if (settings.history) {
    write_history(*settings.history, settings, data, model, history, first_step.seconds());
  }
  if (settings.picture) write_result_picture(*settings.picture, settings, data, model);
  if (!settings.quiet) output.write(conclusion(settings, model, history));
  return kSuccess;
}

}  // namespace

Command add_train(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("train", "Train one of the recipes' autoencoders on images");
  command->footer(
      "Examples:\n"
      "  hourglass train vanilla --data fashion-mnist\n"
      "  hourglass train convolutional --data fashion-mnist --limit 10000 --epochs 3 --picture "
      "conv.png\n"
      "  hourglass train sparse --data ~/mnist --recipe-settings notebook --history sparse.json\n"
      "  hourglass train vanilla --data images.idx.gz --optimizer sgd --learning-rate 0.5 --seed "
      "7");
  auto arguments = std::make_shared<TrainArguments>();
  declare_train_arguments(*command, *arguments);
  return {command, [arguments](Output& output) { return run_train(*arguments, output); }};
}

}  // namespace hourglass::cli
