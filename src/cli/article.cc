// SPDX-License-Identifier: MIT
// hourglass article: the article's networks, and a page that measures its claims.
#include "report/article.h"

#include <csignal>
#include <memory>
#include <string>
#include <utility>

#include "base/atomic_file.h"
#include "base/output_folder.h"
#include "base/quote.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/compute_arguments.h"
#include "cli/data_arguments.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/json_text.h"
#include "cli/model_notes.h"
#include "cli/report_output.h"
#include "cli/report_subject.h"
#include "cli/text.h"
#include "hourglass/error.h"
#include "keras/model_file.h"

namespace hourglass::cli {
namespace {

struct ArticleArguments {
  Given data, data_dir, out, seed;
  ComputeArguments compute;
  bool no_times = false;
  bool json = false;
  bool quiet = false;
};

report::Subject load_subject(const ArticleArguments& arguments, int threads) {
  DataArguments given;
  given.data = arguments.data;
  if (given.data.empty()) given.data = {"fashion-mnist"};
  given.data_dir = arguments.data_dir;
  DataSettings data = parse_data_arguments(given);
  LoadedData loaded = load_given_data(data);
  const Shape& shape = loaded.samples.shape();
  if (shape != Shape{28, 28, 1} || !loaded.test || loaded.test->samples.shape() != shape) {
    throw Error(ErrorCode::shape_mismatch, "data",
                base::quote(data.name) + " has samples of shape " + shape.to_string() +
                    (loaded.test ? "" : " and no test set") +
                    "; expected images of (28, 28, 1) in a training and a test set, as MNIST and "
                    "Fashion-MNIST come; train with hourglass train and use hourglass report");
  }
  if (loaded.samples.size() < 2) {
    throw Error(ErrorCode::invalid_argument, "data",
                base::quote(data.name) +
                    " has one training image; expected two or more, to be compared with principal "
                    "components; give more images");
  }
  return make_subject(std::move(loaded), data.name, 1, threads);
}

// Says what is going on, and stops where the user wants it.
class Narrator {
 public:
  Narrator(Output& output, bool quiet) : output_(output), quiet_(quiet) {}

  void say(const std::string& what) {
    if (const int signal = interrupting_signal(); signal != 0) {
      throw Interrupted(signal, std::string("[article] stopped by ") +
                                    (signal == SIGINT ? "SIGINT" : "SIGTERM") +
                                    "; expected to finish; no page is written, start again");
    }
    if (!quiet_) output_.write(what + "\n");
  }

 private:
  Output& output_;
  bool quiet_;
};

std::string table_of(const report::Article& article) {
  std::string text = "\nnetwork        parameters  epochs  s/epoch  validation mse\n";
  for (const report::Network& network : article.networks) {
    const auto& numbers = article.numbers["networks"][network.name];
    const auto padded = [](std::string cell, std::size_t width) {
      if (cell.size() < width) cell.insert(0, width - cell.size(), ' ');
      return cell;
    };
    std::string name = network.name;
    name.resize(15, ' ');
    text += name + padded(count_text(numbers["parameters"].get<std::int64_t>()), 10) +
            padded(std::to_string(network.history.epochs.size()), 8) +
            padded(numbers.contains("seconds_an_epoch")
                       ? report::digits(numbers["seconds_an_epoch"].get<double>(), 2)
                       : "-",
                   9) +
            padded(report::digits(numbers["mse"].get<double>()), 16) + "\n";
  }
  return text;
}

int run_article(const ArticleArguments& arguments, Output& output) {
  watch_for_interrupts();
  const ComputeSettings compute = parse_compute_arguments(arguments.compute);
  report::TrainerOptions options = {.seed = unsigned_integer("--seed", arguments.seed).value_or(0)};
  const report::Subject subject = load_subject(arguments, compute.threads);
  const base::OutputFolder folder("--out", single("--out", arguments.out).value_or("out"));
  const std::string page = folder.path() / "report.html";
  base::check_writable(page);
  use_instruction_set(compute.isa);

  Narrator narrator(output, arguments.quiet || arguments.json);
  StopOnInterrupt stop;
  options.callbacks = {&stop};
  options.keeps_times = !arguments.no_times;
  options.begin = [&](const std::string& what, std::int64_t epochs) {
    narrator.say("training " + what + ", " + std::to_string(epochs) + " epochs");
  };
  const report::Article article = report::write_article(
      subject, options, [&](const std::string& what) { narrator.say("measuring " + what); });
  narrator.say("writing the page");
  for (const report::Network& network : article.networks) {
    ModelNotes notes = {.history = network.history.epochs};
    if (network.corruption) notes.corruption = ScheduledCorruption{*network.corruption};
    keras::write_model_file(folder.path() / (network.name + ".keras"), network.parts.autoencoder,
                            to_json(notes));
  }
  const std::string numbers = json_text(article.numbers);
  base::write_file_atomically(folder.path() / "report.json", numbers);
  write_page(page, article.page);
  if (arguments.json) {
    output.write(numbers);
  } else if (!arguments.quiet) {
    output.write(table_of(article) + "\nreport: " + base::quote(page) + "; " + how_to_open(page) +
                 "\n");
  }
  return kSuccess;
}

}  // namespace

Command add_article(CLI::App& program) {
  CLI::App* command = add_command(
      program, "article", "Train the article's networks and write a page that measures its claims",
      "  hourglass article\n"
      "  hourglass article --data ~/mnist --out out/mnist");
  auto arguments = std::make_shared<ArticleArguments>();
  add_value(*command, "--data", arguments->data, "NAME|PATH",
            "A data set's name ({}) or a folder of such files; fashion-mnist unless given",
            data_set_names());
  add_value(*command, "--data-dir", arguments->data_dir, "DIR",
            "Look for names here before ~/.local/share/hourglass and /usr/share/datasets");
  add_value(
      *command, "--out", arguments->out, "DIR",
      "The folder to write report.html, report.json and the five models to; out unless given");
  add_value(*command, "--seed", arguments->seed, "N", "Of everything; 0 unless given");
  declare_compute_arguments(*command, arguments->compute);
  add_flag(*command, "--no-times", arguments->no_times,
           "Leave out how long training took, so that the same seed writes the same bytes");
  add_flag(*command, "--json", arguments->json, "Print the page's numbers as JSON");
  add_flag(*command, "--quiet", arguments->quiet, "Print nothing but errors");
  return {command, [arguments](Output& output) { return run_article(*arguments, output); }};
}

}  // namespace hourglass::cli
