"""What treatment does to one lesion at an instant: radiotherapy, metal, cement, decompression.

Radiotherapy kills tumour by the linear-quadratic law, fraction by fraction, and with it cells of
bone; bone gains no strength at once and recalcifies over months as its cells come back. What
surgery takes out of the canal stays out until the tumour grows again.

References: barendsen_1982, foerster_2015, townsend_1994, bouza_2009, osteon_assumption.
"""

from osteon.model.declaration import Declaration
from osteon.model.equations.cord import Cord
from osteon.model.equations.pain import Pain
from osteon.model.symbolic import Expr, exp

ASSUMED = "osteon_assumption"


def declare_treatments(m: Declaration, pain: Pain, cord: Cord) -> None:
    """Declare the scheduled jumps that strike one lesion."""
    _declare_radiotherapy(m, pain)
    p = m.parameter
    tumour = m.graph.leaf("lesion_state", "tumour")
    eased = {"recent_fracture": pain.recent * p("stabilised_fracture_pain_left")}
    m.jump("fixation", eased, struck={"fixed": 1.0, "tumour": tumour * p("fixation_tumour_left")})
    m.jump("cement", eased, struck={"cemented": 1.0, "tumour": tumour * p("cement_tumour_left")})
    in_canal = cord.narrowing - cord.collapse
    m.jump(
        "decompression",
        eased,
        struck={
            "canal_cleared": cord.cleared + p("decompression_cleared_share") * in_canal,
            "collapse": cord.collapse * (1 - p("decompression_cleared_share")),
            "tumour": tumour * p("decompression_tumour_left"),
            "fixed": 1.0,
        },
    )


def _declare_radiotherapy(m: Declaration, pain: Pain) -> None:
    p, own = m.parameter, m.lesion_parameter

    def lesion(name: str) -> Expr:
        return m.graph.leaf("lesion_state", name)

    dose = m.amount
    sensitivity = p("radioresistant_share") + (1 - p("radioresistant_share")) * own("radiation_response")
    damage = sensitivity * (p("radiosensitivity_per_gy") * dose + p("radiosensitivity_per_gy2") * dose * dose)
    surviving = m.let("surviving fraction", exp(-damage), "1", "barendsen_1982")
    builders = exp(-sensitivity * p("radiation_loss_of_osteoblasts_per_gy") * dose)
    m.jump(
        "radiotherapy_fraction_gy",
        {},
        struck={
            "tumour": lesion("tumour") * surviving,
            "dying_tumour": lesion("dying_tumour") + lesion("tumour") * (1 - surviving),
            "lesion_osteoclasts": lesion("lesion_osteoclasts")
            * exp(-sensitivity * p("radiation_loss_of_osteoclasts_per_gy") * dose),
            "precursors": lesion("precursors") * builders,
            "lesion_osteoblasts": lesion("lesion_osteoblasts") * builders,
            "irradiated": pain.irradiated + dose,
            "flare": pain.flare + own("flare_prone") * dose / p("flare_full_gy"),
        },
    )
