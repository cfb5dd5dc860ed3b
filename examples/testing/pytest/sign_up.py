import json
import urllib.error
import urllib.request


def sign_up(high_level, first_name, email):
    """Makes a contact in HighLevel, or updates the one with the same email address, and returns its id."""
    request = urllib.request.Request(
        f"{high_level['url']}/contacts/upsert",
        method="POST",
        headers={
            "Authorization": f"Bearer {high_level['token']}",
            "Version": "2021-07-28",
            "Content-Type": "application/json",
        },
        data=json.dumps(
            {"locationId": high_level["locationId"], "firstName": first_name, "email": email}
        ).encode(),
    )
    try:
        with urllib.request.urlopen(request) as response:
            return json.load(response)["contact"]["id"]
    except urllib.error.HTTPError as error:
        raise ValueError(f"{error.code} {error.read().decode()}") from error
