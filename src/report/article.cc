// SPDX-License-Identifier: MIT
#include "report/article.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/count_text.h"
#include "report/code_size_section.h"
#include "report/compression_section.h"
#include "report/denoising_section.h"
#include "report/five_networks.h"
#include "report/latent_section.h"
#include "report/network_section.h"
#include "report/pca_section.h"
#include "report/sparse_section.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kPlaneEpochs = 20;

const Network& named(const std::vector<Network>& networks, std::string_view name) {
  return *std::find_if(networks.begin(), networks.end(),
                       [&](const Network& network) { return network.name == name; });
}

Network train_plane(const Subject& subject, const Trainer& trainer) {
  return trainer.train("784-128-2-128-784",
                       dense_autoencoder(subject.test.shape().size(), {128, 2},
                                         {.code = "linear", .seed = trainer.seed()}),
                       kPlaneEpochs);
}

page::Page empty_page(const Subject& subject) {
  return {.title = "Autoencoders, measured",
          .lead =
              "The claims of the article \"Deep Inside Autoencoders\", each with a number and a "
              "picture: networks trained on " +
              base::count_text(subject.train.size()) + " images of " + subject.data_name +
              ", everything shown measured on " + base::count_text(subject.test.size()) +
              " that no network was trained with.",
          .footer = "Made by hourglass article."};
}

}  // namespace

Article write_article(const Subject& subject, const TrainerOptions& options,
                      const std::function<void(const std::string&)>& say) {
  const Trainer trainer(subject, options);
  Article article = {.page = empty_page(subject), .networks = train_five(trainer)};
  auto& sections = article.page.sections;
  Numbers& numbers = article.numbers;
  say("the networks");
  sections.push_back(network_section(subject, article.networks.size()));
  for (const Network& network : article.networks)
    add_network(subject, network, measure(subject, network, network.corruption), sections.back(),
                numbers);
  const std::vector<SizedNetwork> sizes = train_code_sizes(subject, trainer);
  say("principal components");
  const analysis::Pca pca = analysis::fit_pca(
      subject.train, std::min(subject.train.size(), subject.train.shape().size()));
  sections.push_back(code_size_section(subject, trainer, sizes, pca, numbers));
  const Network plane = train_plane(subject, trainer);
  sections.push_back(pca_section(subject, trainer, plane, pca, numbers));
  sections.push_back(sparse_section(subject, trainer, named(article.networks, "vanilla"),
                                    named(article.networks, "sparse"), numbers));
  say("denoising");
  const Network denoisers[] = {named(article.networks, "denoising"),
                               named(article.networks, "vanilla")};
  sections.push_back(denoising_section(subject, denoisers, numbers));
  say("compression");
  sections.push_back(compression_section(subject, trainer, sizes, numbers));
  if (auto latent = latent_section(subject, plane)) sections.push_back(*std::move(latent));
  return article;
}

}  // namespace hourglass::report
