"""Care of which a test says all there is."""

from osteon import standard_care


def only(bone_agent=None, **slots):
    """Return a policy of nothing but what is said: every slot that is not given stays empty."""
    return standard_care(bone_agent, **{"care": "none", **slots})
