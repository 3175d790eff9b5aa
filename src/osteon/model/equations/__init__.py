"""The equations of the model, written once. Kernels, Jacobian and documentation come from here.

Read in this order: `inputs` (what care sets), `body` (states of the body), `drugs` (kinetics and
action of the bone drugs), `bone_cells`, `minerals`, `hormones` (the whole-body physiology),
`lesion` (one metastasis and the bone around it), `symptoms` (strength, pain, spinal cord),
`consequences` (hazards and what an event changes), `readings` (what an observer would see).
"""
