"""Special functions: torch.special."""
from . import _C

globals().update({name: f for name, f in vars(_C.special).items() if not name.startswith("_")})

for _name, _function in (("logit", "logit"), ("logsumexp", "logsumexp"), ("polygamma", "polygamma"), ("round", "round"), ("xlogy", "xlogy"), ("multigammaln", "mvlgamma"),
                         ("gammainc", "igamma"), ("gammaincc", "igammac"), ("softmax", "softmax"), ("log_softmax", "log_softmax")):
    if _name not in globals() and hasattr(_C.functions, _function):
        globals()[_name] = getattr(_C.functions, _function)
