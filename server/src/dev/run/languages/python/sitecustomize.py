# Loaded by Python in front of a program. Leads connections to the intercepted names to contactd: http.client and some
# other modules obey no variable of a proxy, but all of them ask here for the address of a name. Programs that name their
# own authorities, or make an environment for a child process, get what they need of contactd, too.
import os
import socket
import sys

_names = frozenset(os.environ.get("CONTACTD_RUN_NAMES", "").split(","))
_tls_port = int(os.environ.get("CONTACTD_RUN_TLS_PORT", "0"))
_http_port = int(os.environ.get("CONTACTD_RUN_HTTP_PORT", "0"))
_authority = os.environ.get("CONTACTD_RUN_AUTHORITY")
_variables = {name: os.environ.get(name, "") for name in os.environ.get("CONTACTD_RUN_VARIABLES", "").split(",")}
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


def _trust(ssl):
    """Adds contactd's authority to any that a program names itself, as with verify=certifi.where()."""
    load = ssl.SSLContext.load_verify_locations

    def load_verify_locations(self, cafile=None, capath=None, cadata=None):
        load(self, cafile, capath, cadata)
        load(self, _authority)

    ssl.SSLContext.load_verify_locations = load_verify_locations


def _pass_on(subprocess):
    """Gives a child process the variables of contactd also if the program makes a new environment for it."""
    start = subprocess.Popen.__init__

    def __init__(self, *args, **kwargs):
        env = kwargs.get("env")
        if env is not None and "CONTACTD_RUN_NAMES" not in env:
            kwargs["env"] = dict(_variables)
            kwargs["env"].update(env)
        start(self, *args, **kwargs)

    __init__.__wrapped__ = start
    subprocess.Popen.__init__ = __init__


class _Finder:
    """Changes modules when the program imports them, so that Python starts as fast as without."""

    def __init__(self, changes):
        self._changes = changes

    def find_spec(self, name, path=None, target=None):
        change = self._changes.pop(name, None)
        if change is None:
            return None
        from importlib.machinery import PathFinder

        spec = PathFinder.find_spec(name, path)
        if spec is None or not hasattr(spec.loader, "exec_module"):
            return None
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            change(module)

        spec.loader.exec_module = exec_module
        return spec


if _authority and sys.version_info >= (3, 6):
    sys.meta_path.insert(0, _Finder({"ssl": _trust, "subprocess": _pass_on}))


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
