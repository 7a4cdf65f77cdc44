# SPDX-License-Identifier: MIT
"""The Debian packages, unpacked into an empty folder."""

import pathlib
import subprocess
import unittest

from building import BUILD, CMAKE, build_with_pkg_config, library_folder, run, temporary_folder, version

CPACK = pathlib.Path(CMAKE).with_name("cpack")


def field(package, name):
    return run("dpkg-deb", "--field", package, name).strip()


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = temporary_folder(cls)
        run(CPACK, "--config", BUILD / "CPackConfig.cmake", "-B", cls.folder, folder=BUILD)
        cls.packages = {field(path, "Package"): path for path in cls.folder.glob("*.deb")}
        cls.root = cls.folder / "root"
        for path in cls.packages.values():
            run("dpkg-deb", "--extract", path, cls.root)

    def test_program_library_and_development_files_come_apart(self):
        library = f"libhourglass{version().rsplit('.', 1)[0]}"
        self.assertEqual(set(self.packages), {"hourglass", library, "libhourglass-dev"})
        self.assertIn(f"{library} (= {version()})", field(self.packages["libhourglass-dev"], "Depends"))

    def test_each_names_what_it_needs(self):
        for name in [name for name in self.packages if name != "libhourglass-dev"]:
            for needed in ["libc6 (>= ", "libstdc++6 (>= ", "libpng16-16 (>= ", "zlib1g (>= ", "libmd0 (>= "]:
                self.assertIn(needed, field(self.packages[name], "Depends"))
        for needed in ["libpng-dev", "zlib1g-dev", "libmd-dev"]:
            self.assertIn(needed, field(self.packages["libhourglass-dev"], "Depends"))

    def test_each_has_version_maintainer_and_licence(self):
        for name, path in self.packages.items():
            self.assertEqual(field(path, "Version"), version())
            self.assertIn("Hourglass maintainers", field(path, "Maintainer"))
            self.assertIn("License: MIT", (self.root / f"usr/share/doc/{name}/copyright").read_text())

    def test_the_program_runs(self):
        self.assertEqual(run(self.root / "usr/bin/hourglass", "--version"), f"hourglass {version()}\n")

    def test_a_program_links_to_the_unpacked_library(self):
        library = library_folder(self.root)
        output = build_with_pkg_config(library, self.folder / "consumer", LD_LIBRARY_PATH=str(library))
        self.assertEqual(output, f"hourglass {version()}\n")

    def test_libraries_are_where_debian_looks_for_them(self):
        architecture = subprocess.check_output(["dpkg-architecture", "-qDEB_HOST_MULTIARCH"], text=True).strip()
        self.assertEqual(library_folder(self.root), self.root / "usr/lib" / architecture)


if __name__ == "__main__":
    unittest.main()
