// SPDX-License-Identifier: MIT
// The article's claims, measured: trains what its sections need and puts them on one page.
#pragma once

#include <functional>
#include <vector>

#include "page/page.h"
#include "report/trainer.h"
#include "report/words.h"

namespace hourglass::report {

struct Article {
  page::Page page;
  Numbers numbers = {};
  std::vector<Network> networks = {};  // the article's five
};

// `subject` holds images of 28 x 28 x 1 as rows of 784; `say` is told what is being measured.
Article write_article(const Subject& subject, const TrainerOptions& options,
                      const std::function<void(const std::string&)>& say);

}  // namespace hourglass::report
