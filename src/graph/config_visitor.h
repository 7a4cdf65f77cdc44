// SPDX-License-Identifier: MIT
// A layer's options under Keras's names and in Keras's order. Each layer lists its own once;
// reading a configuration, writing one and describing the layer are visits of that list.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hourglass/activations.h"
#include "hourglass/initializers.h"
#include "hourglass/layer.h"
#include "hourglass/layers/convolution.h"
#include "hourglass/layers/reshaping.h"
#include "hourglass/regularizers.h"

namespace hourglass::graph {

class ConfigVisitor {
 public:
  virtual ~ConfigVisitor() = default;

  // A visit may read the value or set it. A reader leaves it as it is where the configuration has
  // no such key.
  virtual void visit(std::string_view key, bool& value) = 0;
  virtual void visit(std::string_view key, std::int64_t& value) = 0;
  virtual void visit(std::string_view key, float& value) = 0;
  virtual void visit(std::string_view key, std::string& value) = 0;
  // `dims` are those of the array that Keras keeps: none for one number. Set by a reader they stay
  // as they are: the numbers are row-major.
  virtual void visit(std::string_view key, std::vector<float>& value,
                     const std::vector<std::int64_t>& dims) = 0;
  virtual void visit(std::string_view key, std::vector<std::int64_t>& value) = 0;
  virtual void visit(std::string_view key, Size2D& value) = 0;
  virtual void visit(std::string_view key, Margins2D& value) = 0;
  virtual void visit(std::string_view key, Activation& value) = 0;
  virtual void visit(std::string_view key, Padding& value) = 0;
  virtual void visit(std::string_view key, Initializer& value) = 0;
  virtual void visit(std::string_view key, Regularizer& value) = 0;

  // A size along sequences, which Keras keeps as a list of one.
  virtual void visit_length(std::string_view key, std::int64_t& value) = 0;

  // An option that Keras has not, kept where Keras passes it over. 0, which stands for nothing, is
  // not written.
  virtual void visit_aside(std::string_view key, float& value) = 0;
  // The same for another layer of the model, or none. Not written for one outside of it.
  virtual void visit_aside(std::string_view key, std::optional<Layer>& value) = 0;

  // Before the visit of an option that has no default.
  virtual void require(std::string_view key) = 0;
  // Options of Keras's that can only have this value here.
  virtual void only(std::string_view key, std::string_view value) = 0;
  virtual void only(std::string_view key, std::int64_t value) = 0;
};

// Looks at some options alone: what is not overridden is passed over.
class ConfigObserver : public ConfigVisitor {
 public:
  void visit(std::string_view, bool&) override {}
  void visit(std::string_view, std::int64_t&) override {}
  void visit(std::string_view, float&) override {}
  void visit(std::string_view, std::string&) override {}
  void visit(std::string_view, std::vector<float>&, const std::vector<std::int64_t>&) override {}
  void visit(std::string_view, std::vector<std::int64_t>&) override {}
  void visit(std::string_view, Size2D&) override {}
  void visit(std::string_view, Margins2D&) override {}
  void visit(std::string_view, Activation&) override {}
  void visit(std::string_view, Padding&) override {}
  void visit(std::string_view, Initializer&) override {}
  void visit(std::string_view, Regularizer&) override {}
  void visit_length(std::string_view, std::int64_t&) override {}
  void visit_aside(std::string_view, float&) override {}
  void visit_aside(std::string_view, std::optional<Layer>&) override {}
  void require(std::string_view) override {}
  void only(std::string_view, std::string_view) override {}
  void only(std::string_view, std::int64_t) override {}
};

}  // namespace hourglass::graph
