// SPDX-License-Identifier: MIT
// hourglass train: data in, a trained model, its history and a picture out.
#include <chrono>
#include <csignal>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "base/quote.h"
#include "cli/arguments.h"
#include "cli/best_model.h"
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/data_warnings.h"
#include "cli/exit_code.h"
#include "cli/history_text.h"
#include "cli/interrupt.h"
#include "cli/optimizer_text.h"
#include "cli/progress.h"
#include "cli/result_picture.h"
#include "cli/text.h"
#include "cli/train_data.h"
#include "cli/train_network.h"
#include "cli/train_settings.h"
#include "cli/watchers.h"
#include "cli/what_was_learned.h"
#include "hourglass/hourglass.h"
#include "train/optimizer.h"

namespace hourglass::cli {
namespace {

std::string announcement(const Training& training) {
  const auto& [settings, source, data, network] = training;
  const Model model = network.trained();
  std::string text = source.name + ": " + count_text(model.parameter_count()) + " parameters; " +
                     count_text(data.samples.size()) + " " + noun(data);
  if (data.validation) text += " and " + count_text(data.validation->size()) + " for validation";
  if (network.scaling) text.append("; scale ").append(network.scale.name());
  if (network.corruption) text += "; corruption " + to_text(*network.corruption);
  text.append("; ")
      .append(optimizer_text(network.compile.optimizer))
      .append(", ")
      .append(network.compile.loss.all.name());
  text +=
      "; batch " + std::to_string(network.batch_size) + ", seed " + std::to_string(settings.seed);
  return text + policy_text(settings) + ", " + std::to_string(settings.compute.threads) +
         (settings.compute.threads == 1 ? " thread\n" : " threads\n");
}

void stop_if_interrupted(const TrainSettings& settings, std::int64_t finished_epochs,
                         std::int64_t epochs, const Checkpoints* checkpoints) {
  const int signal = interrupting_signal();
  if (signal == 0) return;
  if (checkpoints != nullptr) checkpoints->check();
  const bool saved = checkpoints != nullptr && !checkpoints->saved().empty();
  throw Interrupted(
      signal,
      std::string("[train] stopped by ") + (signal == SIGINT ? "SIGINT" : "SIGTERM") + " after " +
          std::to_string(finished_epochs) + " of " + std::to_string(epochs) +
          " epochs; expected to finish; " +
          (saved ? "saved to " + base::quote_path(checkpoints->saved())
                 : std::string("no file is written")) +
          (settings.tensorboard ? " but the events in " + base::quote(*settings.tensorboard) : "") +
          (saved || (settings.checkpoint && settings.checkpoint->resume)
               ? "; go on with --resume"
               : ", train again from the beginning"));
}

History train(const Training& training, Watchers& watchers, const TrainingState& initial_state,
              Output& output) {
  const TrainSettings& settings = training.settings;
  const std::int64_t epochs = training.network.epochs;
  Progress progress(output, settings.quiet ? ProgressStyle::none : choose_progress_style(output));
  // What goes on from a checkpoint was pre-trained before that.
  const bool goes_on = watchers.checkpoints && !watchers.checkpoints->saved().empty();
  if (settings.pretrain && !goes_on) {
    if (!settings.quiet) output.write("pre-training pairs of layers, from the outside in\n");
    pretrain_pairs(training, watchers, progress);
    stop_if_interrupted(settings, 0, epochs, nullptr);
    if (!settings.quiet) output.write("training all layers\n");
  }
  History history = fit(training, watchers, initial_state, progress);
  if (watchers.stop.stop_training() && std::ssize(history.epochs) < epochs) {
    stop_if_interrupted(settings, std::ssize(history.epochs), epochs,
                        watchers.checkpoints ? &*watchers.checkpoints : nullptr);
  }
  return history;
}

void write_files(const Training& training, const History& history, const std::string& text) {
  const TrainSettings& settings = training.settings;
  if (settings.out) write_trained_model(*settings.out, training, history);
  if (settings.history) base::write_file_atomically(*settings.history, text);
  if (settings.picture) write_result_picture(*settings.picture, training);
}

// Where a training goes on that had begun before.
std::string resumption(const Watchers& watchers, const TrainingState& state) {
  if (!watchers.checkpoints || watchers.checkpoints->saved().empty()) return {};
  return "resumed from " + base::quote_path(watchers.checkpoints->saved()) + ", after epoch " +
         std::to_string(state.epoch) +
         (state.step > 0 ? " and " + std::to_string(state.step) + " steps\n" : std::string("\n"));
}

std::string conclusion(const Training& training, const Watchers& watchers, const History& history,
                       const std::optional<WhatWasLearned>& learned) {
  const TrainSettings& settings = training.settings;
  const double seconds = std::accumulate(history.seconds.begin(), history.seconds.end(), 0.0);
  std::string text;
  if (const auto& early = watchers.early_stopping) {
    text += (early->stopped_epoch() >= 0
                 ? "stopped early, after epoch " + std::to_string(early->stopped_epoch() + 1) + "; "
                 : std::string()) +
            "the weights are those of epoch " + std::to_string(early->best_epoch() + 1) + "\n";
  }
  // What is measured while it trains is of weights that are no averages yet.
  if (learned && train::moving_average(training.network.compile.optimizer))
    text += "before averaging: ";
  if (learned) text += text_of(*learned, training.data.validation.has_value());
  text += "trained in " + duration_text(seconds) + "; weights " +
          training.network.trained().weights_sha256() + "\n";
  if (settings.out) text += "model: " + base::quote(*settings.out) + "\n";
  if (const auto& best = watchers.best_model; best && best->state().best_epoch >= 0) {
    text += "best model: " + base::quote(*settings.callbacks.save_best) + ", of epoch " +
            std::to_string(best->state().best_epoch + 1) + "\n";
  }
  if (settings.history) text += "history: " + base::quote(*settings.history) + "\n";
  if (settings.picture) text += "picture: " + base::quote(*settings.picture) + "\n";
  if (settings.tensorboard) text += "tensorboard: " + base::quote(*settings.tensorboard) + "\n";
  if (watchers.checkpoints)
    text += "checkpoint: " + base::quote_path(watchers.checkpoints->saved()) + "\n";
  return text;
}

int run_train(const TrainArguments& arguments, Output& output) {
  Watchers watchers = {.first_step = FirstStep(std::chrono::steady_clock::now())};
  watch_for_interrupts();
  const TrainSettings settings = check_train_arguments(arguments);
  use_instruction_set(settings.compute.isa);
  ModelSource source = find_model_source(settings);
  const TrainData data = load_train_data(settings, source);
  const TrainNetwork network = make_train_network(settings, source, data);
  const Training training = {settings, source, data, network};
  for (const std::string& warning : data_warnings(data)) warn(warning);
  if (const auto warning = policy_warning(settings, network)) warn(*warning);
  stop_if_interrupted(settings, 0, network.epochs, nullptr);
  if (settings.picture) check_result_picture(training);
  set_up(watchers, training);
  TrainingState initial_state;
  if (watchers.checkpoints) {
    initial_state = watchers.checkpoints->resume();
    if (const auto& before = watchers.checkpoints->history_before()) source.notes.history = *before;
  }
  if (!settings.quiet) output.write(announcement(training) + resumption(watchers, initial_state));
  const History history = train(training, watchers, initial_state, output);
  std::optional<std::int64_t> kept;
  if (watchers.early_stopping && watchers.early_stopping->best_epoch() >= 0)
    kept = watchers.early_stopping->best_epoch();
  const auto learned = what_was_learned(training, history, kept);
  const std::string text = history_text(training, history, learned, watchers.first_step.seconds());
  write_files(training, history, text);
  if (settings.json) output.write(text);
  if (!settings.quiet) output.write(conclusion(training, watchers, history, learned));
  if (watchers.tensorboard) watchers.tensorboard->finish();
  if (watchers.checkpoints) watchers.checkpoints->check();
  return kSuccess;
}

}  // namespace

Command add_train(CLI::App& program) {
  CLI::App* command = add_command(
      program, "train", "Train an autoencoder: a recipe, a file, or layers of your own",
      "  hourglass train vanilla --data fashion-mnist --out vanilla.keras\n"
      "  hourglass train vanilla.keras --data fashion-mnist --epochs 5 --out vanilla.keras\n"
      "  hourglass train table --data measurements.csv --drop id --out detector.keras\n"
      "  hourglass train --encoder \"conv 16 relu, pool, dense 32\" --data photos --size 32\n"
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
