# SPDX-License-Identifier: MIT
"""The numbers of src/analysis beside those of scikit-learn, scikit-image, SciPy, NumPy and Pillow, on Fashion-MNIST."""

import gzip
import io
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import numpy as np
import PIL.Image
import scipy.ndimage
import scipy.stats
import skimage.metrics
import sklearn.decomposition
import sklearn.linear_model
import sklearn.manifold
import sklearn.neighbors
import sklearn.preprocessing

TOOL = os.environ["HOURGLASS_ANALYSIS_TOOL"]
DATA = pathlib.Path("/usr/share/datasets/fashion-mnist")  # Debian's dataset-fashion-mnist
TRAIN, TEST, UNITS = 6000, 1000, 16


def read_idx(name, header):
    with gzip.open(DATA / name) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def read_images(part, count):
    images = read_idx(f"{part}-images-idx3-ubyte.gz", 16)[: count * 784]
    return images.reshape(count, 28, 28, 1).astype(np.float32) / np.float32(255)


def read_labels(part, count):
    return read_idx(f"{part}-labels-idx1-ubyte.gz", 8)[:count].astype(np.int32)


def as_colours(images):
    """Three neighbouring images as the channels of one."""
    return np.concatenate([images[0:-2:3], images[1:-1:3], images[2::3]], axis=-1)


def difference(ours, theirs):
    """The largest one, as a share of the largest number."""
    ours, theirs = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    assert ours.shape == theirs.shape, (ours.shape, theirs.shape)
    return float(np.max(np.abs(ours - theirs)) / np.max(np.abs(theirs)))


class AnalysisTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.train, cls.train_labels = read_images("train", TRAIN), read_labels("train", TRAIN)
        cls.test, cls.test_labels = read_images("t10k", TEST), read_labels("t10k", TEST)
        # Codes as a network might give them: half of the numbers zero, units of all sizes, one never used.
        weights = np.random.default_rng(1).normal(0, 0.1, (784, UNITS)).astype(np.float32)
        weights *= np.geomspace(0.1, 10, UNITS, dtype=np.float32)
        weights[:, 3] = 0
        cls.train_codes = np.maximum(cls.train.reshape(TRAIN, 784) @ weights, 0)
        cls.test_codes = np.maximum(cls.test.reshape(TEST, 784) @ weights, 0)
        noise = np.random.default_rng(2).normal(0, 0.2, cls.test.shape).astype(np.float32)
        cls.noisy = np.clip(cls.test + noise, 0, 1)

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="hourglass-analysis-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def tool(self, command, *arguments):
        """Arrays become files; others are given as they are."""
        words = []
        for number, argument in enumerate(arguments):
            if isinstance(argument, np.ndarray):
                np.save(self.folder / f"{number}.npy", argument)
                argument = f"{number}.npy"
            words.append(str(argument))
        result = subprocess.run([TOOL, command, *words], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stderr), (0, ""), command)
        return json.loads(result.stdout)

    def written(self, name="out.npy"):
        return np.load(self.folder / name)

    def flat(self, images):
        return images.reshape(len(images), -1)

    def assert_near(self, ours, theirs, tolerance):
        self.assertLessEqual(difference(ours, theirs), tolerance)

    def test_principal_components_are_scikit_learns(self):
        ours = self.tool("pca", self.train, self.test, 32, "out.npz")
        train, test = (self.flat(images).astype(np.float64) for images in (self.train, self.test))
        pca = sklearn.decomposition.PCA(32, svd_solver="covariance_eigh").fit(train)
        self.assert_near(ours["mean"], pca.mean_, 1e-12)
        self.assert_near(ours["explained_variance"], pca.explained_variance_, 1e-7)
        self.assert_near(ours["total_variance"], train.var(axis=0, ddof=1).sum(), 1e-12)
        self.assert_near(self.flat(self.written("out.npz")["components"]), pca.components_, 1e-4)
        self.assert_near(self.written("out.npz")["codes"], pca.transform(test), 1e-5)
        error = np.mean((pca.inverse_transform(pca.transform(test)) - test) ** 2)
        self.assert_near(ours["mse"], error, 1e-6)
        self.assert_near(ours["mean_mse"], np.mean((train.mean(axis=0) - test) ** 2), 1e-12)

    def test_trustworthiness_is_scikit_learns(self):
        for k in (5, 12):
            with self.subTest(k):
                ours = self.tool("trustworthiness", self.test, self.test_codes, k)
                samples = self.flat(self.test).astype(np.float64)
                theirs = sklearn.manifold.trustworthiness(samples, self.test_codes, n_neighbors=k)
                self.assertAlmostEqual(ours, theirs, delta=1e-7)
                self.assertLess(theirs, 0.99)

    def test_nearest_neighbours_vote_as_in_scikit_learn(self):
        for k in (1, 5):
            with self.subTest(k):
                ours = self.tool("nearest_labels", self.train_codes, self.train_labels, self.test_codes, k)
                classifier = sklearn.neighbors.KNeighborsClassifier(k).fit(self.train_codes, self.train_labels)
                self.assertEqual(ours, classifier.predict(self.test_codes).tolist())

    def standardised(self):
        scaler = sklearn.preprocessing.StandardScaler()
        train = scaler.fit_transform(self.train_codes.astype(np.float64))
        return train, scaler.transform(self.test_codes.astype(np.float64))

    def test_ridge_classifier_is_scikit_learns(self):
        train, test = self.standardised()
        for alpha in (1.0, 300.0):
            with self.subTest(alpha):
                ours = self.tool("linear_classifier", self.train_codes, self.train_labels, self.test_codes, alpha)
                classifier = sklearn.linear_model.RidgeClassifier(alpha=alpha).fit(train, self.train_labels)
                self.assertEqual(ours["classes"], classifier.classes_.tolist())
                self.assert_near(np.reshape(ours["coefficients"], classifier.coef_.shape), classifier.coef_, 1e-9)
                self.assert_near(ours["intercepts"], classifier.intercept_, 1e-9)
                self.assertEqual(ours["predicted"], classifier.predict(test).tolist())

    def test_two_labels_are_told_apart_as_in_scikit_learn(self):
        train, test = self.standardised()
        labels = (self.train_labels > 4).astype(np.int32)
        ours = self.tool("linear_classifier", self.train_codes, labels, self.test_codes, 1)
        classifier = sklearn.linear_model.RidgeClassifier().fit(train, labels)
        self.assert_near(ours["coefficients"][UNITS:], classifier.coef_.ravel(), 1e-9)
        self.assertEqual(ours["predicted"], classifier.predict(test).tolist())

    def test_image_quality_is_scikit_images(self):
        for images, others in [(self.test, self.noisy), (as_colours(self.test), as_colours(self.noisy))]:
            with self.subTest(images.shape):
                images, others = images[:200], others[:200]
                ours = self.tool("image_quality", images, others)
                pairs = list(zip(images.astype(np.float64), others.astype(np.float64), strict=True))
                options = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
                theirs = [
                    skimage.metrics.structural_similarity(a, b, data_range=1, channel_axis=-1, **options)
                    for a, b in pairs
                ]
                self.assert_near(ours["ssim"], theirs, 1e-12)
                self.assert_near(ours["mse"], [skimage.metrics.mean_squared_error(a, b) for a, b in pairs], 1e-12)
                theirs = [skimage.metrics.peak_signal_noise_ratio(a, b, data_range=1) for a, b in pairs]
                self.assert_near(ours["psnr"], theirs, 1e-12)

    def test_filters_are_scipys(self):
        for images in (self.noisy[:100], as_colours(self.noisy)[:50, :20], self.noisy[:10, :3, :5]):
            for sigma in (0.4, 1, 2.5):
                with self.subTest(shape=images.shape, sigma=sigma):
                    self.tool("gaussian_filter", images, sigma, "out.npy")
                    theirs = scipy.ndimage.gaussian_filter(images, (0, sigma, sigma, 0))
                    self.assert_near(self.written(), theirs, 1.2e-7)  # the last bit
            with self.subTest(shape=images.shape):
                self.tool("median_filter", images, "out.npy")
                np.testing.assert_array_equal(self.written(), scipy.ndimage.median_filter(images, (1, 3, 3, 1)))

    def test_blurred_inputs_are_scipys(self):
        for images in (self.noisy[:100], as_colours(self.noisy)[:50, :20], self.noisy[:10, :3, :5]):
            for sigma in (0.25, 1, 2.5, 10):
                with self.subTest(shape=images.shape, sigma=sigma):
                    self.tool("blur", images, sigma, "out.npy")
                    theirs = scipy.ndimage.gaussian_filter(images, (0, sigma, sigma, 0))
                    self.assert_near(self.written(), theirs, 1.2e-7)  # the last bit

    def test_jpeg_files_are_as_long_as_pillows_and_decode_alike(self):
        # Pillow brings a libjpeg-turbo of its own, whose bits are the same.
        for images in (self.test[:100], as_colours(self.test)[:100]):
            for quality in (5, 50, 75, 95):
                with self.subTest(shape=images.shape, quality=quality):
                    ours = self.tool("jpeg", images, quality, "out.npy")
                    files = [self.pillow_file(image, quality) for image in images]
                    self.assertEqual(ours["file_bytes"], [len(file) for file in files])
                    scans = [len(file) - file.index(b"\xff\xda") for file in files]
                    header = 10 if images.shape[-1] == 1 else 14
                    self.assertEqual(ours["data_bytes"], [scan - header - 2 for scan in scans])
                    theirs = np.stack([np.asarray(PIL.Image.open(io.BytesIO(file))) for file in files])
                    decoded = np.rint(self.written() * 255).astype(np.uint8)
                    np.testing.assert_array_equal(decoded, theirs.reshape(decoded.shape))

    def pillow_file(self, image, quality):
        pixels = np.floor(image * 255 + 0.5).astype(np.uint8)
        file = io.BytesIO()
        PIL.Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels).save(file, "JPEG", quality=quality)
        return file.getvalue()

    def test_rounded_codes_and_their_entropy_are_numpys(self):
        for levels in (2, 16, 256):
            with self.subTest(levels):
                ours = self.tool("quantize", self.train_codes, self.test_codes, levels, "out.npy")
                train, codes = self.train_codes.astype(np.float64), self.test_codes.astype(np.float64)
                low, span = train.min(axis=0), np.ptp(train, axis=0)
                shares = np.divide(codes - low, span, where=span > 0, out=np.zeros_like(codes))
                rounded = np.clip(np.floor(shares * (levels - 1) + 0.5), 0, levels - 1)
                self.assert_near(self.written(), low + span * rounded / (levels - 1), 1e-7)
                counts = [np.unique(unit, return_counts=True)[1] for unit in rounded.T]
                self.assert_near(ours, sum(scipy.stats.entropy(unit, base=2) for unit in counts), 1e-12)

    def test_sparsity_is_what_numpy_counts(self):
        edges = [0, 0.5, 1, 2, 4.5, 9]
        codes = self.test_codes
        ours = self.tool("sparsity", codes, 0.01, 4, *edges)
        self.assertAlmostEqual(ours["zero_share"], np.mean(codes == 0))
        self.assertAlmostEqual(ours["near_zero_share"], np.mean(np.abs(codes) <= 0.01))
        self.assertAlmostEqual(ours["inactive_unit_share"], np.mean(np.all(np.abs(codes) <= 0.01, axis=0)))
        self.assert_near(ours["mean_activity"], codes.mean(axis=0, dtype=np.float64), 1e-12)
        self.assertEqual(ours["histogram"], np.histogram(codes, edges)[0].tolist())
        self.assertEqual(ours["top"], np.argsort(-codes, axis=0, kind="stable")[:4].T.tolist())


if __name__ == "__main__":
    unittest.main()
