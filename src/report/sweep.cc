// SPDX-License-Identifier: MIT
#include "report/sweep.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "base/count_text.h"
#include "report/baseline.h"
#include "report/error_unit.h"
#include "report/samples.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kShown = 10;
constexpr double kLeastExplained = 0.05;  // what explains less has learned nothing
constexpr double kLeastDrawn = 1e-4;      // of the error of the mean
constexpr std::int64_t kMostSheets = 8;   // sizes of which images are shown

const SweptCode& best(const Sweep& sweep) {
  return *std::min_element(sweep.codes.begin(), sweep.codes.end(),
                           [](const SweptCode& a, const SweptCode& b) { return a.mse < b.mse; });
}

double limit(const Sweep& sweep) { return best(sweep).mse * (1 + sweep.tolerance); }

// "5 %", "2.5 %"
std::string tolerance_text(const Sweep& sweep) {
  std::ostringstream text;
  text << 100 * sweep.tolerance << " %";
  return text.str();
}

std::string text_of(const std::optional<double>& share) { return share ? percent(*share) : "-"; }

std::optional<double> pca_explained(const Sweep& sweep, const SweptCode& code) {
  return code.pca_mse ? explained(sweep, *code.pca_mse) : std::nullopt;
}

page::KeyNumbers key_numbers(const Sweep& sweep) {
  const SweptCode& chosen = *smallest_sufficient(sweep);
  page::KeyNumbers key;
  key.numbers.push_back({base::count_text(chosen.code), "numbers in the code", rule_text(sweep)});
  key.numbers.push_back(
      {digits(chosen.mse), "mean squared error of it",
       chosen.pca_mse ? "as many principal components have " + digits(*chosen.pca_mse) : ""});
  if (const auto share = explained(sweep, chosen.mse))
    key.numbers.push_back(
        {percent(*share), "of the variance explained",
         "the average sample for every one has an error of " + digits(sweep.mse_of_the_mean)});
  return key;
}

SizeErrors drawn_errors(const Sweep& sweep) {
  // A logarithmic axis would be all about what PCA leaves of samples that it can hold.
  const double least = kLeastDrawn * sweep.mse_of_the_mean;
  const auto drawn = [&](double mse) { return mse < least ? 0 : mse; };
  SizeErrors errors;
  for (const SweptCode& code : sweep.codes) {
    errors.code.push_back(static_cast<double>(code.code));
    errors.network.push_back(drawn(code.mse));
    if (code.pca_mse) errors.pca.push_back(drawn(*code.pca_mse));
  }
  return errors;
}

page::Chart error_chart(const Sweep& sweep) {
  const SizeErrors errors = drawn_errors(sweep);
  page::Chart chart =
      size_curve(errors,
                 "The level is what a code may have to be close enough. Errors below a "
                 "ten-thousandth of that of the average sample are not drawn.");
  chart.series.push_back({.name = tolerance_text(sweep) + " above the best",
                          .x = {errors.code.front(), errors.code.back()},
                          .y = {limit(sweep), limit(sweep)}});
  return chart;
}

page::Chart explained_chart(const Sweep& sweep) {
  page::Chart chart = {.title = "Variance explained",
                       .alt = "The share of the variance that codes of growing size explain.",
                       .caption = "1 less the error divided by that of giving the average sample.",
                       .x = {.title = "units in the code", .logarithmic = true},
                       .y = {.title = "%", .high = 100}};
  page::Series network = {.name = "autoencoder"}, pca = {.name = "PCA"};
  for (const SweptCode& code : sweep.codes) {
    network.x.push_back(static_cast<double>(code.code));
    network.y.push_back(100 * *explained(sweep, code.mse));
    if (!code.pca_mse) continue;
    pca.x.push_back(static_cast<double>(code.code));
    pca.y.push_back(100 * *explained(sweep, *code.pca_mse));
  }
  chart.series.push_back(std::move(network));
  if (!pca.y.empty()) chart.series.push_back(std::move(pca));
  return chart;
}

page::Table table(const Sweep& sweep) {
  page::Table table = {.caption = "The same network at each size",
                       .columns = {{"code"},
                                   {"loss", true},
                                   {"mean squared error", true},
                                   {"explained", true},
                                   {"PCA's error", true},
                                   {"PCA explains", true},
                                   {"parameters", true},
                                   {"epochs", true},
                                   {"seconds", true}}};
  for (const SweptCode& code : sweep.codes) {
    table.rows.push_back({base::count_text(code.code), digits(code.loss), digits(code.mse),
                          text_of(explained(sweep, code.mse)),
                          code.pca_mse ? digits(*code.pca_mse) : "-",
                          text_of(pca_explained(sweep, code)), base::count_text(code.parameters),
                          base::count_text(code.epochs), digits(code.seconds, 2)});
  }
  return table;
}

// Of many sizes some, evenly.
page::Pictures pictures(const Subject& subject, const Sweep& sweep) {
  std::vector<SizedImages> shown;
  for (const std::int64_t i : spread(std::ssize(sweep.codes), kMostSheets))
    shown.push_back(*sweep.codes[static_cast<std::size_t>(i)].shown);
  return size_sheets(subject, pick(subject.test, spread(subject.test.size(), kShown)), shown);
}

std::string lead(const Subject& subject, const Sweep& sweep) {
  return sweep.name + ", trained on " + base::count_text(subject.train.size()) + " " +
         subject.noun() + "s of " + subject.data_name + " and measured on " +
         base::count_text(subject.test.size()) +
         (subject.held_out ? " held out." : " of the same, which favours large codes.");
}

}  // namespace

Sweep begin_sweep(const Subject& subject, std::string name, std::int64_t planned,
                  std::int64_t largest, double tolerance) {
  return {.name = std::move(name),
          .planned = planned,
          .tolerance = tolerance,
          .mse_of_the_mean = error_of_the_mean(subject),
          .pca = principal_components(comparable(subject, subject.train), largest)};
}

SweptCode measure_code(const Subject& subject, const Sweep& sweep, const Network& network) {
  SweptCode swept;
  swept.code = network.parts.encoder.outputs().front().shape().size();
  swept.mse = mse_between(all(comparable(subject, subject.test)),
                          all(comparable(subject, reconstruct(subject, network, subject.test))),
                          subject.white);
  swept.parameters = network.parts.autoencoder.parameter_count();
  if (sweep.pca) swept.pca_mse = pca_error(subject, *sweep.pca, swept.code);
  if (!subject.image_shape) return swept;
  const Tensor originals = pick(subject.test, spread(subject.test.size(), kShown));
  swept.shown = {swept.code, reconstruct(subject, network, originals)};
  if (sweep.pca) {
    const analysis::Pca first = first_components(*sweep.pca, swept.code);
    swept.shown->pca = inverse_transform(first, transform(first, originals));
  }
  return swept;
}

const SweptCode* smallest_sufficient(const Sweep& sweep) {
  for (const SweptCode& code : sweep.codes) {
    if (code.mse <= limit(sweep)) return &code;
  }
  return nullptr;
}

std::optional<double> explained(const Sweep& sweep, double mse) {
  if (sweep.mse_of_the_mean == 0) return std::nullopt;
  return 1 - mse / sweep.mse_of_the_mean;
}

std::string rule_text(const Sweep& sweep) {
  const SweptCode* chosen = smallest_sufficient(sweep);
  const bool is_largest = chosen == &sweep.codes.back();
  const auto share = explained(sweep, chosen->mse);
  const bool has_learned = !share || *share >= kLeastExplained;
  return "the smallest within " + tolerance_text(sweep) + " of the best error, " +
         digits(best(sweep).mse) + " with " + base::count_text(best(sweep).code) +
         (is_largest ? "; the largest tried, so that larger ones may be better" : "") +
         (has_learned ? "" : "; it has learned nothing beyond the mean: train longer");
}

page::Page sweep_page(const Subject& subject, const Sweep& sweep) {
  page::Page page = {.title = "How large the code should be",
                     .lead = lead(subject, sweep),
                     .footer = "Made by hourglass sweep."};
  page::Section section = {.id = "code-size", .title = "The size of the code"};
  section.blocks.emplace_back(key_numbers(sweep));
  if (!sweep.is_finished()) {
    section.blocks.emplace_back(page::Paragraph{"So far " + std::to_string(sweep.codes.size()) +
                                                " of " + std::to_string(sweep.planned) +
                                                " sizes are trained: what is best may change."});
  }
  page::Charts charts = {{error_chart(sweep)}};
  if (sweep.mse_of_the_mean > 0) charts.charts.push_back(explained_chart(sweep));
  section.blocks.emplace_back(std::move(charts));
  section.blocks.emplace_back(table(sweep));
  section.blocks.emplace_back(page::Paragraph{
      error_unit_text(subject) +
      " The loss is what was trained for, in the numbers the network was trained on. As many "
      "principal components are the best that a linear code of that size can do on the samples "
      "they are fitted to, those for training." +
      (sweep.pca ? ""
                 : " There are none here: these take two samples or more, of " +
                       base::count_text(analysis::kMostPcaNumbers) + " numbers each at most.")});
  page.sections.push_back(std::move(section));
  if (subject.image_shape) {
    page.sections.push_back({.id = "images", .title = "What codes keep"});
    page.sections.back().blocks.emplace_back(pictures(subject, sweep));
  }
  return page;
}

Numbers sweep_numbers(const Subject& subject, const Sweep& sweep) {
  Numbers numbers = {{"network", sweep.name},           {"data", subject.data_name},
                     {"samples", subject.train.size()}, {"measured_samples", subject.test.size()},
                     {"held_out", subject.held_out},    {"finished", sweep.is_finished()},
                     {"tolerance", sweep.tolerance},    {"mse_of_the_mean", sweep.mse_of_the_mean}};
  numbers["codes"] = Numbers::array();
  for (const SweptCode& code : sweep.codes) {
    Numbers row = {{"code", code.code}, {"loss", code.loss}, {"mse", code.mse}};
    const auto add = [&](const char* name, const std::optional<double>& value) {
      if (value) row[name] = *value;
    };
    add("explained_variance", explained(sweep, code.mse));
    add("pca_mse", code.pca_mse);
    add("pca_explained_variance", pca_explained(sweep, code));
    row["parameters"] = code.parameters;
    row["epochs"] = code.epochs;
    row["seconds"] = code.seconds;
    row["weights_sha256"] = code.weights_sha256;
    if (!code.model.empty()) row["model"] = code.model;
    numbers["codes"].push_back(std::move(row));
  }
  if (const SweptCode* chosen = smallest_sufficient(sweep))
    numbers["smallest_sufficient"] = chosen->code;
  return numbers;
}

}  // namespace hourglass::report
