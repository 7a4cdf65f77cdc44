// SPDX-License-Identifier: MIT
#include "keras/config_writer.h"

#include "base/shortest_double.h"
#include "keras/names.h"

namespace hourglass::keras {
namespace {

using base::shortest_double;
using formats::OrderedJson;
using Key = std::string_view;

OrderedJson object(std::string_view module, std::string_view class_name, OrderedJson config) {
  return {{"module", module},
          {"class_name", class_name},
          {"config", std::move(config)},
          {"registered_name", nullptr}};
}

// Lists in lists of these dimensions, filled row by row.
OrderedJson nested(const float*& next, const std::vector<std::int64_t>& dims, std::size_t axis) {
  if (axis == dims.size()) return shortest_double(*next++);
  OrderedJson list = OrderedJson::array();
  for (std::int64_t i = 0; i < dims[axis]; ++i) list.push_back(nested(next, dims, axis + 1));
  return list;
}

OrderedJson pair(std::int64_t first, std::int64_t second) {
  return OrderedJson::array({first, second});
}

class Writer final : public graph::ConfigVisitor {
 public:
  explicit Writer(const LayerPaths* layers = nullptr) : layers_(layers) {}

  OrderedJson config = OrderedJson::object();
  OrderedJson aside = OrderedJson::object();

  void visit(Key key, bool& value) override { put(key, value); }
  void visit(Key key, std::int64_t& value) override { put(key, value); }
  void visit(Key key, float& value) override { put(key, shortest_double(value)); }
  void visit(Key key, std::string& value) override { put(key, value); }
  void visit(Key key, std::vector<float>& value, const std::vector<std::int64_t>& dims) override {
    const float* next = value.data();
    put(key, nested(next, dims, 0));
  }
  void visit(Key key, std::vector<std::int64_t>& value) override { put(key, value); }
  void visit(Key key, Size2D& value) override { put(key, pair(value.height, value.width)); }
  void visit(Key key, Margins2D& value) override {
    put(key, OrderedJson::array({pair(value.top, value.bottom), pair(value.left, value.right)}));
  }
  void visit(Key key, Activation& value) override { put(key, value.name()); }
  void visit(Key key, Padding& value) override { put(key, value.name()); }
  void visit(Key key, Initializer& value) override {
    OrderedJson options = OrderedJson::object();
    if (value.kind == InitializerKind::constant) options["value"] = shortest_double(value.value);
    put(key, object("keras.initializers", initializer_class(value.kind), std::move(options)));
  }
  void visit(Key key, Regularizer& value) override {
    if (value.is_zero()) return put(key, nullptr);
    const OrderedJson l1 = shortest_double(value.l1);
    const OrderedJson l2 = shortest_double(value.l2);
    if (value.l2 == 0) return put(key, object("keras.regularizers", "L1", {{"l1", l1}}));
    if (value.l1 == 0) return put(key, object("keras.regularizers", "L2", {{"l2", l2}}));
    put(key, object("keras.regularizers", "L1L2", {{"l1", l1}, {"l2", l2}}));
  }
  void visit_length(Key key, std::int64_t& value) override {
    put(key, OrderedJson::array({value}));
  }
  void visit_aside(Key key, float& value) override {
    if (value != 0) aside[std::string(key)] = shortest_double(value);
  }
  void visit_aside(Key key, std::optional<Layer>& value) override {
    if (!value || layers_ == nullptr) return;
    if (const std::string* path = layers_->path_of(*value->base())) aside[std::string(key)] = *path;
  }
  void require(Key) override {}
  void only(Key key, std::string_view value) override { put(key, value); }
  void only(Key key, std::int64_t value) override { put(key, value); }

 private:
  template <class Value>
  void put(Key key, Value&& value) {
    config[std::string(key)] = std::forward<Value>(value);
  }

  const LayerPaths* layers_;
};

}  // namespace

OrderedJson layer_config(const graph::LayerBase& layer) {
  Writer writer;
  layer.visit_config(writer);
  writer.config["trainable"] = layer.trainable();
  return std::move(writer.config);
}

OrderedJson layer_aside(const graph::LayerBase& layer, const LayerPaths& layers) {
  Writer writer(&layers);
  layer.visit_config(writer);
  return std::move(writer.aside);
}

}  // namespace hourglass::keras
