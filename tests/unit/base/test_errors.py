import pickle

from osteon.base.errors import InputError, OsteonError, Problem, SolverError, join_path


def test_faults_of_a_file_stand_under_its_name():
    problems = [
        Problem("horizn", 'unknown key; did you mean "horizon"?', "trial.toml"),
        Problem("arm[1].bone_agent", '"Gy" is no unit of mass; use one of mg, ug, g', "trial.toml"),
    ]
    assert str(InputError(problems)) == (
        "trial.toml:\n"
        '  horizn: unknown key; did you mean "horizon"?\n'
        '  arm[1].bone_agent: "Gy" is no unit of mass; use one of mg, ug, g\n'
        "2 problems, nothing was run"
    )


def test_one_fault_of_no_file_is_one_line():
    assert str(InputError('no drug "denosumb"')) == 'no drug "denosumb"'
    assert str(InputError(Problem("n", "0 is not possible"))) == "n: 0 is not possible"


def test_one_fault_of_a_file_is_counted_in_the_singular():
    text = str(InputError([Problem("", "no such file", "x.toml")]))
    assert text == "x.toml:\n  no such file\n1 problem, nothing was run"


def test_files_are_kept_apart():
    faults = [Problem("a", "1", "x.toml"), Problem("b", "2", "y.toml"), Problem("c", "3", "x.toml")]
    text = str(InputError(faults))
    assert text.splitlines() == [
        "x.toml:",
        "  a: 1",
        "  c: 3",
        "y.toml:",
        "  b: 2",
        "3 problems, nothing was run",
    ]


def test_an_error_crosses_processes():
    error = InputError([Problem("a", "b", "c")])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems  # noqa: S301


def test_the_family_is_closed():
    assert issubclass(InputError, OsteonError)
    assert issubclass(SolverError, OsteonError)


def test_paths_join():
    assert join_path("arm[1]", "bone_agent") == "arm[1].bone_agent"
    assert join_path("arm", "[1]") == "arm[1]"
    assert join_path("", "n") == join_path("n", "") == "n"
    assert Problem("n", "x").inside("cohort").where == "cohort.n"
