"""LLVM's text of a function made machine code for this processor, and called without holding Python's lock."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from itertools import count
from typing import Any

from llvmlite import binding

Function = Callable[[int, int, int], int]
"""of three addresses"""
ENTRY = "run"
_count = count()


@cache
def processor() -> str:
    """Name and features of the processor that code is made for."""
    return f"{binding.get_process_triple()} {binding.get_host_cpu_name()} {_features()}"


def object_of(text: str) -> bytes:
    """The object file of a module.

    Raises:
        RuntimeError: the text is no module, or reads something where it has not been computed.
    """
    machine = _machine()
    module = binding.parse_assembly(text)
    module.verify()  # else what is read outside the loop or condition that computes it would end the process
    options = binding.create_pipeline_tuning_options(speed_level=2)
    # What there is to put side by side is so already.
    options.loop_vectorization = options.slp_vectorization = options.loop_interleaving = False
    options.loop_unrolling = False
    builder = binding.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    code: bytes = machine.emit_object(module)
    return code


class MachineCode:
    """The function `ENTRY` of an object file, loaded for as long as this is held."""

    def __init__(self, code: bytes) -> None:
        """Load it.

        Raises:
            RuntimeError: it is no object file, or not of this processor, or holds no such function.
        """
        library = binding.JITLibraryBuilder().add_object_img(code).add_current_process().export_symbol(ENTRY)
        self._linker = _linker()
        self._tracker = library.link(self._linker, f"{ENTRY}-{next(_count)}")
        function: Any = ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_void_p] * 3)(self._tracker[ENTRY])
        function.held = self  # the code is unloaded with the last reference to it
        self.call: Function = function


@cache
def _linker() -> Any:
    return binding.create_lljit_compiler(_machine(), use_jit_link=True, suppress_errors=True)


@cache
def _features() -> str:
    try:
        features: str = binding.get_host_cpu_features().flatten()
    except RuntimeError:  # not known on this system: code for its processors in general
        return ""
    return features


@cache
def _machine() -> Any:
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    target = binding.Target.from_triple(binding.get_process_triple())
    return target.create_target_machine(
        binding.get_host_cpu_name(), _features(), opt=2, reloc="pic", codemodel="default", jit=True
    )
