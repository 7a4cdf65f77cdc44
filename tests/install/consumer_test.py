# SPDX-License-Identifier: MIT
"""What `cmake --install` puts in place, as programs of other people use it."""

import gzip
import re
import shutil
import unittest

from building import BUILD, CMAKE, COMPILER, CONSUMER, ROOT
from building import build_with_cmake, build_with_pkg_config, library_folder, run, temporary_folder, version

GREETING = f"hourglass {version()}\n"


class InstalledTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = temporary_folder(cls)
        cls.prefix = cls.folder / "prefix"
        run(CMAKE, "--install", BUILD, "--prefix", cls.prefix)
        cls.library = library_folder(cls.prefix)

    def test_the_program_runs(self):
        self.assertEqual(run(self.prefix / "bin/hourglass", "--version"), GREETING)

    def test_the_manual_and_the_completions_are_where_they_are_looked_for(self):
        share = self.prefix / "share"
        manual = gzip.decompress((share / "man/man1/hourglass.1.gz").read_bytes()).decode()
        self.assertIn(f'"hourglass {version()}"', manual)
        for file in [
            "bash-completion/completions/hourglass",
            "zsh/vendor-completions/_hourglass",
            "fish/vendor_completions.d/hourglass.fish",
        ]:
            self.assertIn("train", (share / file).read_text())

    def test_every_public_header_is_there_and_no_other(self):
        public = {path.relative_to(ROOT / "include") for path in (ROOT / "include").rglob("*.h")}
        installed = {path.relative_to(self.prefix / "include") for path in self.prefix.rglob("*.h")}
        self.assertEqual(installed, public)

    def test_licence_and_documentation_are_there(self):
        for name in ["LICENSE", "README.md", "CHANGELOG.md", "docs/index.md", "docs/pictures/compare.png"]:
            self.assertTrue((self.prefix / "share/doc/hourglass" / name).is_file(), name)

    def test_nothing_names_the_folder_it_was_built_in(self):
        for path in self.prefix.rglob("*"):
            if path.is_file() and not path.is_symlink():
                for folder in [ROOT, BUILD]:
                    self.assertFalse(str(folder).encode() in path.read_bytes(), f"{path} names {folder}")

    def test_the_shared_library_shows_what_the_public_headers_declare(self):
        symbols = run("nm", "--dynamic", "--demangle", "--defined-only", self.library / "libhourglass.so")
        self.assertIn(" hourglass::find_recipe(", symbols)
        self.assertEqual([line for line in symbols.splitlines() if "hourglass::" not in line], [])
        # A class of the library's own that a public header names is visible, too.
        headers = "".join(path.read_text() for path in (ROOT / "include").rglob("*.h"))
        folders = "|".join(path.name for path in (ROOT / "src").iterdir())
        internal = set(re.findall(rf" hourglass::(?:{folders})::(\w+)", symbols))
        self.assertEqual([name for name in internal if f"class {name};" not in headers], [])

    def build_with_find_package(self, name, component=""):
        """The consumer, asking for a component of the package; returns its program."""
        source = self.folder / name
        shutil.copytree(CONSUMER, source)
        text = (source / "CMakeLists.txt").read_text()
        (source / "CMakeLists.txt").write_text(text.replace("REQUIRED", f"REQUIRED {component}"))
        build_with_cmake(source, source / "build", f"-DCMAKE_PREFIX_PATH={self.prefix}")
        return source / "build/consumer"

    def test_find_package_takes_the_shared_library(self):
        program = self.build_with_find_package("shared")
        self.assertEqual(run(program), GREETING)
        self.assertIn("libhourglass.so", run("readelf", "--dynamic", program))

    def test_find_package_takes_the_static_library(self):
        program = self.build_with_find_package("static", "COMPONENTS static")
        self.assertEqual(run(program), GREETING)
        self.assertNotIn("libhourglass.so", run("readelf", "--dynamic", program))

    def test_find_package_refuses_what_is_not_there(self):
        with self.assertRaisesRegex(AssertionError, "Hourglass_FOUND to FALSE"):
            self.build_with_find_package("component", "COMPONENTS cuda")

    def test_pkg_config_takes_the_shared_library(self):
        program = self.folder / "pkg-config-shared"
        output = build_with_pkg_config(self.library, program, LD_LIBRARY_PATH=str(self.library))
        self.assertEqual(output, GREETING)
        self.assertIn("libhourglass.so", run("readelf", "--dynamic", program))

    def test_pkg_config_links_statically(self):
        program = self.folder / "pkg-config-static"
        self.assertEqual(build_with_pkg_config(self.library, program, "-static"), GREETING)
        self.assertIn("no dynamic section", run("readelf", "--dynamic", program))


class AddSubdirectoryTest(unittest.TestCase):
    """All but compiling the library once more: what the consumer is compiled with, and what else is built."""

    @classmethod
    def setUpClass(cls):
        cls.build = temporary_folder(cls)
        source = CONSUMER / "add_subdirectory"
        run(CMAKE, "-G", "Ninja", "-S", source, "-B", cls.build, f"-DCMAKE_CXX_COMPILER={COMPILER}")

    def commands(self):
        return run("ninja", "-C", self.build, "-t", "commands", "all")

    def test_the_consumer_compiles(self):
        target = next(
            line.split(":")[0]
            for line in run("ninja", "-C", self.build, "-t", "targets", "all").splitlines()
            if line.startswith("CMakeFiles/consumer.dir/") and "main.cc.o:" in line
        )
        run("ninja", "-C", self.build, target)

    def test_the_library_alone_is_built_with_it(self):
        commands = self.commands()
        self.assertIn("libhourglass.a", commands)
        self.assertIn("src/train/fit.cc", commands)
        for other in ["libhourglass.so", "src/cli/", "_test.cc", "bench/"]:
            self.assertNotIn(other, commands)

    def test_a_project_of_shared_libraries_gets_the_shared_one(self):
        run(CMAKE, self.build, "-DBUILD_SHARED_LIBS=ON")
        self.addCleanup(run, CMAKE, self.build, "-UBUILD_SHARED_LIBS")
        link = [line for line in self.commands().splitlines() if " -o consumer " in line]
        self.assertIn("libhourglass.so", link[0])


class DocumentationTest(unittest.TestCase):
    def test_it_shows_what_is_built_here(self):
        shown = re.findall(r"^```cmake\n(.*?)^```$", (ROOT / "docs/embedding.md").read_text(), re.MULTILINE | re.DOTALL)
        subdirectory = (CONSUMER / "add_subdirectory/CMakeLists.txt").read_text()
        self.assertEqual(
            shown,
            [
                (CONSUMER / "CMakeLists.txt").read_text(),
                subdirectory.replace("../../.. hourglass", "hourglass").replace("../main.cc", "main.cc"),
            ],
        )


if __name__ == "__main__":
    unittest.main()
