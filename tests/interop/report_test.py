# SPDX-License-Identifier: MIT
"""The numbers of hourglass report beside those of scikit-learn, scikit-image and Pillow: what Hourglass's own models
make of images of Fashion-MNIST, analysed by others."""

import gzip
import io
import json
import os
import pathlib
import struct
import subprocess
import tempfile
import unittest

import numpy as np
import PIL.Image
import skimage.metrics
import sklearn.decomposition
import sklearn.linear_model
import sklearn.manifold
import sklearn.neighbors
import sklearn.preprocessing
from analysis_test import difference, read_idx, read_images, read_labels

PROGRAM = os.environ["HOURGLASS_PROGRAM"]
TRAIN, TEST = 3000, 600
QUALITIES = [2, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90]
SIDE = 10  # images on a side of a sheet that is one JPEG


def flat(images):
    return images.reshape(len(images), -1).astype(np.float64)


class ReportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="hourglass-report-")
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        for part, count in [("train", TRAIN), ("t10k", TEST)]:
            cls.write_part(part, count)
        cls.train, cls.train_labels = read_images("train", TRAIN), read_labels("train", TRAIN)
        cls.test, cls.test_labels = read_images("t10k", TEST), read_labels("t10k", TEST)
        cls.run_program("article", "--data", "./data", "--out", "article", "--quiet")
        cls.article = json.loads((cls.folder / "article/report.json").read_text())
        cls.vanilla = "article/vanilla.keras"
        report = cls.run_program("report", cls.vanilla, "--data", "./data", "--out", "r.html", "--json")
        cls.report = json.loads(report)

    @classmethod
    def write_part(cls, part, count):
        pixels = read_idx(f"{part}-images-idx3-ubyte.gz", 16)[: count * 784]
        data = cls.folder / "data"
        data.mkdir(exist_ok=True)
        header = struct.pack(">4I", 0x803, count, 28, 28)
        (data / f"{part}-images-idx3-ubyte").write_bytes(header + pixels.tobytes())
        labels = read_labels(part, count).astype(np.uint8)
        (data / f"{part}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(struct.pack(">2I", 0x801, count) + labels.tobytes()))

    @classmethod
    def run_program(cls, *words):
        result = subprocess.run([PROGRAM, *words], cwd=cls.folder, capture_output=True, text=True)
        assert (result.returncode, result.stderr) == (0, ""), result.stderr
        return result.stdout

    def output(self, command, model, data):
        """What `command` makes of images or of the part of the data so named."""
        source = ["--data", "./data", "--part", data] if isinstance(data, str) else ["--data", "given.npy"]
        if not isinstance(data, str):
            np.save(self.folder / "given.npy", data.astype(np.float32))
        self.run_program(command, model, *source, "--out", "out.npy", "--quiet")
        return np.load(self.folder / "out.npy")

    def codes(self, model):
        return [flat(self.output("encode", model, part)) for part in ("train", "test")]

    def assert_near(self, ours, theirs, tolerance):
        self.assertLessEqual(difference(ours, theirs), tolerance)

    def test_errors_of_networks_and_of_their_mean_are_numpys(self):
        for name in ("vanilla", "multilayer", "sparse", "convolutional"):
            made = self.output("reconstruct", f"article/{name}.keras", "test")
            ours = self.article["networks"][name]
            self.assert_near(ours["mse"], np.mean((flat(made) - flat(self.test)) ** 2), 1e-6)
            mean = np.mean((self.train.mean(axis=0, dtype=np.float64) - self.test) ** 2)
            self.assert_near(ours["mse_of_the_mean"], mean, 1e-6)

    def test_errors_of_principal_components_are_scikit_learns(self):
        train, test = flat(self.train), flat(self.test)
        ours = self.article["code_size"]
        for code, error in zip(ours["code"], ours["pca_mse"], strict=True):
            if code == 784:
                self.assertEqual(error, 0)
                continue
            pca = sklearn.decomposition.PCA(int(code), svd_solver="covariance_eigh").fit(train)
            self.assert_near(error, np.mean((pca.inverse_transform(pca.transform(test)) - test) ** 2), 1e-5)

    def test_codes_are_as_trustworthy_as_scikit_learn_finds(self):
        codes = self.codes(self.vanilla)[1]
        theirs = sklearn.manifold.trustworthiness(flat(self.test), codes, n_neighbors=5)
        self.assertAlmostEqual(self.report["codes"]["vanilla"]["trustworthiness"], theirs, delta=1e-6)
        pca = sklearn.decomposition.PCA(64, svd_solver="covariance_eigh").fit(flat(self.train))
        theirs = sklearn.manifold.trustworthiness(flat(self.test), pca.transform(flat(self.test)), n_neighbors=5)
        self.assertAlmostEqual(self.report["codes"]["PCA, 64 components"]["trustworthiness"], theirs, delta=1e-5)

    def test_the_nearest_codes_tell_the_labels_as_in_scikit_learn(self):
        train, test = self.codes(self.vanilla)
        classifier = sklearn.neighbors.KNeighborsClassifier(5).fit(train, self.train_labels)
        theirs = classifier.score(test, self.test_labels)
        self.assertAlmostEqual(self.report["codes"]["vanilla"]["nearest_accuracy"], theirs, delta=1.5 / TEST)
        self.assertGreater(theirs, 0.5)

    def test_linear_classifiers_of_codes_are_scikit_learns(self):
        for name in ("vanilla", "sparse"):
            train, test = self.codes(f"article/{name}.keras")
            scaler = sklearn.preprocessing.StandardScaler().fit(train)
            classifier = sklearn.linear_model.RidgeClassifier().fit(scaler.transform(train), self.train_labels)
            theirs = classifier.score(scaler.transform(test), self.test_labels)
            self.assertAlmostEqual(self.article["sparse"][name]["accuracy"], theirs, delta=1.5 / TEST)
            self.assert_near(self.article["sparse"][name]["zero_share"], np.mean(test == 0), 1e-6)
            self.assertGreater(theirs, 0.5)

    def test_images_through_a_network_are_as_similar_as_scikit_image_finds(self):
        # No noise file is written by the program, so the quality is that of images spread over the data as
        # the page's are, with noise of the same size: its mean is known to within what noise itself varies by.
        shown = self.test[[i * TEST // 500 for i in range(500)]]
        ours = self.article["denoising"]
        place = [round(stddev, 3) for stddev in ours["stddev"]].index(0.5)
        noise = np.random.default_rng(1).normal(0, 0.5, shown.shape)
        given = np.clip(shown + noise, 0, 1).astype(np.float32)
        for method, images in [
            ("nothing", given),
            ("denoising autoencoder", self.output("reconstruct", "article/denoising.keras", given)),
            ("vanilla autoencoder", self.output("reconstruct", self.vanilla, given)),
        ]:
            with self.subTest(method):
                pairs = list(zip(shown.astype(np.float64), images.reshape(shown.shape).astype(np.float64), strict=True))
                options = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
                ssim = [
                    skimage.metrics.structural_similarity(a, b, data_range=1, channel_axis=-1, **options)
                    for a, b in pairs
                ]
                psnr = [skimage.metrics.peak_signal_noise_ratio(a, b, data_range=1) for a, b in pairs]
                self.assertAlmostEqual(ours[method]["ssim"][place], np.mean(ssim), delta=0.005)
                self.assertAlmostEqual(ours[method]["psnr"][place], np.mean(psnr), delta=0.05)

    def test_jpeg_takes_as_many_bits_as_pillows(self):
        shown = np.rint(self.test[..., 0] * 255).astype(np.uint8)
        sheets = shown.reshape(-1, SIDE, SIDE, 28, 28).transpose(0, 1, 3, 2, 4).reshape(-1, SIDE * 28, SIDE * 28)
        for domain, turned in [("held-out images", sheets), ("negative", 255 - sheets)]:
            ours = self.article["compression"][domain]["JPEG"]
            for bits, psnr, quality in zip(ours["bits_a_pixel"], ours["psnr"], QUALITIES, strict=True):
                with self.subTest(domain=domain, quality=quality):
                    files = [io.BytesIO() for _ in turned]
                    for sheet, file in zip(turned, files, strict=True):
                        PIL.Image.fromarray(sheet).save(file, "JPEG", quality=quality)
                    size = sum(len(file.getvalue()) for file in files)
                    self.assertAlmostEqual(bits, 8 * size / turned.size, places=9)
                    decoded = np.stack([np.asarray(PIL.Image.open(file)) for file in files]).astype(np.float64)
                    error = np.mean((decoded / 255 - turned / 255) ** 2)
                    self.assertAlmostEqual(psnr, 10 * np.log10(1 / error), places=4)


if __name__ == "__main__":
    unittest.main()
