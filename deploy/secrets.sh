#!/bin/sh
# Makes the folder of secrets that docker-compose.yml names, with an empty file for each that is not
# there yet. Nobody else can enter the folder; the container is given the files, and reads them as
# uid 1000.
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir -p secrets
for file in $(sed -n 's|.*file: \./\(secrets/[a-z_]*\).*|\1|p' docker-compose.yml); do
    [ -e "$file" ] || : > "$file"
    chmod 0644 "$file"
done
