# SPDX-License-Identifier: MIT
"""Checkpoints of a training, damaged or lying, that the same training is to go on from.

Where all of a folder's are refused, the folder stays as it was; where one before is sound, that one is taken,
with a warning, and the training comes to the same end."""

import os
import struct

from corpus import INPUT_OUTPUT, MIB, Read, Refused, Warned
from hdf5_bytes import FLOAT64, File, floats, nested
from own_model_bytes import (
    LAYERS,
    TABLE,
    TRAIN,
    first_dense,
    kernel,
    members_of,
    negative_step,
    reversed_bytes,
    sound_archive,
    with_flipped_bit,
    with_member,
    written,
)
from zip_bytes import archive, deflated, member

# 28 rows to train with and 12 to validate: two steps an epoch, and a checkpoint after each.
SETTINGS = "--epochs 2 --batch-size 16 --validation-split 0.3 --patience 5 --checkpoint saved".split()
GO_ON = [*TRAIN, *SETTINGS, "--resume", "--out", "out.keras"]
RESUME = [*GO_ON, *LAYERS]
STEPS = ["--save-every", "1steps"]
WITHIN, NEWEST = "saved/checkpoint-000000003.keras", "saved/checkpoint-000000004.keras"
LISTS = "hourglass/training.h5"
OTHER = "is of another training: "
HELP = "take an earlier checkpoint"


def checkpoint(name=NEWEST, *arguments, layers=LAYERS):
    return written(*layers, *SETTINGS, *STEPS, *arguments)[name]


def changed(change, of=NEWEST):
    """What makes that file; `change` is given its bytes."""
    return lambda path: path.write_bytes(change(checkpoint(of)))


def refused(name, change, *says, of=NEWEST, **options):
    """There is no other checkpoint."""
    return Refused(name, {of: changed(change, of), "t.csv": TABLE}, RESUME, [f"'{of}'", *says], **options)


def damaged(name, change, *says, of=NEWEST, **options):
    says = ["no checkpoint in 'saved' can be read: ", *says, "choose another folder to begin again"]
    files = {of: change if options.pop("in_place", False) else changed(change, of), "t.csv": TABLE}
    return Refused(name, files, RESUME, [f"'{of}", *says], **options)


def in_place(name, make, *says, **options):
    """Something else is there."""
    return damaged(name, make, *says, in_place=True, **options)


def sound(name, change, of=NEWEST, **others):
    return Read(name, {of: changed(change, of), "t.csv": TABLE, **others}, RESUME, comes_to_the_same_end)


def before(name, change, *says):
    """The newest is damaged, and the one before is not."""
    files = {NEWEST: changed(change), WITHIN: changed(bytes, WITHIN), "t.csv": TABLE}
    says = [f"'{NEWEST}", *says, f"the one before is taken, '{WITHIN}'"]
    return Warned(f"newest_{name}_and_one_before", files, RESUME, says, is_written_again)


def comes_to_the_same_end(test, folder, _):
    weights = [members_of(contents)["model.weights.h5"] for contents in (checkpoint(), (folder / "out.keras").read_bytes())]
    test.assertEqual(*weights)


def is_written_again(test, folder, _):
    comes_to_the_same_end(test, folder, _)
    # How long the epochs took is in the lists.
    expected, found = (members_of(contents) for contents in (checkpoint(), (folder / NEWEST).read_bytes()))
    test.assertEqual({**found, LISTS: None}, {**expected, LISTS: None})
    test.assertEqual((folder / WITHIN).read_bytes(), checkpoint(WITHIN))


def in_member(which, change):
    return lambda contents: with_member(contents, which, change)


def replaced(which, data):
    return lambda contents: sound_archive({**members_of(contents), which: data})


def in_training(change):
    """`change` is given what the notes say of the training."""

    def of_metadata(metadata):
        change(metadata["hourglass"]["training"])
        return metadata

    return in_member("metadata.json", of_metadata)


def training(**values):
    return in_training(lambda notes: notes.update(values))


def state(**values):
    return in_training(lambda notes: notes["state"].update(values))


def lacks(part, name):
    return in_training(lambda notes: notes[part].pop(name))


def early(**values):
    return in_training(lambda notes: notes["early_stopping"].update(values))


def setting(**values):
    return in_training(lambda notes: notes["settings"].update(values))


def history_of_notes(metadata):
    metadata["hourglass"]["history"]["loss"] = [1]
    return metadata


def doubles(*values):
    return struct.pack(f"<{len(values)}d", *values)


def lists(**arrays):
    """Of WITHIN, as h5py would write them; None is not there."""
    best = {str(i): ([size], floats(*[0.5] * size)) for i, size in enumerate((10, 2, 10, 5))}
    tree = {
        "best_weights": best,
        "history": ([1, 4], doubles(1, 1, 1, 1), FLOAT64),
        "seconds": ([1], doubles(0.5), FLOAT64),
        "sums": ([2], doubles(1, 1), FLOAT64),
        **arrays,
    }
    file = File()
    contents = file.finish(nested(file, {name: array for name, array in tree.items() if array is not None}))
    return replaced(LISTS, contents)


def time_of_day(contents):
    """Of the first member, where no checksum guards it."""
    contents = bytearray(contents)
    contents[10] ^= 1
    contents[contents.index(b"PK\1\2") + 12] ^= 1
    return bytes(contents)


def packed(contents):
    return archive(*(deflated(*each) for each in members_of(contents).items()))


def with_bomb(contents):
    return archive(*(member(*each) for each in members_of(contents).items()), deflated("zeros", bytes(256 * MIB)))


def reordered(contents):
    return sound_archive(dict(reversed(members_of(contents).items())))


def without(which):
    return lambda contents: sound_archive({n: data for n, data in members_of(contents).items() if n != which})


def model_of(*arguments, **options):
    """The model of another training, whole and sound, under the notes of this one."""

    def change(contents):
        other = members_of(checkpoint(NEWEST, *arguments, **options))
        return sound_archive({**other, "metadata.json": members_of(contents)["metadata.json"]})

    return change


def model(epochs=1):
    return written(*LAYERS, "--epochs", str(epochs), "--out", "m.keras")["m.keras"]


def of_a_file(change):
    """A checkpoint of a training that began with a file, which has other weights by now."""

    def make(path):
        files = written("m.keras", *SETTINGS, *STEPS, **{"m.keras": model()})
        path.write_bytes(change(files[NEWEST]))

    return {NEWEST: make, "m.keras": lambda path: path.write_bytes(model(2)), "t.csv": TABLE}


def ends_with_what_it_saved(test, folder, _):
    weights = [members_of((folder / name).read_bytes())["model.weights.h5"] for name in (NEWEST, "out.keras")]
    test.assertEqual(*weights)


def not_compiled(description):
    return {key: value for key, value in description.items() if key != "compile_config"}


CASES = [
    *(damaged(f"cut_at_{share}_percent", lambda c, s=share: c[: len(c) * s // 100]) for share in (1, 25, 50, 75, 99)),
    damaged("empty", lambda contents: b""),
    damaged("last_byte_missing", lambda contents: contents[:-1]),
    damaged("zeros_alone", lambda contents: bytes(len(contents))),
    damaged("cut_and_filled_with_zeros", lambda contents: contents[:-512] + bytes(512)),
    damaged("page_in_the_middle_overwritten", lambda c: c[:2048] + bytes(512) + c[2560:]),
    damaged("twice_in_one_file", lambda contents: contents + contents),
    damaged("with_text_behind", lambda contents: contents + b"\n"),
    damaged("line_ends_changed", lambda contents: contents.replace(b"\n", b"\r\n") + b"\r\n"),
    *(damaged(f"flipped_bit_{seed}", lambda c, s=seed: with_flipped_bit(c, s)) for seed in range(12)),
    damaged("byte_without_a_checksum", time_of_day, "byte 10 is not as hourglass train wrote it", HELP),
    damaged("members_packed", packed, "is not as hourglass train wrote it", HELP),
    damaged("member_that_unpacks_to_256_mib", with_bomb, "unpacks to more than", memory=16 * MIB),
    damaged("lists_missing", without(LISTS), f"there is no {LISTS} in it", HELP),
    damaged("weights_missing", without("model.weights.h5"), "there is no model.weights.h5 in it"),
    damaged("description_missing", without("config.json"), "there is no config.json in it"),
    damaged("notes_missing", without("metadata.json"), "without the state of a training"),
    damaged("model_without_a_state", lambda contents: model(), "without the state of a training"),
    damaged("notes_that_are_no_json", replaced("metadata.json", b"{"), "metadata.json"),
    damaged("notes_nested_100_deep", replaced("metadata.json", b"[" * 100 + b"]" * 100), "metadata.json", "nested"),
    damaged("notes_with_a_key_twice", replaced("metadata.json", b'{"a": 1, "a": 2}'), "metadata.json", "'a'"),
    damaged(
        "notes_of_17_mib",
        replaced("metadata.json", b" " * (17 * MIB)),
        "metadata.json has 17825792 bytes",
        memory=17 * MIB,  # for the file that is written again, to be compared
    ),
    # Versions.
    refused("newer_version", training(format=2), "written by a newer Hourglass: format 2", "use that version"),
    damaged("version_0", training(format=0), "format is 0", HELP),
    damaged("version_as_a_text", training(format="1"), 'format is "1"', HELP),
    damaged("version_beyond_64_bits", training(format=2**64), "format is 1.8446744073709552e+19", HELP),
    Refused(
        "newer_version_and_one_before",
        {NEWEST: changed(training(format=2)), WITHIN: changed(bytes, WITHIN), "t.csv": TABLE},
        RESUME,
        [f"'{NEWEST}'", "written by a newer Hourglass: format 2"],
    ),
    # Where the training stands.
    damaged("state_missing", training(state=None), "there is no 'state'", HELP),
    damaged("state_that_is_a_list", training(state=[2, 0]), "there is no 'epoch'", HELP),
    damaged("epoch_missing", lacks("state", "epoch"), "there is no 'epoch'", HELP),
    damaged("epoch_negative", state(epoch=-1), "epoch is -1; expected a count", HELP),
    damaged("epoch_with_a_fraction", state(epoch=1.5), "epoch is 1.5", HELP),
    damaged("epoch_that_has_no_history", state(epoch=3), "its 'history' is not of the epochs that are done", HELP),
    damaged("epoch_of_2_to_the_62", state(epoch=2**62), "its 'history' is not of the epochs that are done", HELP),
    damaged("step_negative", state(step=-1), "step is -1; expected a count", HELP),
    damaged("step_without_its_sums", state(step=1), "sums is 0; expected as many as logs", HELP),
    damaged("step_0_with_sums", state(step=0), "sums is 2; expected as many as logs", HELP, of=WITHIN),
    refused(
        "step_that_no_epoch_has",
        state(step=9),
        "stands where this training does not: [fit] initial_state stands at step 9 after epoch 1",
        HELP,
        of=WITHIN,
    ),
    damaged("sums_more_than_logs", state(sums=5), "sums is 5; expected as many as logs", HELP),
    damaged("sums_other_than_in_the_lists", state(sums=1), "its 'sums' is not of the epochs", HELP, of=WITHIN),
    refused("sums_of_other_logs", state(logs=["a", "mse", "c", "d"]), "sums of other logs", HELP, of=WITHIN),
    damaged("logs_that_are_a_text", state(logs="loss"), 'logs is "loss"; expected a list', HELP),
    damaged("logs_that_are_numbers", state(logs=[1, 2]), "logs is 1; expected a text", HELP),
    damaged("logs_fewer_than_in_the_lists", state(logs=["loss"]), "its 'history' is not of the epochs", HELP),
    damaged("log_with_a_name_of_a_megabyte", state(logs=["x" * MIB]), "a log is called 'xxx", HELP, memory=16 * MIB),
    damaged("seconds_that_are_a_text", state(seconds="long"), 'seconds is "long"; expected a number', HELP),
    refused("history_of_other_lengths", in_member("metadata.json", history_of_notes), "that Hourglass did not write"),
    # The lists.
    damaged("lists_of_nothing", replaced(LISTS, b""), LISTS),
    damaged("lists_cut_short", in_member(LISTS, lambda contents: contents[:-8]), LISTS),
    damaged("history_missing", lists(history=None), "its 'history' is not of the epochs", HELP, of=WITHIN),
    damaged(
        "history_of_floats",
        lists(history=([1, 4], floats(1, 1, 1, 1))),
        "its 'history' is not of the epochs",
        HELP,
        of=WITHIN,
    ),
    damaged(
        "history_that_promises_more", lists(history=([2**40, 4], doubles(1), FLOAT64)), LISTS, "in '/history'", of=WITHIN
    ),
    damaged("best_weight_missing", lists(best_weights={}), "there is no best_weights/0", HELP, of=WITHIN),
    damaged(
        "best_weights_of_other_layers",
        lists(best_weights={"0": ([3], floats(1, 2, 3))}),
        "'best_weights/0' has shape (3); expected (10)",
        HELP,
        of=WITHIN,
    ),
    damaged(
        "best_weight_nan",
        lists(best_weights={"0": ([10], floats(*[float("nan")] * 10))}),
        "'best_weights/0' holds a number that is not finite",
        of=WITHIN,
    ),
    refused("best_weights_missing", lists(best_weights=None), "lacks the best weights", "--patience", of=WITHIN),
    refused("early_stopping_missing", training(early_stopping=None), "lacks the best weights", "--patience"),
    damaged("best_epoch_to_come", early(best_epoch=2), "early_stopping is ", "expected epochs that are done", HELP),
    damaged("best_epoch_below_none", early(best_epoch=-2), "best_epoch is -2; expected a count", HELP),
    damaged("wait_of_more_epochs_than_done", early(wait=3), "early_stopping is ", "expected epochs that are done", HELP),
    damaged("stopped_in_an_epoch_to_come", early(stopped_epoch=9), "expected epochs that are done", HELP),
    damaged("best_that_is_a_text", early(best="good"), 'best is "good"; expected a number', HELP),
    # Settings and data.
    damaged("settings_missing", training(settings=None), "there is no 'settings'", HELP),
    damaged("settings_that_are_a_list", training(settings=[]), "settings is []; expected an object", HELP),
    refused("other_seed", setting(seed=1), OTHER, "seed was 1 and is 0"),
    refused("other_batch_size", setting(batch_size="16"), OTHER, 'batch_size was "16" and is 16'),
    refused("other_layers_in_the_settings", setting(layers="fd62"), OTHER, 'layers was "fd62" and is "'),
    refused("other_data", setting(**{"training data": "28 of (5)"}), OTHER, 'training data was "28 of (5)" and is "28'),
    Refused("other_file_to_begin_with", of_a_file(bytes), [*GO_ON, "m.keras"], [OTHER, "model weights was "]),
    refused("setting_that_nobody_knows", setting(evil=1), OTHER, "evil was 1 and is not given"),
    refused("settings_of_10000_names", setting(**{f"s{i}": i for i in range(10_000)}), OTHER, ", ...", memory=8 * MIB),
    # The model.
    damaged("weight_nan", in_member("model.weights.h5", kernel(float("nan"))), "not finite, the first at index 0"),
    damaged("weight_infinite", in_member("model.weights.h5", kernel(float("inf"))), "not finite, the first at index 0"),
    damaged("weights_of_other_byte_order", in_member("model.weights.h5", reversed_bytes), "model.weights.h5", "at byte"),
    damaged("negative_step_of_the_optimizer", in_member("model.weights.h5", negative_step), "no count of steps", HELP),
    damaged(
        "other_architecture",
        in_member("config.json", first_dense(lambda config: config.update(units=3))),
        "expected (None, 2)",
    ),
    refused("other_model_under_the_same_notes", model_of(layers=("--encoder", "dense 3 relu")), "has weights of other layers", HELP),
    refused("other_optimizer_under_the_same_notes", model_of("--optimizer", "sgd"), "state of another optimizer", HELP),
    refused("without_an_optimizer", in_member("config.json", not_compiled), "has no optimizer", HELP),
    refused(
        "layer_that_is_code",
        in_member("config.json", first_dense(lambda config: config.update(activation="evil"))),
        "'evil' is not known",
    ),
    # What is no file, or none that may be read.
    in_place("folder_in_its_place", lambda path: path.mkdir()),
    in_place("pipe_in_its_place", os.mkfifo),
    in_place("link_to_itself", lambda path: path.symlink_to(path.name)),
    in_place("link_to_nothing", lambda path: path.symlink_to("nothing")),
    in_place("link_to_a_device_without_end", lambda path: path.symlink_to("/dev/zero")),
    Refused(
        "folder_that_may_not_be_written_to",
        {NEWEST: changed(bytes), "t.csv": TABLE},
        RESUME,
        ["'saved", "Permission denied"],
        code=INPUT_OUTPUT,
        as_nobody=True,
    ),
    Refused(
        "both_damaged",
        {NEWEST: changed(lambda c: c[:-1]), WITHIN: changed(lambda c: c[:-1], WITHIN), "t.csv": TABLE},
        RESUME,
        ["no checkpoint in 'saved' can be read: ", f"'{WITHIN}'", "choose another folder to begin again"],
    ),
    before("cut_short", lambda contents: contents[:-100]),
    before("empty", lambda contents: b""),
    before("zeros_alone", lambda contents: bytes(len(contents))),
    before("with_a_flipped_bit", lambda contents: with_flipped_bit(contents, 1)),
    before("packed", packed, "is not as hourglass train wrote it"),
    before("with_a_weight_nan", in_member("model.weights.h5", kernel(float("nan"))), "not finite"),
    before("with_a_negative_epoch", state(epoch=-1), "epoch is -1"),
    before("a_model_alone", lambda contents: model(), "without the state of a training"),
    sound("whole", bytes),
    sound("whole_within_an_epoch", bytes, of=WITHIN),
    Read(
        "older_one_without_a_note_of_the_first_weights",
        of_a_file(lacks("settings", "model weights")),
        [*GO_ON, "m.keras"],
        ends_with_what_it_saved,
    ),
    sound("members_in_another_order", reordered),
    sound("another_member_beside", replaced("notes.txt", b"mine")),
    sound("lists_as_h5py_writes_them", lists(), of=WITHIN),
    sound("damaged_file_of_another_name_beside", bytes, **{"saved/checkpoint-5.keras": b"PK"}),
]
