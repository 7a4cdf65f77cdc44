# SPDX-License-Identifier: MIT
"""Completions in each shell, and the manual page."""

import os
import pathlib
import pty
import re
import select
import subprocess
import unittest

from harness import ProgramTest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
RECIPES = {"vanilla", "multilayer", "convolutional", "sparse", "denoising"}
ISAS = {"best", "avx512", "avx2", "sse4", "scalar"}


def commands(program_test):
    """Those that --help lists."""
    return set(re.findall(r"^  ([a-z]+)  ", program_test.succeed("--help"), re.MULTILINE))


def options(program_test, command):
    return set(re.findall(r"^  (?:-\w,)?(--[a-z0-9-]+)", program_test.succeed(command, "--help"), re.MULTILINE))


class CompletionTest(ProgramTest):
    def script(self, shell):
        return self.write(f"hourglass.{shell}", self.succeed("completion", shell).encode())

    def output_of(self, *command):
        return subprocess.check_output(command, cwd=self.folder, env=self.environment, text=True, timeout=60)

    def test_the_shell_has_to_be_named_and_known(self):
        self.refuse(2, ["completion"], "[shell] none is given", "bash, zsh, fish")
        self.refuse(2, ["completion", "csh"], "[shell] 'csh' is not known", "bash, zsh, fish")


class BashTest(CompletionTest):
    def complete(self, *words):
        """What is offered for the last of the words; "=" is a word of its own, as bash has it."""
        script = f"""
            source {self.script("bash")}
            compopt() {{ echo "compopt $*"; }}
            COMP_WORDS=(hourglass "$@")
            COMP_CWORD=$#
            _hourglass
            printf '%s\\n' "${{COMPREPLY[@]}}"
        """
        return set(self.output_of("bash", "-u", "-c", script, "bash", *words).split("\n")) - {""}

    def test_the_first_word_is_a_command(self):
        self.assertEqual(self.complete(""), commands(self))
        self.assertEqual(self.complete("tr"), {"train"})
        self.assertEqual(self.complete("--"), {"--help", "--version"})

    def test_every_command_completes_the_options_of_its_help(self):
        for command in commands(self):
            with self.subTest(command):
                self.assertEqual(self.complete(command, "--"), options(self, command))

    def test_arguments_and_options_complete_their_choices(self):
        self.assertEqual(self.complete("completion", ""), {"bash", "zsh", "fish"})
        self.assertLessEqual(RECIPES, self.complete("train", ""))
        self.assertEqual(self.complete("encode", "--part", ""), {"train", "test"})
        self.assertEqual(self.complete("train", "vanilla", "--isa", ""), ISAS)
        self.assertEqual(self.complete("train", "--isa", "=", "av"), {"avx2", "avx512"})
        self.assertEqual(self.complete("train", "--isa", "="), ISAS)

    def test_files_and_folders_are_left_to_bash(self):
        self.assertEqual(self.complete("train", "--history", "x"), {"compopt -o default"})
        self.assertEqual(self.complete("train", "--data-dir", "x"), {"compopt -o dirnames"})
        self.assertEqual(self.complete("train", "--data", "f"), {"compopt -o default", "fashion-mnist"})
        self.assertEqual(self.complete("summary", "s"), {"compopt -o default", "sparse"})

    def test_a_number_completes_to_nothing(self):
        self.assertEqual(self.complete("train", "--epochs", ""), set())


class FishTest(CompletionTest):
    def complete(self, line):
        script = f"source {self.script('fish')}; complete --do-complete '{line}'"
        return {words.split("\t")[0] for words in self.output_of("fish", "-N", "-c", script).splitlines()}

    def test_commands_options_and_choices_are_completed(self):
        self.assertEqual(self.complete("hourglass "), commands(self))
        self.assertLessEqual(options(self, "train"), self.complete("hourglass train --"))
        self.assertEqual(self.complete("hourglass train --isa "), ISAS)
        self.assertLessEqual(RECIPES, self.complete("hourglass train "))
        self.assertEqual(self.complete("hourglass train --epochs "), set())

    def test_paths_are_completed_where_the_option_takes_some(self):
        self.write("folder/file", b"")
        self.assertEqual(self.complete("hourglass train --history fold"), {"folder/"})
        self.assertEqual(self.complete("hourglass train --history folder/"), {"folder/file"})
        self.assertEqual(self.complete("hourglass train --data-dir fold"), {"folder/"})


class ZshTest(CompletionTest):
    def test_the_script_is_zsh(self):
        self.output_of("zsh", "-n", self.script("zsh"))

    def test_a_terminal_shows_commands_and_choices(self):
        self.script("zsh").rename(self.folder / "_hourglass")
        for line, expected in [("hourglass ", commands(self)), ("hourglass train --isa ", ISAS)]:
            with self.subTest(line):
                self.assert_shown(line, expected)

    def assert_shown(self, line, expected):
        """Types the line and a tab, and reads until all that is expected is on the screen."""
        zsh, terminal = pty.fork()
        if zsh == 0:
            os.chdir(self.folder)
            os.execvpe("zsh", ["zsh", "-f", "-i"], {**self.environment, "TERM": "dumb"})
        setup = f"fpath=({self.folder} $fpath); autoload -Uz compinit; compinit -u -D; setopt no_list_ambiguous"
        os.write(terminal, f"{setup}; stty cols 200\n{line}\t".encode())
        shown = ""
        try:
            while not all(re.search(rf"\b{word}\b", shown) for word in expected):
                self.assertTrue(select.select([terminal], [], [], 60)[0], f"nothing more comes after {shown!r}")
                shown += os.read(terminal, 4096).decode()
        finally:
            os.close(terminal)
            os.waitpid(zsh, 0)


class ManualTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.page = self.succeed("manual")
        self.text = self.page.replace("\\-", "-")

    def test_it_is_well_formed(self):
        lint = subprocess.run(
            ["mandoc", "-T", "lint", "-W", "warning"], input=self.page, stdout=subprocess.PIPE, text=True, check=False
        )
        complaints = [line for line in lint.stdout.splitlines() if "missing date" not in line]
        self.assertEqual(complaints, [])

    def test_it_has_every_command_and_option(self):
        for command in commands(self):
            section = self.text.split(f".SS \\fB{command}\\fR")[1].split("\n.S")[0]
            for option in options(self, command) - {"--help"}:
                self.assertIn(f"\\fB{option}\\fR", section)

    def test_exit_codes_are_those_of_the_documentation(self):
        documentation = (ROOT / "docs/index.md").read_text().split("### Exit codes")[1].split("\n\n")[1]
        rows = [line.strip("| ").split(" | ") for line in documentation.splitlines()[2:]]
        section = self.text.split(".SH EXIT STATUS")[1].split(".SH ")[0]
        codes = re.findall(r"\.TP\n\\fB(.*)\\fR\n(.*)\n", section)
        self.assertEqual([list(code) for code in codes], [[code, meaning.replace("`", "")] for code, meaning in rows])

    def test_examples_come_from_the_help(self):
        self.assertIn("\nhourglass train vanilla --data fashion-mnist --out vanilla.keras\n", self.text)


if __name__ == "__main__":
    unittest.main()
