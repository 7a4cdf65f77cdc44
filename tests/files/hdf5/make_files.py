#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the HDF5 files beside it: what h5py and Keras write, and what is to be refused.

Needs what ../../interop/requirements.txt lists.
"""

import ctypes
import os
import pathlib
import zlib

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import h5py  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
# The library that h5py brings: some settings have no name in h5py.
(LIBRARY,) = (pathlib.Path(h5py.__file__).parent.parent / "h5py.libs").glob("libhdf5-*.so*")
HDF5 = ctypes.CDLL(LIBRARY)
NEW = "latest"  # also the smallest, hence most of the refused ones


def counted(shape, dtype="<f4"):
    """0, 1, 2, ..., as the tests expect it."""
    return np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)


def create(name, **options):
    return h5py.File(HERE / name, "w", **options)


def set_property(name, properties, *values):
    """H5Pset_... of the library, with whole numbers."""
    if getattr(HDF5, name)(ctypes.c_int64(properties.id), *values) < 0:
        raise ValueError(name)


def create_with(name, *properties):
    """A file with such properties, each the name of a function and its values."""
    parameters = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    for function, *values in properties:
        set_property(function, parameters, *values)
    access = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
    access.set_libver_bounds(h5py.h5f.LIBVER_EARLIEST, h5py.h5f.LIBVER_LATEST)
    path = os.fsencode(HERE / name)
    return h5py.File(h5py.h5f.create(path, h5py.h5f.ACC_TRUNC, parameters, access))


def dataset_properties():
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_obj_track_times(False)
    return properties


def create_dataset(file, dtype, shape, properties):
    space = h5py.h5s.create_simple(shape)
    return h5py.h5d.create(file.id, b"x", dtype, space, properties)


def fill_nested(file):
    variables = file.create_group("layers/dense/vars")
    variables.attrs["name"] = "dense"
    variables["0"] = counted((2, 3))
    variables["1"] = counted((3,))
    file.create_group("layers/input_layer")
    file["iteration"] = np.int32(7)


def make_versions():
    for name, version in (("default", "earliest"), ("v108", ("v108", "v108")), ("latest", NEW)):
        with create(f"{name}.h5", libver=version) as file:
            fill_nested(file)
    with create_with("superblock1.h5", ("H5Pset_istore_k", 16)) as file:
        fill_nested(file)
    # Managed in pages, which an extension of the superblock says.
    with create("extension.h5", libver=NEW, fs_strategy="page", fs_page_size=512) as file:
        fill_nested(file)


def make_numbers():
    with create("numbers.h5") as file:
        for kind in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"):
            for order, name in (("<", "little"), (">", "big")):
                values = counted((3,), order + kind)
                if kind[0] != "u":
                    values[0] = -1
                file[f"{name}/{kind}"] = values
        file["scalar"] = np.float32(0.5)
        file["none"] = counted((0, 3))
        file["deep"] = counted((1, 2, 1, 2))


def make_texts():
    with create("texts.h5") as file:
        attributes = file.attrs
        attributes["text"] = "gr\u00fcn"
        attributes["ascii"] = b"plain"
        attributes["empty"] = ""
        attributes["list"] = ["a", "", "long enough to be seen"]
        attributes["fixed"] = np.bytes_("fixed")
        attributes["fixed_list"] = np.array([b"a", b"bcd"])
        attributes["no_texts"] = np.array([], dtype="S3")
        attributes["long"] = "0123456789" * 500
        padded = h5py.h5t.C_S1.copy()
        padded.set_size(8)
        padded.set_strpad(h5py.h5t.STR_SPACEPAD)
        scalar = h5py.h5s.create(h5py.h5s.SCALAR)
        attribute = h5py.h5a.create(file.id, b"spaces", padded, scalar)
        attribute.write(np.array(b"two     ", dtype="S8"), mtype=padded)
        # These are left out.
        attributes["number"] = 1.5
        attributes["numbers"] = [1, 2]
        attributes["square"] = np.array([["a", "b"], ["c", "d"]], dtype=h5py.string_dtype())
        attributes["nothing"] = h5py.Empty("S3")
        file.create_dataset("x", data=counted((2,))).attrs["dtype"] = "bfloat16"


def make_chunks():
    def add(file, name, shape, chunks, **options):
        file.create_dataset(name, data=counted(shape), chunks=chunks, **options)

    for name, version in (("chunks", "earliest"), ("chunks_latest", NEW)):
        with create(f"{name}.h5", libver=version) as file:
            add(file, "plain", (5, 7), (2, 3))
            add(file, "gzip", (5, 7), (2, 3), compression="gzip")
            add(file, "all", (5, 7), (5, 4), compression="gzip", shuffle=True, fletcher32=True)
            add(file, "one", (5, 7), (5, 7), compression="gzip", shuffle=True)
            add(file, "sum", (3,), (3,), fletcher32=True)
            holes = file.create_dataset("holes", (6,), "<f4", chunks=(2,), fillvalue=9)
            holes[2:4] = [2, 3]
            file.create_dataset("unwritten", (3,), "<f4", fillvalue=5)
    with create("cube.h5") as file:
        add(file, "x", (3, 4, 5), (2, 3, 2))
    with create("paged.h5", libver=NEW) as file:
        pages = file.create_dataset("x", (3000,), "u1", chunks=(2,), fillvalue=9)
        pages[:20] = 1
        pages[2990:] = 2
    with create("early.h5", libver=NEW) as file:
        # Chunks that are all there from the beginning need no index.
        properties = dataset_properties()
        properties.set_chunk((2, 3))
        properties.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
        dataset = create_dataset(file, h5py.h5t.IEEE_F32LE, (5, 7), properties)
        dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, counted((5, 7)))
    with create("edges.h5", libver=NEW) as file:
        # Chunks that reach beyond the array are not packed.
        properties = dataset_properties()
        properties.set_chunk((2, 3))
        properties.set_deflate(5)
        set_property("H5Pset_chunk_opts", properties, 2)
        dataset = create_dataset(file, h5py.h5t.IEEE_F32LE, (5, 7), properties)
        dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, counted((5, 7)))
    for name, version in (("left_out", "earliest"), ("left_out_latest", NEW)):
        with create(f"{name}.h5", libver=version) as file:
            # Shuffled and packed, not shuffled, not packed, neither: a bit for each filter that was left out.
            dataset = file.create_dataset("x", (16,), "<f4", chunks=(4,), compression="gzip", shuffle=True)
            for mask in range(4):
                packed = counted((16,))[4 * mask : 4 * mask + 4].tobytes()
                if not mask & 1:
                    packed = bytes(packed[4 * i + byte] for byte in range(4) for i in range(4))
                if not mask & 2:
                    packed = zlib.compress(packed)
                dataset.id.write_direct_chunk((4 * mask,), packed, mask)
    with create("compact.h5") as file:
        properties = dataset_properties()
        properties.set_layout(h5py.h5d.COMPACT)
        dataset = create_dataset(file, h5py.h5t.IEEE_F32LE, (2, 3), properties)
        dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, counted((2, 3)))


def make_groups():
    # Two children a node and two names a leaf: a tree of four levels.
    with create_with("many_links.h5", ("H5Pset_sym_k", 1, 1)) as file:
        for i in range(20):
            file.create_group(f"group_{i}")
    with create("creation_order.h5", track_order=True) as file:
        fill_nested(file)


def make_keras():
    inputs = keras.Input((3,))
    hidden = keras.layers.Dense(2, activation="relu", name="code")(inputs)
    model = keras.Model(inputs, keras.layers.Dense(3, name="out")(hidden))
    model.set_weights([counted(weights.shape) for weights in model.get_weights()])
    model.save_weights(HERE / "keras.weights.h5")
    model.save(HERE / "keras_legacy.h5")


def make_refused_links():
    with create("refused_soft_link.h5") as file:
        file["link"] = h5py.SoftLink("/x")
    with create("refused_soft_link_latest.h5", libver=NEW) as file:
        file["link"] = h5py.SoftLink("/x")
    with create("refused_external_link.h5") as file:
        file["link"] = h5py.ExternalLink("/etc/passwd", "/x")
    with create("refused_hard_link.h5", libver=NEW) as file:
        file["x"] = counted((2,))
        file["y"] = file["x"]
    with create("refused_circle.h5", libver=NEW) as file:
        file.create_group("a")["b"] = file["/"]
    with create("refused_deep.h5", libver=NEW) as file:
        file.create_group("/".join("g" * 70))
    with create("refused_dense_links.h5", libver=NEW) as file:
        for i in range(9):
            file.create_group(f"group_{i}")
    with create("refused_dense_attributes.h5", libver=NEW) as file:
        for i in range(9):
            file.attrs[f"attribute_{i}"] = "text"


def make_refused_types():
    for name, values in (
        ("compound", np.zeros(2, [("a", "<f4"), ("b", "<i4")])),
        ("opaque", np.zeros(2, "V2")),
        ("bool", np.zeros(2, bool)),
        ("complex", np.zeros(2, "c8")),
        ("text", np.array(["a", "b"], dtype=h5py.string_dtype())),
        ("fixed_text", np.array([b"a", b"b"])),
    ):
        with create(f"refused_{name}.h5", libver=NEW) as file:
            file["x"] = values
    with create("refused_empty.h5", libver=NEW) as file:
        file["x"] = h5py.Empty("f4")
    with create("refused_named_type.h5", libver=NEW) as file:
        file["type"] = np.dtype("<f4")  # with the time of day
    with create("refused_odd_number.h5", libver=NEW) as file:
        three_bytes = h5py.h5t.STD_I32LE.copy()
        three_bytes.set_precision(24)
        create_dataset(file, three_bytes, (2,), dataset_properties())


def make_refused_layouts():
    with create("refused_external_data.h5", libver=NEW) as file:
        file.create_dataset("x", (2,), "<f4", external=[("/etc/passwd", 0, 8)])
    with create("refused_virtual.h5", libver=NEW) as file:
        layout = h5py.VirtualLayout((2,), "<f4")
        layout[:] = h5py.VirtualSource("/etc/passwd", "x", (2,))
        file.create_virtual_dataset("x", layout)
    with create("refused_growing.h5", libver=NEW) as file:
        file.create_dataset("x", data=counted((4,)), chunks=(2,), maxshape=(None,))
    with create("refused_growing_twice.h5", libver=NEW) as file:
        file.create_dataset("x", data=counted((2, 2)), chunks=(1, 1), maxshape=(None, None))
    with create("refused_growing_a_little.h5", libver=NEW) as file:
        file.create_dataset("x", data=counted((4,)), chunks=(2,), maxshape=(6,))
    with create("refused_lzf.h5", libver=NEW) as file:
        file.create_dataset("x", data=counted((4,)), chunks=(2,), compression="lzf")
    with create("refused_scaleoffset.h5", libver=NEW) as file:
        file.create_dataset("x", data=counted((4,), "i4"), chunks=(2,), scaleoffset=0)


def make_refused_files():
    with create("refused_user_block.h5", libver=NEW, userblock_size=512) as file:
        file["x"] = counted((2,))
    four = ctypes.c_size_t(4)
    with create_with("refused_short_offsets.h5", ("H5Pset_sizes", four, four)) as file:
        file["x"] = counted((2,))
    datatypes = 1 << 3
    with create_with(
        "refused_shared_messages.h5",
        ("H5Pset_shared_mesg_nindexes", 1),
        ("H5Pset_shared_mesg_index", 0, datatypes, 1),
    ) as file:
        file["x"] = counted((2,))


def main():
    make_versions()
    make_numbers()
    make_texts()
    make_chunks()
    make_groups()
    make_keras()
    make_refused_links()
    make_refused_types()
    make_refused_layouts()
    make_refused_files()


if __name__ == "__main__":
    main()
