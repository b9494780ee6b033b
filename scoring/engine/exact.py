"""Exact arithmetic: fractions as (numerator, denominator) pairs in the hot path, rounded once, in `half_up`."""

from math import gcd

MICRO = 1_000_000


def half_up(numerator, denominator):
    """The quotient rounded half up (away from zero) to an integer; with micro points: six decimals."""
    if numerator < 0:
        return -half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def plus(a, b):
    """a + b of two (numerator, denominator) pairs; equal denominators, the common case, stay as they are."""
    (an, ad), (bn, bd) = a, b
    if not an:
        return b
    if ad == bd:
        return an + bn, ad
    common = ad // gcd(ad, bd) * bd
    return an * (common // ad) + bn * (common // bd), common
