"""What care and daily life set: intake, fluids, infusions, supplements and protective measures."""

from osteon.model.declaration import Declaration
from osteon.model.symbolic import Expr


class Inputs:
    """The inputs of the body as expressions; each stays constant between two jumps."""

    def __init__(self, model: Declaration) -> None:
        self.dietary_calcium: Expr = model.input(
            "dietary_calcium_mmol_per_day", "mmol/d", 24.055, "oral calcium, diet and supplement"
        )
        self.vitamin_d_target: Expr = model.input(
            "vitamin_d_target", "1", 1.0, "25-OH vitamin D, relative to 75 nmol/L, that intake sustains"
        )
        self.saline: Expr = model.input(
            "saline_l_per_day", "L/d", 0.0, "intravenous isotonic saline"
        )
        self.calcium_infusion: Expr = model.input(
            "calcium_infusion_mmol_per_day", "mmol/d", 0.0, "intravenous calcium"
        )
        self.pth_infusion: Expr = model.input(
            "pth_infusion_pmol_per_day", "pmol/d", 0.0, "intravenous parathyroid hormone"
        )
        self.external_pthrp: Expr = model.input(
            "external_pthrp_pm", "pmol/L", 0.0, "parathyroid hormone-related protein from elsewhere"
        )
        self.tumour_feedback: Expr = model.input(
            "tumour_feedback", "1", 1.0, "1: resorption feeds the tumour; 0: its volume is prescribed"
        )
        self.analgesic: Expr = model.input(
            "analgesic_nrs", "NRS", 0.0, "pain points taken away by analgesics"
        )
        self.opioid: Expr = model.input("opioid", "1", 0.0, "1 while on a strong opioid")
        self.steroid: Expr = model.input("steroid", "1", 0.0, "1 while on a high-dose steroid")
        self.safety: Expr = model.input("home_safety", "1", 0.0, "1 with safety equipment at home")
        self.kill: Expr = model.input(
            "tumour_kill_per_day", "1/d", 0.0, "loss of tumour to anticancer drugs where it responds"
        )
        self.hygiene: Expr = model.input("hygiene", "1", 0.5, "care of teeth and gums, 0 to 1")


# Scheduled jumps that raise or lower what care sets, by `amount` in the input's own unit.
ADJUSTED = (
    "dietary_calcium_mmol_per_day",
    "vitamin_d_target",
    "saline_l_per_day",
    "analgesic_nrs",
    "opioid",
    "steroid",
    "home_safety",
    "tumour_kill_per_day",
    "hygiene",
)
# Infusions run from one jump to the next, in amount per day.
INFUSED = {
    "calcium_infusion": "calcium_infusion_mmol_per_day",
    "pth_infusion": "pth_infusion_pmol_per_day",
}


def declare_adjustments(m: Declaration) -> None:
    """Declare the jumps by which care and experiments change an input."""
    jumps = {**INFUSED, **{f"{name}_by": name for name in ADJUSTED}}
    for name, target in jumps.items():
        m.jump(name, {target: m.graph.leaf("input", target) + m.amount})
