# The short way in; CMakePresets.json has the builds themselves. Every target can be run again at any time.
SHELL := /bin/bash
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)
ARGS ?=
FUZZ_SECONDS ?= 60

.PHONY: help train test install build bench bench-cnn bench-fused bench-memory bench-activations bench-inspect bench-python python bank accuracy recipes parity-libtorch fuzz random-calls asan tsan debug format check packages packages-train packages-test docs clean

help:
	@echo "make train    install what is missing, build, train the article's network   (ARGS='--epochs 3' passes options)"
	@echo "make test     install what is missing, build, run every check and test"
	@echo "make install  build the release and install it to PREFIX (now $(PREFIX))"
	@echo "make bench    time rectify, libtorch and the hand-written floor; writes bench/results/; make bench-cnn: convolutional networks;"
	@echo "                make bench-memory: bytes of a training step with each activation, beside libtorch's; make bench-fused: fused layers"
	@echo "make bench-activations   time every activation beside libtorch and memcpy"
	@echo "make bench-inspect       what a Probe costs a training step of the article's network"
	@echo "make bench-python        the Python package beside python3-torch and the C++ step"
	@echo "make python              build the Python package in build/release/python; pip install . installs it"
	@echo "make bank                what is found in networks with a planted fault; writes docs/inspect_bank.md"
	@echo "make accuracy            compare every activation with its reference over every float32; writes docs/accuracy.md"
	@echo "make recipes  train every recipe (a quarter of an hour) and write what it reaches to bench/results/recipes.md"
	@echo "make parity-libtorch     build the programs of tests/parity against libtorch: do the committed outputs still hold?"
	@echo "make random-calls         400 random calls of every function of the Python package beside python3-torch: does docs/python_differences.md say what differs?"
	@echo "make fuzz     fuzz every reader of files for FUZZ_SECONDS (now $(FUZZ_SECONDS)) each, with clang's libFuzzer"
	@echo "make asan     build and test with the address and undefined behaviour sanitizers; tsan, debug likewise"
	@echo "make docs     build the documentation site in build/docs"
	@echo "make format   format the sources"

packages:
	@scripts/packages build
packages-train:
	@scripts/packages build data
packages-test:
	@scripts/packages build data test docs

build: packages
	@cmake --preset release -DRECTIFY_TESTS=OFF -DRECTIFY_EXAMPLES=OFF --log-level=WARNING
	@cmake --build --preset release -j $(JOBS)

train: packages-train
	@cmake --preset release -DRECTIFY_TESTS=OFF -DRECTIFY_EXAMPLES=OFF --log-level=WARNING
	@cmake --build --preset release -j $(JOBS)
	@build/release/bin/rectify train $(ARGS)

test: packages-test check
	@cmake --preset release -DRECTIFY_TESTS=ON -DRECTIFY_EXAMPLES=ON -DRECTIFY_BENCH=ON -DRECTIFY_PYTHON=ON --log-level=WARNING
	@cmake --build --preset release -j $(JOBS)
	@ctest --preset release -j $(JOBS)

# The layering, the activations' names and the formatting of the sources.
check:
	@python3 scripts/check_layers.py
	@python3 scripts/check_activations.py
	@scripts/format --check

install: packages
	@cmake --preset release -DRECTIFY_TESTS=OFF -DRECTIFY_EXAMPLES=OFF --log-level=WARNING
	@cmake --build --preset release -j $(JOBS)
	@cmake --install build/release --prefix "$(abspath $(PREFIX))"
	@if [ "$$(id -u)" = 0 ] && [ "$(abspath $(PREFIX))" = /usr/local ]; then ldconfig; fi

bench: packages-test
	@cmake --preset bench --log-level=WARNING
	@cmake --build --preset bench -j $(JOBS)
	@python3 scripts/bench.py build/bench $(ARGS)

bench-memory: packages-test
	@cmake --preset bench --log-level=WARNING
	@cmake --build --preset bench -j $(JOBS) --target bench_memory
	@python3 scripts/bench_memory.py build/bench $(ARGS)

bench-activations: packages-test
	@cmake --preset bench --log-level=WARNING
	@cmake --build --preset bench -j $(JOBS) --target bench_activations
	@python3 scripts/bench_activations.py build/bench $(ARGS)

bench-inspect: packages-test
	@cmake --preset bench --log-level=WARNING
	@cmake --build --preset bench -j $(JOBS) --target bench_probe
	@for t in 1 2; do echo "$$t thread(s)"; build/bench/bench/bench_probe $$t; done

bench-python: packages-test
	@cmake --preset bench -DRECTIFY_PYTHON=ON --log-level=WARNING
	@cmake --build --preset bench -j $(JOBS) --target bench_step rectify_python
	@python3 scripts/bench_python.py build/bench --epoch $(ARGS)

python: packages-test
	@cmake --preset release -DRECTIFY_TESTS=OFF -DRECTIFY_EXAMPLES=OFF -DRECTIFY_PYTHON=ON --log-level=WARNING
	@cmake --build --preset release -j $(JOBS) --target rectify_python

bank: packages-test
	@cmake --preset release -DRECTIFY_TESTS=ON -DRECTIFY_EXAMPLES=OFF --log-level=WARNING
	@cmake --build --preset release -j $(JOBS) --target inspect_bank
	@build/release/tests/inspect_bank 40 docs/inspect_bank.md

# About an hour of two cores; ARGS='--step 1021 --doubles 100000' is a sample of a minute.
accuracy: packages-test
	@cmake --preset release -DRECTIFY_TESTS=ON -DRECTIFY_EXAMPLES=OFF --log-level=WARNING
	@cmake --build --preset release -j $(JOBS) --target rectify_accuracy
	@build/release/tests/rectify_accuracy --step 1 --doubles 10000000 --write docs/accuracy.md $(ARGS)

bench-cnn: packages-test
	@cmake --preset bench --log-level=WARNING
	@cmake --build --preset bench -j $(JOBS) --target bench_cnn
	@python3 scripts/bench_cnn.py build/bench $(ARGS)

recipes: packages-train
	@cmake --preset release -DRECTIFY_TESTS=OFF -DRECTIFY_EXAMPLES=OFF --log-level=WARNING
	@cmake --build --preset release -j $(JOBS)
	@python3 scripts/recipes.py build/release/bin/rectify $(ARGS)

random-calls: python
	@PYTHONPATH=build/release/python /usr/bin/python3 tests/python/random_calls.py --calls 400 --listed $(ARGS)

# Builds every program of tests/parity against libtorch (libtorch-dev) and says whether the committed outputs still hold.
parity-libtorch: packages-test
	@cmake --preset release -DRECTIFY_TESTS=ON --log-level=WARNING
	@cmake --build --preset release --target parity-libtorch

FUZZ = idx csv npy safetensors picture sound config archive pickle
fuzz:
	@scripts/packages build test fuzz
	@cmake --preset fuzz --log-level=WARNING
	@cmake --build --preset fuzz -j $(JOBS) --target fuzz_smoke $(FUZZ:%=fuzz_%)
	@scripts/fuzz build/fuzz $(FUZZ_SECONDS) $(FUZZ)

bench-fused: packages-test
	@cmake --preset bench --log-level=WARNING
	@cmake --build --preset bench -j $(JOBS) --target bench_fused
	@python3 scripts/bench_fused.py build/bench $(ARGS)

asan tsan debug: packages-test
	@cmake --preset $@ --log-level=WARNING
	@cmake --build --preset $@ -j $(JOBS)
	@ctest --preset $@ -j $(JOBS)

docs: python
	@/usr/bin/python3 docs/site/build.py --package build/release/python --out build/docs && echo build/docs/index.html

format:
	@scripts/format

clean:
	rm -rf build
