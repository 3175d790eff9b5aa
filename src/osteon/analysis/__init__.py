"""Pure functions on columns of numbers: survival, recurrent events, proportions, changes.

Own short estimators in NumPy, so that nothing heavy is imported; the tests hold them against
lifelines, against R's `survival` and against published worked examples.
"""
