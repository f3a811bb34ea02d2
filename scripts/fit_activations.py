#!/usr/bin/env python3
"""Writes src/kernels/activation_tables.h: piecewise polynomials of functions of a >= 0, for vectors of 16 floats.

Piece j = 0 … 31 is c0 + c1 h + c2 h^2 + … in h = a - centre, where the centre lies near j step, so chosen that c0 and c1 are
all but floats. Needs mpmath (Debian: python3-mpmath).
"""
import os

import mpmath as mp
import struct

mp.mp.dps = 40
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BETA = mp.sqrt(2 / mp.pi)


def single(v):
    return struct.unpack("f", struct.pack("f", float(v)))[0]


def logistic(a):
    return 1 / (1 + mp.exp(a))


def gaussian(a):
    return mp.erfc(a / mp.sqrt(2)) / 2


def cubic(a):
    return 2 * BETA * (a + mp.mpf("0.044715") * a ** 3)


def cubic_slope(a):
    return 2 * BETA * (1 + 3 * mp.mpf("0.044715") * a ** 2)


# name, what, step, degree, function
FUNCTIONS = [
    ("Logistic", "1 / (1 + exp(a))", "0.5625", 6, logistic),
    ("LogisticSlope", "d/dx x / (1 + exp(-x)) at -a", "0.5625", 7, lambda a: logistic(a) * (1 - a * (1 - logistic(a)))),
    ("Softplus", "log(1 + exp(-a))", "0.5625", 6, lambda a: mp.log1p(mp.exp(-a))),
    ("Tanh", "tanh(a)", "0.296875", 7, mp.tanh),
    ("Gaussian", "the normal distribution's tail", "0.140625", 6, gaussian),
    ("GaussianSlope", "d/dx x Phi(x) at -a", "0.1875", 7, lambda a: gaussian(a) - a * mp.npdf(a)),
    ("Cubic", "1 / (1 + exp(v)), v = 2 sqrt(2 / pi) (a + 0.044715 a^3)", "0.140625", 6, lambda a: logistic(cubic(a))),
    ("CubicSlope", "d/dx x / (1 + exp(-v)) at -a", "0.1640625", 7,
     lambda a: logistic(cubic(a)) * (1 - a * cubic_slope(a) * (1 - logistic(cubic(a))))),
]


def off(v):
    """How far v is from a float, in units in the last place."""
    if v == 0:
        return mp.mpf(0)
    near = mp.mpf(single(v))
    return abs(v - near) / mp.mpf(2) ** (mp.floor(mp.log(abs(near), 2)) - 23)


def centre_of(f, j, step):
    """A float near j step where f and 1 - f are within 1/64, and f' within 1/8, of a unit of a float, or the best there is."""
    if j == 0 and off(f(mp.mpf(0))) == 0:
        return mp.mpf(0)
    mp.mp.dps = 25
    unit = mp.mpf(2) ** -(19 if j * step < 2 else 17)
    start = mp.nint(j * step / unit) * unit
    best = None
    for k in range(1, 12000):
        c = start + (k // 2 if k % 2 else -(k // 2)) * unit
        if c <= 0 or abs(c - j * step) > step / 4:
            continue
        v = f(c)
        miss = off(v) * 64
        if best is None or miss < best[0]:
            miss = max(miss, off(1 - v) * 64)
        if best is None or miss < best[0]:
            miss = max(miss, off(mp.diff(f, c)) * 8)
        if best is None or miss < best[0]:
            best = (miss, c)
        if miss < 1:
            break
    mp.mp.dps = 40
    return best[1]


def fit(f, centre, degree, low, high):
    """Coefficients of f(centre + h): the first two are floats, the rest is fitted at Chebyshev points."""
    c0 = mp.mpf(single(f(centre)))
    c1 = mp.mpf(single(mp.diff(f, centre)))
    n = degree - 1
    odd = c0 == 0
    xs = [(low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (2 * k + 1) / 48) for k in range(24)]
    powers = range(1, n, 2) if odd else range(n)
    m = mp.matrix(len(xs), len(powers))
    for i, x in enumerate(xs):
        for k, power in enumerate(powers):
            m[i, k] = x ** (power + 2)
    got = mp.lu_solve(m, mp.matrix([f(centre + x) - c0 - c1 * x for x in xs]))  # least squares
    rest = [mp.mpf(0)] * n
    for k, power in enumerate(powers):
        rest[power] = got[k]
    return [c0, c1] + rest


def main():
    out = ["#pragma once", "// Written by scripts/fit_activations.py: do not edit.", "// clang-format off", "", "namespace rectify::kernels {", "",
           "// Piece j in column j: its centre, then the coefficients of 1, h, h^2, … with h = a - centre.", ""]
    for name, what, step, degree, f in FUNCTIONS:
        step = mp.mpf(step)
        worst, columns = mp.mpf(0), []
        for j in range(32):
            centre = centre_of(f, j, step)
            low, high = (max(j - mp.mpf("0.501"), 0) * step - centre, (j + mp.mpf("0.501")) * step - centre)
            c = [mp.mpf(single(v)) for v in fit(f, centre, degree, low, high)]
            for i in range(41):
                h = low + (high - low) * i / 40
                exact = f(centre + h)
                if exact != 0:
                    least = mp.mpf(2) ** -3 if "Slope" in name and centre < 2 else 0  # it crosses zero there
                    worst = max(worst, abs(mp.polyval(c[::-1], h) - exact) / max(abs(exact), least))
            columns.append([centre] + c)
        print(name, "within 2^%.1f" % float(mp.log(worst, 2)), "to", float(31.5 * step))
        out += [f"struct {name}Pieces {{  // {what}, within 2^{float(mp.log(worst, 2)):.1f}",
                f"  static constexpr float kStep = {float(step)}f;", f"  static constexpr int kDegree = {degree};",
                f"  alignas(64) static constexpr float kTable[{degree + 2}][32] = {{"]
        for row in zip(*columns):
            out.append("    {" + ", ".join(literal(v) for v in row) + "},")
        out += ["  };", "};"]
    out += ["", "}  // namespace rectify::kernels"]
    with open(f"{ROOT}/src/kernels/activation_tables.h", "w") as file:
        file.write("\n".join(out) + "\n")


def literal(v):
    """The shortest decimal that reads back as the same float."""
    v = single(v)
    for digits in range(1, 10):
        text = repr(float(f"{v:.{digits}g}"))
        if single(float(text)) == v:
            break
    return text + "f"


main()
