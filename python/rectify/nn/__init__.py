"""Layers, losses, initialisation, and the functions behind them."""
from . import functional, init, modules, parameter, utils
from .modules import *  # noqa: F401,F403
from .parameter import Buffer, Parameter, UninitializedParameter

__all__ = modules.__all__ + ["Buffer", "Parameter", "UninitializedParameter", "functional", "init", "modules", "parameter", "utils"]
