#!/usr/bin/env python3
"""Writes src/kernels/activation_tables.h: piecewise polynomials in as many pieces as a vector has floats, 16 or 8.

Piece j is c0 + c1 h + c2 h^2 + … in h = a - centre, where the centre is so chosen that c0 and c1 are all but floats. Needs mpmath (Debian: python3-mpmath).
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


def shrink(a):
    return (a - mp.tanh(a)) / a ** 3 if abs(a) > mp.mpf(2) ** -20 else mp.mpf(1) / 3 - mp.mpf(2) / 15 * a ** 2


# name, what, step, degree, pieces, function; below: how many pieces are below 0; square: the pieces are of equal size in a^2 + 2 a,
# about as exp(-a^2 / 2) is best cut; strict: see centre_of
FUNCTIONS = [
    ("Logistic", "1 / (1 + exp(a))", "0.4345", 5, 16, logistic, dict(strict=1024)),
    ("LogisticSlope", "d/dx x / (1 + exp(-x)) at -a", "0.4375", 6, 16, lambda a: logistic(a) * (1 - a * (1 - logistic(a)))),
    ("Softplus", "log(1 + exp(-a))", "0.4375", 5, 16, lambda a: mp.log1p(mp.exp(-a))),
    ("Tanh", "tanh(a)", "0.28125", 6, 16, mp.tanh),
    ("TanhWide", "tanh(a)", "0.5", 7, 8, mp.tanh),
    ("TanhShrink", "(a - tanh(a)) / a^3", "0.3125", 6, 16, shrink),
    ("Mish", "tanh(log(1 + exp(a)))", "0.5", 6, 16, lambda a: mp.tanh(mp.log1p(mp.exp(a))), dict(below=8)),
    ("Gaussian", "the normal distribution's tail", "1.375", 6, 16, gaussian, dict(square=True)),
    ("GaussianSlope", "d/dx x Phi(x) at -a", "1.375", 7, 16, lambda a: gaussian(a) - a * mp.npdf(a), dict(square=True)),
    ("Cubic", "1 / (1 + exp(v)), v = 2 sqrt(2 / pi) (a + 0.044715 a^3)", "1.375", 6, 16, lambda a: logistic(cubic(a)), dict(square=True)),
    ("CubicSlope", "d/dx x / (1 + exp(-v)) at -a", "1.375", 7, 16,
     lambda a: logistic(cubic(a)) * (1 - a * cubic_slope(a) * (1 - logistic(cubic(a)))), dict(square=True)),
    ("GaussianWide", "the normal distribution's tail", "2.375", 7, 8, gaussian, dict(square=True)),
    ("GaussianSlopeWide", "d/dx x Phi(x) at -a", "0.5", 9, 8, lambda a: gaussian(a) - a * mp.npdf(a)),
]


def off(v):
    """How far v is from a float, in units in the last place."""
    if v == 0:
        return mp.mpf(0)
    near = mp.mpf(single(v))
    return abs(v - near) / mp.mpf(2) ** (mp.floor(mp.log(abs(near), 2)) - 23)


def centre_of(f, low, high, strict):
    """A float near the middle of a piece where f is within 1/64, 1 - f within 1/strict and f' within 1/8 of a unit of a float.

    It is nearer the end where f is small, so that what h has to take from f there is not much more than what is left.
    """
    if low == 0 and off(f(mp.mpf(0))) == 0:
        return mp.mpf(0)
    mp.mp.dps = 25
    unit, size = mp.mpf(2) ** -21, high - low
    slope = (abs(f(high)) - abs(f(low))) / (abs(f(high)) + abs(f(low)))
    middle = (low + high) / 2 - size * max(min(slope, mp.mpf("0.1")), mp.mpf("-0.1"))
    start = mp.nint(middle / unit)
    best = None
    for k in range(1, int(size / 4 / unit)):
        c = (start + (k // 2 if k % 2 else -(k // 2))) * unit
        v = f(c)
        miss = off(v) * 64
        if best is None or miss < best[0]:
            miss = max(miss, off(1 - v) * strict)
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
    odd = c0 == 0 and f(high) == -f(-high)
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
    for name, what, step, degree, pieces, f, *more in FUNCTIONS:
        below, square, strict = (dict(below=0, square=False, strict=64) | (more[0] if more else {})).values()
        step = mp.mpf(step)
        worst, columns = mp.mpf(0), []
        for j in range(pieces):
            ends = [(j - below + side) * step for side in (mp.mpf("-0.501"), mp.mpf("0.501"))]
            if not below:
                ends[0] = max(ends[0], 0)
            if square:
                ends = [mp.sqrt(v + 1) - 1 for v in ends]
            centre = centre_of(f, *ends, strict)
            low, high = (v - centre for v in ends)
            c = [mp.mpf(single(v)) for v in fit(f, centre, degree, low, high)]
            for i in range(41):
                h = low + (high - low) * i / 40
                exact = f(centre + h)
                if exact != 0:
                    least = mp.mpf(2) ** -3 if "Slope" in name and centre < 2 else 0  # it crosses zero there
                    worst = max(worst, abs(mp.polyval(c[::-1], h) - exact) / max(abs(exact), least))
            columns.append([centre] + c)
        print(name, "within 2^%.1f" % float(mp.log(worst, 2)), "to", float(ends[1]))
        out += [f"struct {name}Pieces {{  // {what}, within 2^{float(mp.log(worst, 2)):.1f}",
                f"  static constexpr float kStep = {float(step)}f, kEdge = {float(ends[1]) * 0.999:.3f}f;", f"  static constexpr int kDegree = {degree}, kPieces = {pieces}, kBelow = {below};",
                f"  static constexpr bool kSquare = {str(square).lower()};",
                f"  alignas(64) static constexpr float kTable[{degree + 2}][{pieces}] = {{"]
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
