// SPDX-License-Identifier: MIT
// Files that h5py and Keras wrote; tests/files/hdf5/make_files.py says how.
#include <doctest/doctest.h>

#include "formats/hdf5_testing.h"

using namespace hourglass::formats;

namespace {

using Dims = std::vector<std::int64_t>;
using Floats = std::vector<float>;
using Texts = std::vector<std::string>;

void check_nested(const Hdf5Group& root) {
  const Hdf5Dataset& kernel = find_dataset(root, "layers/dense/vars/0");
  CHECK(kernel.type == NumberType::float32);
  CHECK(kernel.dims == Dims{2, 3});
  CHECK(to_floats(kernel) == counted(6));
  CHECK(floats(root, "layers/dense/vars/1") == counted(3));
  CHECK(root.groups.at("layers").groups.at("dense").groups.at("vars").attributes ==
        Hdf5Attributes{{"name", {"dense"}}});
  CHECK(root.groups.at("layers").groups.at("input_layer").groups.empty());
  CHECK(root.datasets.at("iteration").type == NumberType::int32);
  CHECK(root.datasets.at("iteration").dims.empty());
  CHECK(floats(root, "iteration") == Floats{7});
}

}  // namespace

TEST_CASE("groups, arrays and scalars are read as every version of HDF5 writes them") {
  for (const char* name : {"default.h5", "superblock1.h5", "v108.h5", "latest.h5", "extension.h5",
                           "creation_order.h5"}) {
    CAPTURE(name);
    check_nested(read_named(name));
  }
}

TEST_CASE("numbers of every type and byte order are read") {
  const Hdf5Group root = read_named("numbers.h5");
  struct Expected {
    std::string name;
    NumberType type;
  };
  for (const Expected& expected :
       {Expected{"i1", NumberType::int8}, Expected{"i2", NumberType::int16},
        Expected{"i4", NumberType::int32}, Expected{"i8", NumberType::int64},
        Expected{"u1", NumberType::uint8}, Expected{"u2", NumberType::uint16},
        Expected{"u4", NumberType::uint32}, Expected{"u8", NumberType::uint64},
        Expected{"f2", NumberType::float16}, Expected{"f4", NumberType::float32},
        Expected{"f8", NumberType::float64}}) {
    CAPTURE(expected.name);
    const Hdf5Dataset& little = find_dataset(root, "little/" + expected.name);
    const Hdf5Dataset& big = find_dataset(root, "big/" + expected.name);
    CHECK(little.type == expected.type);
    CHECK(big.type == expected.type);
    CHECK(little.values == big.values);
    CHECK(to_floats(little) == (expected.name[0] == 'u' ? Floats{0, 1, 2} : Floats{-1, 1, 2}));
  }
}

TEST_CASE("dimensions are read, of scalars and of arrays without values too") {
  const Hdf5Group root = read_named("numbers.h5");
  CHECK(root.datasets.at("scalar").dims.empty());
  CHECK(floats(root, "scalar") == Floats{0.5F});
  CHECK(root.datasets.at("none").dims == Dims{0, 3});
  CHECK(root.datasets.at("none").values.empty());
  CHECK(root.datasets.at("deep").dims == Dims{1, 2, 1, 2});
}

TEST_CASE("texts are read, other attributes left out") {
  const Hdf5Group root = read_named("texts.h5");
  std::string digits;
  for (int i = 0; i < 500; ++i) digits += "0123456789";
  CHECK(root.attributes == Hdf5Attributes{{"text", {"gr\xc3\xbcn"}},
                                          {"ascii", {"plain"}},
                                          {"empty", {""}},
                                          {"list", {"a", "", "long enough to be seen"}},
                                          {"fixed", {"fixed"}},
                                          {"fixed_list", {"a", "bcd"}},
                                          {"no_texts", {}},
                                          {"long", {digits}},
                                          {"spaces", {"two"}}});
  CHECK(root.datasets.at("x").attributes == Hdf5Attributes{{"dtype", {"bfloat16"}}});
}

TEST_CASE("chunks are read, packed in every way, with old indexes and new") {
  for (const char* name : {"chunks.h5", "chunks_latest.h5"}) {
    const Hdf5Group root = read_named(name);
    CAPTURE(name);
    for (const char* dataset : {"plain", "gzip", "all", "one"}) {
      CAPTURE(dataset);
      CHECK(root.datasets.at(dataset).dims == Dims{5, 7});
      CHECK(floats(root, dataset) == counted(35));
    }
    CHECK(floats(root, "sum") == counted(3));
  }
}

TEST_CASE("chunks of three dimensions are read, those at the edges too") {
  CHECK(floats(read_named("cube.h5"), "x") == counted(60));
}

TEST_CASE("what was never written is the fill value") {
  for (const char* name : {"chunks.h5", "chunks_latest.h5"}) {
    CAPTURE(name);
    CHECK(floats(read_named(name), "holes") == Floats{9, 9, 2, 3, 9, 9});
    CHECK(floats(read_named(name), "unwritten") == Floats{5, 5, 5});
  }
}

TEST_CASE("an index of chunks in pages is read, with pages that are not there") {
  Floats expected(3000, 9);
  std::fill(expected.begin(), expected.begin() + 20, 1.0F);
  std::fill(expected.begin() + 2990, expected.end(), 2.0F);
  CHECK(floats(read_named("paged.h5"), "x") == expected);
}

TEST_CASE("chunks without an index are read") {
  CHECK(floats(read_named("early.h5"), "x") == counted(35));
}

TEST_CASE("chunks of which those at the edges are not packed are read") {
  CHECK(floats(read_named("edges.h5"), "x") == counted(35));
}

TEST_CASE("chunks that some filters were not applied to are read") {
  for (const char* name : {"left_out.h5", "left_out_latest.h5"}) {
    CAPTURE(name);
    CHECK(floats(read_named(name), "x") == counted(16));
  }
}

TEST_CASE("values in an object's header are read") {
  CHECK(floats(read_named("compact.h5"), "x") == counted(6));
}

TEST_CASE("groups whose links are in a tree of several levels are read") {
  const Hdf5Group root = read_named("many_links.h5");
  CHECK(root.groups.size() == 20);
  for (int i = 0; i < 20; ++i) CHECK(root.groups.contains("group_" + std::to_string(i)));
}

TEST_CASE("weights of Keras 3 are read") {
  const Hdf5Group root = read_named("keras.weights.h5");
  CHECK(find_dataset(root, "layers/dense/vars/0").dims == Dims{3, 2});
  CHECK(floats(root, "layers/dense/vars/0") == counted(6));
  CHECK(floats(root, "layers/dense/vars/1") == counted(2));
  CHECK(floats(root, "layers/dense_1/vars/0") == counted(6));
  CHECK(root.groups.at("layers").groups.at("dense").groups.at("vars").attributes.at("name") ==
        Texts{"code"});
}

TEST_CASE("a whole model in Keras's old format is read") {
  const Hdf5Group root = read_named("keras_legacy.h5");
  CHECK(root.attributes.at("keras_version") == Texts{"3.15.1"});
  CHECK(root.attributes.at("model_config").at(0).starts_with(R"({"class_name": "Functional")"));
  const Hdf5Group& weights = root.groups.at("model_weights");
  CHECK(weights.attributes.at("layer_names") == Texts{"input_layer", "code", "out"});
  CHECK(weights.groups.at("out").attributes.at("weight_names") == Texts{"out/kernel", "out/bias"});
  // An empty list is one of floats for NumPy, and so left out.
  CHECK(weights.groups.at("input_layer").attributes.empty());
  CHECK(floats(weights, "out/out/kernel") == counted(6));
}
