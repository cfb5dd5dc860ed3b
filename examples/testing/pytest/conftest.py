import json
import os
import subprocess
import urllib.request

import pytest

# Not npx, which ends without ending the server that it started.
COMMAND = os.environ.get("CONTACTD", "node_modules/.bin/contactd").split()


def control(contactd, method, path, body=None):
    """Sends a request to the control plane."""
    request = urllib.request.Request(
        f"{contactd['url']}/_contactd/dev{path}",
        method=method,
        headers={"Content-Type": "application/json"},
        data=json.dumps(body or {}).encode(),
    )
    with urllib.request.urlopen(request) as response:
        text = response.read()
    return json.loads(text) if text else None


@pytest.fixture(scope="session")
def contactd():
    """A HighLevel for all tests."""
    command = [*COMMAND, "dev", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield json.loads(process.stdout.readline())
        process.terminate()


@pytest.fixture
def high_level(contactd):
    """A location for one test."""
    location = control(contactd, "POST", "/locations")
    yield {"url": contactd["url"], **location}
    control(contactd, "DELETE", f"/locations/{location['locationId']}")
