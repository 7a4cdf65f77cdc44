# SPDX-License-Identifier: MIT
"""Settings of trainings that cannot be, or that contradict each other; the data is sound."""

from corpus import Refused
from harness import idx

FILES = {"t.csv": b"a,b\n1,2\n3,4\n5,6\n", "x": idx([2, 4, 4], range(32))}
TABLE = ["train", "table", "--data", "t.csv", "--out", "m.keras"]


def refused(name, arguments, *says, command=TABLE):
    return Refused(name, FILES, [*command, *arguments], says)


def option(name, option_name, value, *says):
    return refused(name, [option_name, value], f"[{option_name}]", *(says or [f"'{value}' is given; expected"]))


def network(name, text, *says):
    return refused(name, [], *says, command=["train", "--encoder", text, "--data", "t.csv", "--out", "m.keras"])


CASES = [
    option("learning_rate_nan", "--learning-rate", "nan"),
    option("learning_rate_infinite", "--learning-rate", "inf"),
    option("learning_rate_zero", "--learning-rate", "0"),
    option("learning_rate_negative", "--learning-rate", "-0.1"),
    option("learning_rate_beyond_float32", "--learning-rate", "1e60"),
    option("learning_rate_below_float32", "--learning-rate", "1e-60"),
    option("learning_rate_with_a_comma", "--learning-rate", "0,1"),
    option("learning_rate_of_a_megabyte", "--learning-rate", "9" * 100_000, "expected a number above 0"),
    option("clipnorm_zero", "--clipnorm", "0"),
    option("global_clipnorm_negative", "--global-clipnorm", "-1"),
    option("clipvalue_nan", "--clipvalue", "nan"),
    refused(
        "two_limits_of_gradients",
        ["--clipnorm", "1", "--clipvalue", "1"],
        "[--clipvalue] is given beside --clipnorm; expected one limit of gradients",
    ),
    option("momentum_of_averages_above_1", "--ema-momentum", "1.5"),
    option("overwriting_every_0_steps", "--ema-overwrite-frequency", "0"),
    refused(
        "overwriting_without_averages",
        ["--ema-overwrite-frequency", "5"],
        "[--ema-overwrite-frequency] is given without --ema-momentum",
    ),
    refused(
        "averages_and_the_best_weights",
        ["--validation-split", "0.5", "--patience", "2", "--ema-momentum", "0.9"],
        "[--ema-momentum] is given beside --patience",
    ),
    refused("unknown_schedule", ["--learning-rate-schedule", "cosin"], "'cosin'", "did you mean 'cosine'?"),
    refused("warmup_without_schedule", ["--warmup", "1epoch"], "[--warmup] is given without", "cosine"),
    refused("decay_steps_without_schedule", ["--decay-steps", "9steps"], "[--decay-steps] is given without"),
    refused(
        "decay_rate_of_cosine",
        ["--learning-rate-schedule", "cosine", "--decay-rate", "0.5"],
        "[--decay-rate] is given without --learning-rate-schedule exponential",
    ),
    refused(
        "alpha_of_exponential",
        ["--learning-rate-schedule", "exponential", "--alpha", "0.5"],
        "[--alpha] is given without --learning-rate-schedule cosine",
    ),
    refused(
        "alpha_above_1",
        ["--learning-rate-schedule", "cosine", "--alpha", "2"],
        "[--alpha] '2' is given; expected a number from 0 to 1",
    ),
    refused(
        "decay_steps_without_a_unit",
        ["--learning-rate-schedule", "cosine", "--decay-steps", "20"],
        "[--decay-steps] is '20'; expected a number of steps or epochs",
    ),
    refused(
        "warmup_of_the_whole_training",
        ["--learning-rate-schedule", "cosine", "--warmup", "2epochs", "--epochs", "2"],
        "[--warmup] takes 2 steps of a training of 2",
    ),
    refused(
        "schedule_and_plateau",
        ["--learning-rate-schedule", "cosine", "--reduce-on-plateau", "2", "--validation-split", "0.5"],
        "[--reduce-on-plateau] is given beside --learning-rate-schedule",
    ),
    refused("plateau_without_validation", ["--reduce-on-plateau", "2"], "[--reduce-on-plateau] is given without data"),
    refused("best_without_validation", ["--save-best", "b.keras"], "[--save-best] is given without data"),
    refused("best_of_another_format", ["--save-best", "b.h5"], "[--save-best] is 'b.h5'; expected a name that ends"),
    refused("best_in_the_file_of_the_last", ["--save-best", "./m.keras"], "[--save-best] is the file of --out"),
    refused("factor_without_plateau", ["--reduce-factor", "0.5"], "[--reduce-factor] is given without"),
    refused(
        "factor_of_1",
        ["--reduce-on-plateau", "2", "--reduce-factor", "1"],
        "[--reduce-factor] '1' is given; expected a number above 0 and below 1",
    ),
    option("batch_of_zero", "--batch-size", "0"),
    option("batch_negative", "--batch-size", "-8"),
    option("batch_with_a_point", "--batch-size", "8.0"),
    option("batch_beyond_64_bits", "--batch-size", "18446744073709551617"),
    option("epochs_zero", "--epochs", "0"),
    option("epochs_negative", "--epochs", "-1"),
    option("epochs_hexadecimal", "--epochs", "0x10"),
    option("epochs_with_a_blank", "--epochs", " 1"),
    option("seed_2_to_the_64", "--seed", "18446744073709551616"),
    option("seed_negative", "--seed", "-1"),
    option("threads_too_many", "--threads", "100000"),
    option("limit_zero", "--limit", "0"),
    refused("unknown_corruption", ["--corruption", "swop 0.1"], "'swop'", "did you mean 'swap'?"),
    refused("corruption_of_a_megabyte", ["--corruption", "m" * 100_000], "is not known; expected one of"),
    option("corruption_without_a_strength", "--corruption", "swap"),
    option("corruption_of_a_strength_too_long", "--corruption", "swap " + "9" * 100_000, "'... is given; expected"),
    option("corruption_probability_above_1", "--corruption", "swap 1.1", "corruption has probability 1.1"),
    option("corruption_probability_nan", "--corruption", "swap nan", "corruption has probability"),
    option("corruption_stddev_infinite", "--corruption", "gaussian inf", "corruption has stddev inf"),
    option("corruption_beginning_below_0", "--corruption", "swap -1 to 0.5 over 4", "corruption has probability -1"),
    option("corruption_over_no_epochs", "--corruption", "swap 0 to 0.5 over 0"),
    option("corruption_over_too_many_epochs", "--corruption", "swap 0 to 0.5 over 18446744073709551617"),
    option("blur_of_a_table", "--corruption", "blur 1", "is blur, and the samples are rows of 2 numbers"),
    option("salt_and_pepper_of_scaled_columns", "--corruption", "salt-and-pepper 0.1", "add --scale minmax"),
    refused("unknown_optimizer", ["--optimizer", "adma"], "'adma'", "expected one of"),
    refused("unknown_loss", ["--loss", "mean"], "'mean'", "expected one of"),
    refused("unknown_scale", ["--scale", "log"], "'log'", "expected one of"),
    refused("unknown_instructions", ["--isa", "neon"], "'neon'"),
    refused("split_of_all", ["--validation-split", "1"], "[--validation-split] '1' is given; expected a share"),
    option("split_of_nothing", "--validation-split", "0"),
    option("split_nan", "--validation-split", "nan"),
    refused("split_that_leaves_no_sample", ["--validation-split", "0.9"], "[--validation-split]", "of 3 samples"),
    refused("split_and_validation_data", ["--validation-split", "0.5", "--validation-data", "t.csv"], "--validation"),
    refused("unknown_option", ["--lr", "0.1"], "[--lr] is not an option of 'train'"),
    refused("option_twice", ["--epochs", "1", "--epochs", "2"], "[--epochs] is given 2 times"),
    refused("option_without_value", ["--epochs"], "[--epochs] has no value"),
    refused("option_of_ten_kilobytes", ["--" + "x" * 10_000], "is not an option of 'train'"),
    refused("option_with_line_breaks", ["--a\nhourglass: all is well"], "is not an option of 'train'"),
    refused("code_zero", ["--code", "0"], "[--code]", "'0' is given"),
    refused("code_of_2_to_the_40", ["--code", "1099511627776"], "[--code]"),
    refused("recipe_and_encoder", ["--encoder", "dense 2"], "--encoder"),
    refused("file_and_code", ["--code", "2"], "'m.keras'", command=["train", "m.keras", "--data", "t.csv"]),
    network("encoder_empty", " ", "[encoder]"),
    network("encoder_unknown_layer", "dens 2", "'dens 2' cannot be read"),
    network("encoder_zero_units", "dense 0", "0"),
    network("encoder_negative_units", "dense -2", "-2"),
    network("encoder_units_beyond_64_bits", "dense 99999999999999999999", "99999999999999999999"),
    network("encoder_units_of_2_to_the_40", "dense 1099511627776", "1099511627776"),
    network("encoder_unknown_activation", "dense 2 rleu", "'rleu'"),
    network("encoder_dropout_of_1", "dropout 1, dense 2", "[Dropout] rate is 1"),
    network("encoder_convolution_of_a_table", "conv 8, dense 2", "[Conv2D] input shape"),
    network(
        "encoder_of_ten_thousand_layers",
        ", ".join(["dense 2"] * 10_000),
        "10000 layers are given; expected at most 1000",
    ),
    network("encoder_word_of_a_megabyte", "d" * 100_000 + " 2", "[encoder]"),
    refused(
        "recipe_of_images_for_a_table",
        [],
        "recipe 'vanilla' needs (784)",
        command=["train", "vanilla", "--data", "t.csv", "--out", "m.keras"],
    ),
    refused("unknown_recipe", [], "'vanila'", "did you mean 'vanilla'?", command=["train", "vanila", "--data", "x"]),
    refused("outputs_that_are_one_file", ["--history", "./m.keras"], "[--history]"),
    refused("size_zero", ["--size", "0x8"], "[--size]"),
    refused("background_that_is_no_colour", ["--background", "red"], "[--background] 'red'"),
]
