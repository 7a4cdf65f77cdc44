// SPDX-License-Identifier: MIT
// hourglass report: one page about models and the data they are used on.
#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/atomic_file.h"
#include "base/count_text.h"
#include "base/quote.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/compute_arguments.h"
#include "cli/exit_code.h"
#include "cli/fit_shape.h"
#include "cli/json_text.h"
#include "cli/model_argument.h"
#include "cli/model_data.h"
#include "cli/report_output.h"
#include "cli/report_subject.h"
#include "cli/tensor_output.h"
#include "hourglass/error.h"
#include "hourglass/scaling.h"
#include "report/codes_section.h"
#include "report/denoising_section.h"
#include "report/errors_section.h"
#include "report/latent_section.h"
#include "report/measured.h"
#include "report/network_section.h"
#include "report/sparse_code_section.h"
#include "report/variational_section.h"

namespace hourglass::cli {
namespace {

struct ReportArguments {
  DataArguments data;
  ComputeArguments compute;
  Given models, labels, out, title;
  bool json = false;
  bool quiet = false;
};

struct ReportedModel {
  OpenedModel file;
  report::Network network;
};

std::vector<ReportedModel> open_models(const std::vector<std::string>& paths) {
  if (paths.empty()) {
    throw Error(ErrorCode::invalid_argument, "model",
                "none is given; expected one or more .keras or .h5 files; name them");
  }
  std::vector<ReportedModel> models;
  for (const std::string& path : paths) {
    OpenedModel file = open_model(path);
    check_is_autoencoder(file);
    Autoencoder parts = split_model(file, {});
    report::Network network = {.name = std::filesystem::path(path).stem().string(),
                               .about = {},
                               .parts = std::move(parts),
                               .history = {.epochs = file.notes.history, .seconds = {}}};
    if (const auto& corruption = file.notes.corruption) {
      network.corruption = corruption->kind;
      network.about = "What it was given in training was corrupted: " + to_text(*corruption) + ".";
    }
    const auto is_taken = [&](const std::string& name) {
      return std::any_of(models.begin(), models.end(),
                         [&](const ReportedModel& other) { return other.network.name == name; });
    };
    if (is_taken(network.name)) network.name = path;
    if (is_taken(network.name)) {
      throw Error(ErrorCode::invalid_argument, "model",
                  base::quote(path) + " is given twice; expected different models; name it once");
    }
    models.push_back({std::move(file), std::move(network)});
  }
  return models;
}

// As the first model takes them; the others have to take the same.
LoadedData load_for(const std::vector<ReportedModel>& models, DataSettings& data) {
  const OpenedModel& first = models.front().file;
  data.options.schema = first.notes.schema;
  data.options.scale_bytes = !takes_bytes(first.model);
  take_windows(data, first.notes, input_shape(first.model, first.path), first.path);
  LoadedData loaded = load_given_data(data);
  if (names_one_file(data.name)) loaded.test.reset();
  for (const ReportedModel& model : models) {
    const Shape needed = input_shape(model.file.model, model.file.path);
    if (!fit_shape(loaded.samples, needed)) {
      throw Error(ErrorCode::shape_mismatch, "data",
                  base::quote(data.name) + " has samples of shape " +
                      loaded.samples.shape().to_string() + "; expected " + needed.to_string() +
                      ", as " + base::quote(model.file.path) +
                      " takes them; choose the data it was trained with");
    }
    if (takes_bytes(model.file.model) != takes_bytes(first.model)) {
      throw Error(ErrorCode::invalid_argument, "model",
                  base::quote(model.file.path) + " and " + base::quote(first.path) +
                      " scale their data differently; expected models that take the same numbers; "
                      "make a report of each");
    }
  }
  return loaded;
}

// Windows are no images, and their numbers are columns in steps, where they were cut here.
void describe_windows(report::Subject& subject, const DataSettings& data) {
  subject.image_shape.reset();
  if (!data.window) return;
  const auto [length, stride] = data.window_options();
  if (!subject.columns.empty()) subject.columns = window_columns(subject.columns, length);
  subject.row_numbers.clear();
  for (std::int64_t i = 0; i < subject.test.size(); ++i)
    subject.row_numbers.push_back(i * stride + 1);
}

report::Subject load_subject(const std::vector<ReportedModel>& models, DataSettings data,
                             const Given& labels, int threads) {
  const auto file = single("--labels", labels);
  if (file && data.options.label) {
    throw Error(ErrorCode::invalid_argument, "--labels",
                "is given beside --label; expected labels from one place; leave one of them out");
  }
  const OpenedModel& first = models.front().file;
  report::Subject subject =
      make_subject(load_for(models, data), data.name, takes_bytes(first.model) ? 255 : 1, threads);
  if (data.window || first.notes.window) describe_windows(subject, data);
  if (!subject.image_shape) {
    subject.scale = error_scale(models.front().network.parts);
    subject.white = 1;
  }
  if (file) take_labels(subject, *file);
  return subject;
}

// Tells what is being measured, as that may take its time.
using Say = std::function<void(const std::string&)>;

page::Page make_page(const report::Subject& subject, const std::vector<ReportedModel>& models,
                     const std::string& title, report::Numbers& numbers, const Say& say) {
  std::vector<report::Network> networks;
  for (const ReportedModel& model : models) networks.push_back(model.network);
  page::Page page = {.title = title,
                     .lead = "Measured on " + base::count_text(subject.test.size()) +
                             (subject.image_shape ? " images" : " rows") + " of " +
                             subject.data_name +
                             (subject.held_out ? ", held out from training."
                                               : ": all of the data, so that some of them may have "
                                                 "been trained with."),
                     .footer = "Made by hourglass report."};
  page.sections.push_back(report::network_section(subject, networks.size()));
  for (const ReportedModel& model : models) {
    say(model.network.name);
    const report::Measured measured = report::measure(subject, model.network, std::nullopt);
    report::add_network(subject, model.network, measured, page.sections.front(), numbers);
    std::optional<report::Threshold> threshold;
    if (const auto& noted = model.file.notes.threshold) threshold = {noted->value, noted->rule};
    page.sections.push_back(
        report::errors_section(subject, model.network, measured, threshold, numbers));
  }
  for (const report::Network& network : networks) {
    if (auto section = report::variational_section(subject, network, numbers))
      page.sections.push_back(*std::move(section));
    if (auto section = report::sparse_code_section(subject, network, numbers))
      page.sections.push_back(*std::move(section));
  }
  say("codes and principal components");
  page.sections.push_back(report::codes_section(subject, networks, numbers));
  if (subject.image_shape) {
    say("denoising");
    page.sections.push_back(report::denoising_section(subject, networks, numbers));
  }
  for (const report::Network& network : networks) {
    auto latent = report::latent_section(subject, network);
    if (!latent) continue;
    page.sections.push_back(*std::move(latent));
    break;
  }
  return page;
}

// The model is not to be lost to a slip of the keyboard.
void check_out(const std::string& out, const std::vector<std::string>& models) {
  for (const std::string& model : models) {
    std::error_code ignored;
    if (!std::filesystem::equivalent(out, model, ignored)) continue;
    throw Error(ErrorCode::invalid_argument, "--out",
                base::quote(out) +
                    " is a model of the report; expected another file; choose a name "
                    "such as report.html");
  }
  base::check_writable(out);
}

int run_report(const ReportArguments& arguments, Output& output) {
  const auto out = single("--out", arguments.out);
  if (!out) {
    throw Error(ErrorCode::invalid_argument, "--out",
                "is missing; expected the page to write; add for instance --out report.html");
  }
  const ComputeSettings compute = parse_compute_arguments(arguments.compute);
  const DataSettings data = parse_data_arguments(arguments.data);
  const std::string title =
      single("--title", arguments.title).value_or("What the networks learned");
  check_out(*out, arguments.models);
  check_is_no_input("--out", *out, {&data.name, 1});
  use_instruction_set(compute.isa);
  const std::vector<ReportedModel> models = open_models(arguments.models);
  const report::Subject subject = load_subject(models, data, arguments.labels, compute.threads);
  report::Numbers numbers;
  const bool talks = !arguments.json && !arguments.quiet;
  write_page(*out, make_page(subject, models, title, numbers, [&](const std::string& what) {
    if (talks) output.write("measuring " + what + "\n");
  }));
  if (arguments.json) {
    output.write(json_text(numbers));
  } else if (talks) {
    output.write("report: " + base::quote(*out) + "; " + how_to_open(*out) + "\n");
  }
  return kSuccess;
}

}  // namespace

Command add_report(CLI::App& program) {
  CLI::App* command = add_command(
      program, "report", "Write a page about models: errors, codes, pictures",
      "  hourglass report vanilla.keras sparse.keras --data fashion-mnist --out report.html\n"
      "  hourglass report detector.keras --data measurements.csv --label faulty --out report.html");
  auto arguments = std::make_shared<ReportArguments>();
  add_values(*command, "MODEL", arguments->models,
             "One or more .keras files, or older .h5 files; they take the same data");
  declare_data_arguments(*command, arguments->data);
  add_value(*command, "--labels", arguments->labels, "FILE",
            "Labels of the samples shown, one a sample, where the data have none: IDX or .npy");
  add_value(*command, "--out", arguments->out, "FILE", "The page to write, such as report.html");
  add_value(*command, "--title", arguments->title, "TEXT", "What the page is called");
  declare_compute_arguments(*command, arguments->compute);
  add_flag(*command, "--json", arguments->json, "Print the page's numbers as JSON");
  add_flag(*command, "--quiet", arguments->quiet, "Print nothing but errors");
  return {command, [arguments](Output& output) { return run_report(*arguments, output); }};
}

}  // namespace hourglass::cli
