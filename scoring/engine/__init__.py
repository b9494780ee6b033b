"""The rating engine: pure Python, standard library only. Facts and a profile in, a judgement with reasons out.

Numbers are exact: integers in millionths ("micro", as the database keeps them) and fractions. The one rounding
place is `exact.half_up`."""
