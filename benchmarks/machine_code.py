"""Machine code of a function on vectors of eight, made as the lanes' own: to read, or to run.

Loops are not unrolled here, as the kernels' few small ones may be, so that what is done for each
lesion stands in the text once.
"""

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from llvmlite import binding, ir

from osteon.model.lanes.arithmetic import DOUBLE, INTEGER

Write = Callable[[ir.IRBuilder, Sequence[ir.Argument]], None]
POINTER = DOUBLE.as_pointer()


def readable() -> bool:
    """Whether the code of this kind of processor can be read here."""
    return str(binding.get_default_triple()).startswith("x86_64")


@dataclass(frozen=True)
class MachineCode:
    """One function, optimised: its first argument is a whole number, the others addresses."""

    module: binding.ModuleRef
    machine: binding.TargetMachine

    @property
    def text(self) -> str:
        """Its instructions, one a line."""
        return str(self.machine.emit_assembly(self.module))

    @property
    def size(self) -> int:
        """Its length in bytes."""
        made = binding.ObjectFileRef.from_data(self.machine.emit_object(self.module))
        return max(section.size() for section in made.sections() if section.is_text())

    def callable(self) -> "Running":
        """Return the function itself."""
        engine = binding.create_mcjit_compiler(self.module, self.machine)
        engine.finalize_object()
        return Running(engine, engine.get_function_address("run"))


class Running:
    """A function of a number and an address that can be called; its code lives as long as this."""

    def __init__(self, engine: binding.ExecutionEngine, address: int) -> None:
        self._engine = engine
        self._call = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_void_p)(address)

    def __call__(self, number: int, address: int) -> None:
        """Run it."""
        self._call(number, address)


def compiled(write: Write, n_addresses: int) -> MachineCode:
    """Return the code of the function whose body `write` builds."""
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    binding.initialize_native_asmparser()
    module = ir.Module("work")
    module.triple = binding.get_default_triple()
    kind = ir.FunctionType(ir.VoidType(), [INTEGER, *[POINTER] * n_addresses])
    function = ir.Function(module, kind, "run")
    builder = ir.IRBuilder(function.append_basic_block())
    write(builder, function.args)
    builder.ret_void()
    return _optimised(module)


def _optimised(written: ir.Module) -> MachineCode:
    module = binding.parse_assembly(str(written))
    machine = binding.Target.from_default_triple().create_target_machine(
        cpu=binding.get_host_cpu_name(),
        features=binding.get_host_cpu_features().flatten(),
        opt=3,
        codemodel="jitdefault",
        jit=True,
    )
    options = binding.create_pipeline_tuning_options(speed_level=3)
    options.loop_unrolling = False
    passes = binding.create_pass_builder(machine, options)
    passes.getModulePassManager().run(module, passes)
    return MachineCode(module, machine)
