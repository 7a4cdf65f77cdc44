// SPDX-License-Identifier: MIT
// A layer's options from Keras's configuration of it.
#pragma once

#include <set>
#include <string>

#include "formats/json.h"
#include "graph/config_visitor.h"
#include "keras/json_access.h"
#include "keras/layer_paths.h"

namespace hourglass::keras {

// Throws bad_file for a value that is none of its option's, unsupported for one that Keras has and
// Hourglass has not.
class ConfigReader final : public graph::ConfigVisitor {
 public:
  // All must outlive the reader. Without `aside` the visits of such options find nothing.
  struct Aside {
    const formats::Json& options;
    const LayerPaths& layers;  // that were read before
  };
  ConfigReader(const formats::Json& config, const Place& place, const Aside* aside = nullptr)
      : config_(config), place_(place), aside_(aside) {}

  void visit(std::string_view key, bool& value) override;
  void visit(std::string_view key, std::int64_t& value) override;
  void visit(std::string_view key, float& value) override;
  void visit(std::string_view key, std::string& value) override;
  void visit(std::string_view key, std::vector<float>& value,
             const std::vector<std::int64_t>& dims) override;
  void visit(std::string_view key, std::vector<std::int64_t>& value) override;
  void visit(std::string_view key, Size2D& value) override;
  void visit_length(std::string_view key, std::int64_t& value) override;
  void visit(std::string_view key, Margins2D& value) override;
  void visit(std::string_view key, Activation& value) override;
  void visit(std::string_view key, Padding& value) override;
  void visit(std::string_view key, Initializer& value) override;
  void visit(std::string_view key, Regularizer& value) override;
  void visit_aside(std::string_view key, float& value) override;
  void visit_aside(std::string_view key, std::optional<Layer>& value) override;
  void require(std::string_view key) override;
  void only(std::string_view key, std::string_view value) override;
  void only(std::string_view key, std::int64_t value) override;

  // After the visit: options that the layer did not ask for must say nothing, be null, false or
  // empty, or mean nothing here. A newer Keras adds such keys; one with a value would change what
  // the layer does.
  void check_rest() const;

 private:
  // nullptr if there is no such option.
  const formats::Json* take(std::string_view key);
  [[noreturn]] void refuse_only(std::string_view key, const formats::Json& value,
                                const std::string& expected) const;

  const formats::Json& config_;
  const Place& place_;
  const Aside* aside_;
  std::set<std::string, std::less<>> seen_;
};

}  // namespace hourglass::keras
