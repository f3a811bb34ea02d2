"""Layers, losses, initialisation, and the functions behind them."""
from . import functional, init, modules, parameter, utils
from .modules import *  # noqa: F401,F403
from .parameter import Buffer, Parameter

__all__ = modules.__all__ + ["Buffer", "Parameter", "functional", "init", "modules", "parameter", "utils"]
