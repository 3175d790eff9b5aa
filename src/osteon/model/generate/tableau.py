"""Coefficients of RODAS, a stiffly accurate Rosenbrock method of order 4(3).

Stage i solves ``(I/(h gamma) - J) U_i = f(y + sum A_ij U_j) + sum C_ij U_j / h``; the step adds
all stages, the last of which is the error estimate. D gives the dense output of order 3.

References: hairer_wanner_1996.
"""

GAMMA = 0.25
A = (
    (),
    (1.544,),
    (0.9466785280815826, 0.2557011698983284),
    (3.314825187068521, 2.896124015972201, 0.9986419139977817),
    (1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950),
)
C = (
    (),
    (-5.6688,),
    (-2.430093356833875, -0.2063599157091915),
    (-0.1073529058151375, -9.594562251023355, -20.47028614809616),
    (7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160),
    (
        8.083246795921522,
        -7.981132988064893,
        -31.52159432874371,
        16.31930543123136,
        -6.058818238834054,
    ),
)
D = (
    (
        10.12623508344586,
        -7.487995877610167,
        -34.80091861555747,
        -7.992771707568823,
        1.025137723295662,
    ),
    (
        -0.6762803392801253,
        6.087714651680015,
        16.43084320892478,
        24.76722511418386,
        -6.594389125716872,
    ),
)
STAGES = len(C)
# The two Gauss points of a step, at which hazards are evaluated.
GAUSS = (0.21132486540518713, 0.7886751345948129)


def scalar_constants() -> list[str]:
    """Return the lines that name every coefficient for the scalar kernel."""
    tables = {"A": A, "C": C, "D": D}
    offset = {"A": 1, "C": 1, "D": 2}
    lines = [f"GAMMA = {GAMMA!r}"]
    for letter, rows in tables.items():
        for number, row in enumerate(rows):
            names = [f"{letter}{number + offset[letter]}{k + 1}" for k in range(len(row))]
            lines += [f"{name} = {value!r}" for name, value in zip(names, row, strict=True)]
    return lines
