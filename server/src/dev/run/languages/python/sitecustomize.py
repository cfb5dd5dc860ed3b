# Loaded by Python in front of a program. Leads connections to the intercepted names to contactd: http.client and some
# other modules obey no variable of a proxy, but all of them ask here for the address of a name.
import os
import socket
import sys

_names = frozenset(os.environ.get("CONTACTD_RUN_NAMES", "").split(","))
_tls_port = int(os.environ.get("CONTACTD_RUN_TLS_PORT", "0"))
_http_port = int(os.environ.get("CONTACTD_RUN_HTTP_PORT", "0"))
_is_offline = os.environ.get("CONTACTD_RUN_OFFLINE") == "1"
_getaddrinfo = socket.getaddrinfo


def _name_of(host):
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    return host.lower().rstrip(".") if host else "localhost"


def _is_loopback(name):
    return name in ("localhost", "::1") or name.startswith("127.") or name.endswith(".localhost")


def getaddrinfo(host, port, *args, **kwargs):
    name = _name_of(host)
    if name in _names and _tls_port:
        to = _http_port if str(port) in ("80", "http") else _tls_port
        rest = dict(zip(("family", "type", "proto", "flags"), args), **kwargs)
        return _getaddrinfo("127.0.0.1", to, type=rest.get("type", 0), proto=rest.get("proto", 0))
    if _is_offline and not _is_loopback(name):
        raise socket.gaierror(socket.EAI_NONAME, "contactd run --offline: %s is not intercepted" % name)
    return _getaddrinfo(host, port, *args, **kwargs)


socket.getaddrinfo = getaddrinfo


def _load_next():
    """Runs the sitecustomize that this one hides, if there is one."""
    from importlib.machinery import PathFinder

    here = os.path.dirname(os.path.abspath(__file__))
    paths = [path for path in sys.path if os.path.abspath(path or ".") != here]
    spec = PathFinder.find_spec("sitecustomize", paths)
    if spec is not None and spec.loader is not None and hasattr(spec.loader, "get_code"):
        exec(spec.loader.get_code("sitecustomize"), {"__name__": "sitecustomize", "__file__": spec.origin})


try:
    _load_next()
except ImportError:
    pass
