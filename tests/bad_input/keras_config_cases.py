# SPDX-License-Identifier: MIT
"""Descriptions of models that are sound JSON: classes that run code, options that cannot be, graphs that do not end."""

import copy

from corpus import MIB, Read, Refused
from hdf5_bytes import floats, whole
from keras_bytes import INPUT, MODEL, WEIGHTS, changed, dense, description, keras_file, layer, members
from zip_bytes import archive, member


def refused(name, model, *says, weights=None, **options):
    files = {"bad.keras": keras_file(model, weights)}
    return Refused(name, files, ["convert", "bad.keras", "out.keras"], ["'bad.keras'", *says], **options)


def with_layer(name, class_name, config, *says, **changes):
    """The code's layer is another one."""
    entry = layer(class_name, "code", config, "x", **changes)
    return refused(name, description(INPUT, entry, dense("out", "code", 2)), "'code'", *says)


def with_option(name, key, value, *says, **options):
    config = {"units": 1, key: value}
    model = description(INPUT, dense("code", "x", **config), dense("out", "code", 2))
    return refused(name, model, "Dense 'code'", *says, **options)


def with_weights(name, tree, *says):
    return refused(name, MODEL, *says, weights=whole({"layers": {**WEIGHTS["layers"], **tree}}))


def compiled(name, config, *says):
    return refused(name, {**MODEL, "compile_config": config}, *says)


def as_model(class_name, **changes):
    return {**MODEL, "class_name": class_name, **changes}


def without(key):
    def change(model):
        del model["config"][key]

    return changed(change)


def layer_without(key):
    def change(model):
        del model["config"]["layers"][1][key]

    return changed(change)


def chain(count):
    layers = [INPUT]
    for i in range(count):
        layers.append(layer("Activation", f"a{i}", {"activation": "relu"}, layers[-1]["name"]))
    return description(*layers)


def calls_itself_often(count):
    model = copy.deepcopy(MODEL)
    nodes = model["config"]["layers"][1]["inbound_nodes"]
    nodes.extend(copy.deepcopy(nodes[0]) for _ in range(count))
    return model


PICKLED = {"class_name": "__lambda__", "config": {"code": "4wEAAAAAAAAAAAAAAAEAAAADAAAA"}}
DENSE_0 = WEIGHTS["layers"]["dense"]["vars"]
NAN, INFINITY = float("nan"), float("inf")

COSINE = {"class_name": "CosineDecay", "config": {"initial_learning_rate": 0.1}}


def cosine(**options):
    return {**COSINE, "config": {**COSINE["config"], **options}}


CASES = [
    with_layer("lambda_layer", "Lambda", {"function": PICKLED}, "a Lambda layer holds Python code", "ever executed"),
    with_layer("lambda_layer_by_a_function_s_name", "Lambda", {"function": "os.system"}, "nothing in a file is ever"),
    with_layer("module_os", "system", {"command": "touch ran"}, "'bad.keras'", module="os"),
    with_layer("dense_of_another_module", "Dense", {"units": 1}, "'code'", "custom class 'Dense'", module="os"),
    with_layer("dense_registered_by_somebody", "Dense", {"units": 1}, "custom class", registered_name="evil>Dense"),
    with_layer(
        "text_vectorization_with_a_path", "TextVectorization", {"vocabulary": "/etc/passwd"}, "there is no layer"
    ),
    with_layer("string_lookup_with_a_path", "StringLookup", {"vocabulary": "/etc/passwd"}, "there is no layer"),
    with_layer(
        "string_lookup_with_an_address", "StringLookup", {"vocabulary": "http://localhost/v"}, "there is no layer"
    ),
    with_layer("torch_module", "TorchModuleWrapper", {"module": "gANjb3MKc3lzdGVtCg=="}, "TorchModuleWrapper"),
    with_layer("saved_model", "TFSMLayer", {"filepath": "/tmp/m"}, "TFSMLayer"),
    with_layer("layer_misspelled", "Dens", {"units": 1}, "Functional or Sequential; did you mean 'Dense'?"),
    with_layer("layer_called_as_a_path", "../../evil", {}, "there is no layer"),
    with_layer("contraction_below_0", "Dense", {"units": 1}, "contraction is -1", contraction=-1),
    with_layer("contraction_as_text", "Dense", {"units": 1}, 'contraction is "much"', contraction="much"),
    with_layer("batch_normalization_of_another_axis", "BatchNormalization", {"axis": 2}, "axis 2 was given"),
    with_layer("batch_normalization_of_two_axes", "BatchNormalization", {"axis": [1, 2]}, "axis is [1,2]"),
    with_layer(
        "dilation_of_no_numbers", "Conv2DTranspose", {"filters": 1, "kernel_size": 3, "dilation_rate": []},
        "dilation_rate is []",
    ),  # fmt: skip
    with_layer("batch_normalization_with_renorm", "BatchNormalization", {"renorm": True}, "'renorm' is true"),
    with_layer("batch_normalization_momentum_of_2", "BatchNormalization", {"momentum": 2}, "momentum is 2"),
    with_layer("batch_normalization_epsilon_below_0", "BatchNormalization", {"epsilon": -1}, "epsilon is -1"),
    with_layer("layer_normalization_of_two_axes", "LayerNormalization", {"axis": [1, 2]}, "axes (1, 2) were given"),
    with_layer("layer_normalization_by_rms", "LayerNormalization", {"rms_scaling": True}, "'rms_scaling' is true"),
    with_layer("leaky_relu_slope_below_0", "LeakyReLU", {"negative_slope": -1}, "negative_slope is -1"),
    with_layer("prelu_shared_along_the_last_axis", "PReLU", {"shared_axes": [2]}, "shared axis 2 was given"),
    with_layer("conv1d_on_rows", "Conv1D", {"filters": 1, "kernel_size": [1]}, "is not a sequence"),
    with_layer(
        "conv1d_of_two_sizes", "Conv1D", {"filters": 1, "kernel_size": [3, 3]}, "kernel_size is [3,3]", "one whole number"
    ),
    with_layer(
        "transposed_with_output_padding", "Conv2DTranspose", {"filters": 1, "kernel_size": 3, "output_padding": [1, 1]},
        "'output_padding' is [1,1]",
    ),  # fmt: skip
    with_layer(
        "transposed_and_dilated", "Conv2DTranspose", {"filters": 1, "kernel_size": 3, "dilation_rate": [1, 2]},
        "dilation_rate is [1,2]",
    ),  # fmt: skip
    with_layer("global_pooling_of_channels_first", "GlobalMaxPooling2D", {"data_format": "channels_first"}, "data_format"),
    with_layer("relu_that_is_no_batch_top_k", "ReLU", {"threshold": 0.5}, "there is no layer 'ReLU'"),
    with_layer("batch_top_k_without_k", "ReLU", {"threshold": 0.5}, "there is no 'k'", batch_top_k={}),
    with_layer("batch_top_k_that_is_a_list", "ReLU", {"threshold": 0.5}, "batch_top_k is [1]", batch_top_k=[1]),
    with_layer("batch_top_k_with_a_slope", "ReLU", {"negative_slope": 0.5}, "negative_slope is 0.5", batch_top_k={"k": 1}),
    with_layer("batch_top_k_with_a_most", "ReLU", {"max_value": 6}, "'max_value' is 6", batch_top_k={"k": 1}),
    with_layer("batch_top_k_below_0", "ReLU", {"threshold": -1}, "threshold is -1", batch_top_k={"k": 1}),
    with_layer("kl_sparsity_of_a_relu", "Activation", {"activation": "relu"}, 'activation is "relu"', kl_sparsity={}),
    with_layer("batch_top_k_of_more_than_all", "ReLU", {"threshold": 0.5}, "k is 99 of", batch_top_k={"k": 99}),
    with_layer("sparsity_of_more_than_all", "Activation", {"activation": "linear"}, "rate is 2", kl_sparsity={"rate": 2}),
    with_layer("recurrent_layer", "LSTM", {"units": 1}, "there is no layer"),
    refused("model_of_a_custom_class", as_model("MyModel"), "its class is the custom class 'MyModel'"),
    refused("model_of_a_custom_class_in_os", as_model("system", module="os"), "the custom class 'system'"),
    refused("model_that_is_a_layer", as_model("Wrapper", registered_name=None), "the model is of class 'Wrapper'"),
    refused(
        "sequential_of_any_size",
        as_model("Sequential", registered_name=None, config={"layers": [dense("code", None, 1)], "build_input_shape": [None, None]}),
        "the input's shape is [null,null]; expected the size of every dimension but the batch",
    ),
    refused("class_of_a_megabyte", as_model("M" * MIB), "the custom class 'MMMM", memory=8 * MIB),
    refused(
        "layer_name_of_a_megabyte",
        description(INPUT, dense("n" * MIB, "x", 0)),
        "units is 0",
        memory=16 * MIB,
    ),
    refused(
        "layer_class_of_a_megabyte",
        description(INPUT, layer("C" * MIB, "code", {}, "x")),
        "there is no layer",
        memory=16 * MIB,
    ),
    refused("source_of_a_megabyte", description(INPUT, dense("out", "s" * MIB, 2)), "comes from 'sss", memory=16 * MIB),
    refused(
        "name_that_leads_up",
        description(INPUT, dense("../../evil", "x", 1), dense("out", "../../evil", -2)),
        "units is -2",
    ),
    refused("name_with_a_line_break", description(INPUT, dense("a\nb", "x", 0)), r"Dense 'a\x0ab'", "units is 0"),
    with_option("units_negative", "units", -1, "units is -1"),
    with_option("units_zero", "units", 0, "units is 0"),
    with_option("units_with_a_fraction", "units", 1.5, "units is 1.5"),
    with_option("units_2_to_the_40", "units", 2**40, "units is 1099511627776"),
    with_option("units_2_to_the_64", "units", 2**64, "units is"),
    with_option("units_as_text", "units", "many", 'units is "many"'),
    with_option("units_as_list", "units", [1], "units is [1]"),
    with_option("units_null", "units", None, "there is no 'units'"),
    with_option("use_bias_as_text", "use_bias", "yes", 'use_bias is "yes"'),
    with_option("unknown_activation", "activation", "mish", "'mish' is not known"),
    with_option("activation_that_is_code", "activation", PICKLED, "activation"),
    with_option("unknown_regularizer", "kernel_regularizer", {"class_name": "Mine", "config": {}}, "'Mine'"),
    with_option("constraint", "kernel_constraint", {"class_name": "MaxNorm", "config": {}}, "kernel_constraint"),
    with_option("bfloat16", "dtype", "bfloat16", 'dtype is "bfloat16"'),
    with_option(
        "half_precision_policy", "dtype", {"class_name": "DTypePolicy", "config": {"name": "mixed_float16"}}, "float16"
    ),
    with_option("quantized", "quantization_config", {"mode": "int8"}, "quantization_config"),
    with_option("option_that_nobody_knows", "on_load", "touch ran", "the option 'on_load' is \"touch ran\""),
    with_option("option_with_a_long_name", "o" * 100_000, 1, "the option 'oooo"),
    with_option("option_with_a_long_value", "on_load", "v" * 100_000, "the option 'on_load' is"),
    refused("layers_missing", without("layers"), "there is no 'layers'"),
    refused("input_layers_missing", without("input_layers"), "there is no 'input_layers'"),
    refused("class_of_a_layer_missing", layer_without("class_name"), "there is no 'class_name'"),
    refused("config_of_a_layer_missing", layer_without("config"), "'code'", "there is no 'config'"),
    refused("calls_of_a_layer_missing", layer_without("inbound_nodes"), "there is no 'inbound_nodes'"),
    refused("no_layers", changed(lambda m: m["config"].update(layers=[])), "there are 0 layers"),
    refused("five_thousand_layers", chain(5000), "there are 5001 layers; expected 1 to 4000", memory=16 * MIB),
    refused("layer_that_is_a_number", changed(lambda m: m["config"]["layers"].append(5)), "'bad.keras'"),
    refused(
        "input_of_any_size",
        changed(lambda m: m["config"]["layers"][0]["config"].update(batch_shape=[None, None])),
        "batch_shape is [null,null]; expected the size of every dimension but the batch",
    ),
    refused(
        "input_of_no_size",
        changed(lambda m: m["config"]["layers"][0]["config"].update(batch_shape=[])),
        "batch_shape is []",
    ),
    refused(
        "input_of_negative_size",
        changed(lambda m: m["config"]["layers"][0]["config"].update(batch_shape=[None, -2])),
        "-2",
    ),
    refused("layer_that_waits_for_itself", description(INPUT, dense("code", "code", 1)), "wait for each other"),
    refused(
        "layers_that_wait_for_each_other",
        description(INPUT, dense("a", "b", 1), dense("b", "a", 1)),
        "wait for each other",
    ),
    refused("source_that_is_not_there", description(INPUT, dense("out", "y", 2)), "comes from 'y'"),
    refused(
        "two_layers_of_one_name",
        description(INPUT, dense("a", "x", 1), dense("a", "x", 1)),
        "two layers are called 'a'",
    ),
    refused(
        "output_that_is_not_there",
        changed(lambda m: m["config"].update(output_layers=["out", 9, 0])),
        "an output of one of the calls",
    ),
    refused(
        "output_of_a_negative_call",
        changed(lambda m: m["config"].update(output_layers=["out", -1, 0])),
        "an output of one",
    ),
    refused("called_a_hundred_thousand_times", calls_itself_often(10_000), "more than 10000 calls", memory=64 * MIB),
    refused(
        "never_built",
        {"class_name": "Sequential", "config": {"name": "m", "layers": [dense("a", "x", 1)]}},
        "was never built",
    ),
    refused(
        "weights_of_another_shape",
        MODEL,
        "'layers/dense/vars/0' has shape (2, 2); expected (2, 1)",
        weights=whole(
            {"layers": {**WEIGHTS["layers"], "dense": {"vars": {"0": ([2, 2], floats(1, 2, 3, 4)), "1": DENSE_0["1"]}}}}
        ),
    ),
    with_weights("weights_of_a_layer_missing", {"dense_1": {"vars": {"0": ([1], floats(1))}}}, "'layers/dense_1/vars/"),
    with_weights("weights_too_many", {"dense": {"vars": {**DENSE_0, "2": ([1], floats(1))}}}, "holds 3 datasets"),
    with_weights(
        "weight_nan",
        {"dense": {"vars": {**DENSE_0, "0": ([2, 1], floats(1, NAN))}}},
        "not finite, the first at index 1",
    ),
    with_weights(
        "weight_infinite",
        {"dense": {"vars": {**DENSE_0, "1": ([1], floats(INFINITY))}}},
        "not finite, the first at index 0",
    ),
    with_weights(
        "names_of_weights_of_60_kb",
        {"dense": {"vars": {f"{'w' * 200}{i}": ([1], floats(1)) for i in range(300)}}},
        "'layers/dense/vars/0'",
    ),
    Refused(
        "sharded_weights",
        {
            "bad.keras": archive(
                *members()[:2], member("model.weights.json", b"{}"), member("model_00000.weights.h5", b"")
            )
        },
        ["convert", "bad.keras", "out.keras"],
        ["'bad.keras'", "there is no model.weights.h5 in it"],
    ),
    compiled("compiled_without_optimizer", {"loss": "mse"}, "there is no 'optimizer'"),
    compiled("compiled_with_a_text", "mse", "'bad.keras'"),
    compiled(
        "learning_rate_as_text",
        {"optimizer": {"class_name": "Adam", "config": {"learning_rate": "fast"}}, "loss": "mse"},
        'learning_rate is "fast"',
    ),
    compiled(
        "learning_rate_negative",
        {"optimizer": {"class_name": "Adam", "config": {"learning_rate": -1}}, "loss": "mse"},
        "learning_rate",
    ),
    compiled(
        "schedule_without_steps",
        {"optimizer": {"class_name": "Adam", "config": {"learning_rate": COSINE}}, "loss": "mse"},
        "learning_rate 'CosineDecay': there is no 'decay_steps'",
    ),
    compiled(
        "schedule_of_0_steps",
        {"optimizer": {"class_name": "Adam", "config": {"learning_rate": cosine(decay_steps=0)}}, "loss": "mse"},
        "decay_steps is 0",
    ),
    compiled(
        "schedule_of_infinite_steps",
        {"optimizer": {"class_name": "Adam", "config": {"learning_rate": cosine(decay_steps="inf")}}, "loss": "mse"},
        'decay_steps is "inf"',
    ),
    compiled(
        "momentum_of_averages_above_1",
        {"optimizer": {"class_name": "Adam", "config": {"use_ema": True, "ema_momentum": 2}}, "loss": "mse"},
        "ema_momentum is 2",
    ),
    compiled(
        "overwriting_every_minus_1_steps",
        {
            "optimizer": {"class_name": "Adam", "config": {"use_ema": True, "ema_overwrite_frequency": -1}},
            "loss": "mse",
        },
        "ema_overwrite_frequency is -1",
    ),
    compiled(
        "clipnorm_as_text",
        {"optimizer": {"class_name": "Adam", "config": {"clipnorm": "1"}}, "loss": "mse"},
        'clipnorm is "1"',
    ),
    compiled(
        "clipvalue_negative",
        {"optimizer": {"class_name": "Adam", "config": {"clipvalue": -1}}, "loss": "mse"},
        "clipvalue is -1",
    ),
    compiled(
        "two_limits_of_gradients",
        {"optimizer": {"class_name": "Adam", "config": {"clipvalue": 1, "clipnorm": 1}}, "loss": "mse"},
        "two of clipnorm, clipvalue and global_clipnorm are set",
    ),
    compiled("loss_weights_as_text", {"optimizer": "adam", "loss": "mse", "loss_weights": ["x"]}, "loss_weights"),
    Read(
        "compiled_with_code_is_a_model_that_predicts",
        {
            "m.keras": keras_file(
                {
                    **MODEL,
                    "compile_config": {
                        "optimizer": {"class_name": "Evil", "module": "os", "config": {}},
                        "loss": "mse",
                    },
                }
            ),
            "t.csv": b"a,b\n1,2\n",
        },
        ["encode", "m.keras", "--data", "t.csv", "--out", "-"],
        "code_1\n5\n",
    ),
    Read(
        "sound_model",
        {"m.keras": keras_file(), "t.csv": b"a,b\n1,2\n"},
        ["reconstruct", "m.keras", "--data", "t.csv", "--out", "-"],
        lambda test, _, text: test.assertTrue(text.endswith("\n5,15\n"), text),
    ),
]
