"""The command `rectify` of an installed package: becomes the program that lies beside the library."""
import importlib.util
import os
import sys


def main():
    folder = importlib.util.find_spec("rectify").submodule_search_locations[0]
    program = os.path.join(folder, "bin", "rectify")
    if not os.access(program, os.X_OK):
        sys.exit(f"rectify: {program} is missing; install the package again")
    os.execv(program, [program, *sys.argv[1:]])
