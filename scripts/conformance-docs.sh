#!/bin/sh
# Prints docs/conformance.md. CONTACTD_SPEC_DIR names a folder with HighLevel's OpenAPI files.
set -eu
for file in contacts contacts-v3 businesses custom-fields locations locations-v3 opportunities opportunities-v3 \
  users campaigns workflows companies oauth oauth-v3; do
  set -- "$@" --spec "$CONTACTD_SPEC_DIR/$file.json"
done
exec bin/contactd conformance "$@" --markdown
