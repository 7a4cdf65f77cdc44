// SPDX-License-Identifier: MIT
// hourglass sweep: the same network at each size of its code, and which of them is large enough.
#include "report/sweep.h"

#include <chrono>
#include <csignal>
#include <exception>
#include <filesystem>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/output_folder.h"
#include "base/quote.h"
#include "cli/arguments.h"
#include "cli/beginning.h"
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/data_warnings.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/json_text.h"
#include "cli/model_argument.h"
#include "cli/report_output.h"
#include "cli/sweep_progress.h"
#include "cli/sweep_settings.h"
#include "cli/tensor_output.h"
#include "cli/text.h"
#include "cli/watchers.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

// What is measured is held in memory, with what networks make of it: so many numbers each.
constexpr std::int64_t kMostNumbers = std::int64_t{1} << 24;

std::string padded(std::string cell, std::size_t width) {
  if (cell.size() < width) cell.insert(0, width - cell.size(), ' ');
  return cell;
}

std::string line_of(const std::string& code, const std::string& loss, const std::string& mse,
                    const std::string& explained, const std::string& pca_mse,
                    const std::string& pca_explained, const std::string& seconds) {
  return padded(code, 6) + padded(loss, 11) + padded(mse, 11) + padded(explained, 11) +
         padded(pca_mse, 11) + padded(pca_explained, 14) + padded(seconds, 9) + "\n";
}

std::string line_of(const report::Sweep& sweep, const report::SweptCode& code) {
  const auto share = [&](const std::optional<double>& mse) {
    const auto explained = mse ? report::explained(sweep, *mse) : std::nullopt;
    return explained ? report::percent(*explained) : std::string("-");
  };
  return line_of(std::to_string(code.code), report::digits(code.loss), report::digits(code.mse),
                 share(code.mse), code.pca_mse ? report::digits(*code.pca_mse) : "-",
                 share(code.pca_mse), report::digits(code.seconds, 2));
}

class Sweeper {
 public:
  Sweeper(const SweepSettings& settings, Output& output)
      : settings_(settings),
        output_(output),
        progress_(output, settings.quiet ? ProgressStyle::none : choose_progress_style(output)),
        source_(find_model_source(settings.trainings.front())),
        data_(load_train_data(settings.trainings.front(), source_)) {
    check_codes();
    if (settings.keep) folder_.emplace("--keep", *settings.keep);
    for (const std::string& warning : data_warnings(data_)) warn(warning);
  }

  // Also where it does not come to its end, the codes that are measured are told.
  void run() {
    try {
      for (std::size_t i = 0; i < settings_.trainings.size(); ++i) {
        check_interrupted();
        train(settings_.trainings[i]);
      }
    } catch (...) {
      progress_.clear();
      if (settings_.json && !sweep_.codes.empty()) tell_numbers();
      throw;
    }
    if (settings_.json) tell_numbers();
    if (!settings_.quiet) output_.write(conclusion());
  }

 private:
  void check_codes() const {
    const std::int64_t most = data_.samples.shape().size();
    if (settings_.codes.back() <= most) return;
    throw Error(ErrorCode::invalid_argument, "--code",
                std::to_string(settings_.codes.back()) + " is more than the " + count_text(most) +
                    " numbers of a sample; expected smaller codes, as PCA has no more components; "
                    "leave it out");
  }

  void check_interrupted() const {
    const int signal = interrupting_signal();
    if (signal == 0) return;
    const std::size_t done = sweep_.codes.size();
    const bool has_page = settings_.out && done > 0;
    std::string left;
    for (std::size_t i = done; i < settings_.codes.size(); ++i)
      left += (left.empty() ? "" : ",") + std::to_string(settings_.codes[i]);
    throw Interrupted(
        signal,
        std::string("[sweep] stopped by ") + (signal == SIGINT ? "SIGINT" : "SIGTERM") + " after " +
            std::to_string(done) + " of " + std::to_string(settings_.codes.size()) +
            " sizes; expected to finish; " +
            (has_page ? base::quote(*settings_.out) + " has these; " : "") +
            (settings_.keep && done > 0 ? base::quote(*settings_.keep) + " has their models; "
                                        : "") +
            "train the others with --code " + left +
            (has_page ? " and another --out, as the page is written anew" : ""));
  }

  // What the page and its numbers are about, from the first network on.
  void begin(const TrainNetwork& network, const report::Network& named) {
    const Dataset& shown = data_.shown();
    const std::int64_t numbers = data_.samples.shape().size();
    const TrainSettings& settings = settings_.trainings.front();
    subject_.emplace(report::Subject{
        .data_name = settings.data.name,
        .train = data_.samples.reshape({numbers}),
        .test = beginning(shown, kMostNumbers).reshape({numbers}),
        .held_out = data_.validation.has_value(),
        .image_shape = data_.schema || data_.window ? std::nullopt : image_shape(data_.shape),
        .white = takes_bytes(network.whole) ? 255.0 : 1.0,
        .threads = settings.compute.threads});
    if (!subject_->image_shape) {
      subject_->scale = error_scale(named.parts);
      subject_->white = 1;
    }
    if (const auto warning = policy_warning(settings, network)) warn(*warning);
    if (!settings_.quiet) output_.write(announcement(network));
    progress_.say("principal components");
    sweep_ = report::begin_sweep(*subject_, settings_.network, std::ssize(settings_.codes),
                                 settings_.codes.back(), settings_.tolerance);
    progress_.clear();
    if (!settings_.quiet)
      output_.write(line_of("code", "loss", "mse", "explained", "PCA mse", "PCA explained", "s"));
  }

  std::string announcement(const TrainNetwork& network) const {
    const TrainSettings& training = settings_.trainings.front();
    return settings_.network + ": " + count_text(std::ssize(settings_.codes)) +
           " sizes of the code; " + count_text(data_.samples.size()) + " " + noun(data_) +
           (data_.validation ? " and " + count_text(data_.validation->size()) + " for validation"
                             : ", none held out, so that large codes look too good: add "
                               "--validation-split 0.2") +
           "; " + std::to_string(network.epochs) + (network.epochs == 1 ? " epoch" : " epochs") +
           ", batch " + std::to_string(network.batch_size) + ", seed " +
           std::to_string(training.seed) + policy_text(training) + "\n";
  }

  void train(const TrainSettings& settings) {
    // The layers differ, or nothing but the code.
    const ModelSource source =
        source_.kind == SourceKind::mirrored ? find_model_source(settings) : source_;
    const TrainNetwork network = make_train_network(settings, source, data_);
    const Training training = {settings, source, data_, network};
    const auto parts = try_to_split(network.whole);
    HG_CHECK(parts.has_value());
    const report::Network named = {.name = settings_.network, .about = {}, .parts = *parts};
    const std::int64_t code = settings_.codes[sweep_.codes.size()];
    check_code(code, named);
    if (settings.pretrain) check_pairs(training);
    if (!subject_) begin(network, named);
    Watchers watchers = {.first_step = FirstStep(std::chrono::steady_clock::now())};
    set_up(watchers, training);
    progress_.name("code " + std::to_string(code));
    if (settings.pretrain) pretrain_pairs(training, watchers, progress_);
    check_interrupted();
    const History history = fit(training, watchers, {}, progress_);
    progress_.clear();
    const bool is_whole = std::ssize(history.epochs) == network.epochs || stopped_early(watchers);
    if (!is_whole) check_interrupted();
    add(training, history, named);
  }

  static bool stopped_early(const Watchers& watchers) {
    return watchers.early_stopping && watchers.early_stopping->stopped_epoch() >= 0;
  }

  void check_code(std::int64_t code, const report::Network& network) const {
    const std::int64_t made = network.parts.encoder.outputs().front().shape().size();
    if (made == code) return;
    throw Error(ErrorCode::invalid_argument, "--encoder",
                "makes " + std::to_string(made) + " numbers of a code of " + std::to_string(code) +
                    "; expected as many, to be compared with PCA; end it with \"dense code\"");
  }

  void add(const Training& training, const History& history, const report::Network& named) {
    report::SweptCode code = report::measure_code(*subject_, sweep_, named);
    code.loss = loss_of(training);
    code.epochs = std::ssize(history.epochs);
    code.seconds = std::accumulate(history.seconds.begin(), history.seconds.end(), 0.0);
    code.weights_sha256 = training.network.trained().weights_sha256();
    if (folder_) {
      const auto file = folder_->path() / ("code-" + std::to_string(code.code) + ".keras");
      write_trained_model(file, training, history);
      code.model = file.native();
    }
    sweep_.codes.push_back(std::move(code));
    if (!settings_.quiet) output_.write(line_of(sweep_, sweep_.codes.back()));
    // Whatever happens next, this one is on the page.
    if (settings_.out) write_page(*settings_.out, report::sweep_page(*subject_, sweep_));
  }

  double loss_of(const Training& training) const {
    const auto& corruption = training.network.corruption;
    const Logs logs = training.network.trained().evaluate(
        training.as_trained(data_.shown()),
        {.seed = training.settings.seed,
         .threads = training.settings.compute.threads,
         .corruption = corruption ? corruption->kind : Corruption()});
    return *find_log(logs, "loss");
  }

  void tell_numbers() { output_.write(json_text(report::sweep_numbers(*subject_, sweep_))); }

  std::string conclusion() const {
    const report::SweptCode& chosen = *report::smallest_sufficient(sweep_);
    std::string text = "a code of " + std::to_string(chosen.code) +
                       (data_.validation ? " is enough: " : " is enough for the training: ") +
                       report::rule_text(sweep_) + "\n";
    if (settings_.keep) text += "models: " + base::quote(*settings_.keep) + "\n";
    if (settings_.out)
      text += "page: " + base::quote(*settings_.out) + "; " + how_to_open(*settings_.out) + "\n";
    return text;
  }

  const SweepSettings& settings_;
  Output& output_;
  SweepProgress progress_;
  ModelSource source_;  // of the first network
  TrainData data_;
  std::optional<base::OutputFolder> folder_;
  std::optional<report::Subject> subject_;
  report::Sweep sweep_;
};

int run_sweep(const SweepArguments& arguments, Output& output) {
  watch_for_interrupts();
  const SweepSettings settings = check_sweep_arguments(arguments);
  use_instruction_set(settings.trainings.front().compute.isa);
  Sweeper(settings, output).run();
  return kSuccess;
}

}  // namespace

Command add_sweep(CLI::App& program) {
  CLI::App* command = add_command(
      program, "sweep", "Train the same network with codes of several sizes, beside PCA",
      "  hourglass sweep vanilla --code 2,4,8,16,32,64 --data fashion-mnist --out sweep.html\n"
      "  hourglass sweep table --code 1,2,4,8 --data measurements.csv --validation-split 0.2\n"
      "  hourglass sweep --encoder \"dense 128 relu, dense code\" --code 2,8,32 --data photos "
      "--size 32 --validation-split 0.1 --keep models");
  auto arguments = std::make_shared<SweepArguments>();
  declare_sweep_arguments(*command, *arguments);
  return {command, [arguments](Output& output) { return run_sweep(*arguments, output); }};
}

}  // namespace hourglass::cli
